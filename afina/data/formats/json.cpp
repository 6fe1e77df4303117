#include <algorithm>
#include <array>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/data/formats/json_rows.h"
#include "afina/data/formats/registry.h"

namespace afina::data {

namespace {

// {"text": [...], "label": [...]}: a column each. Short columns are padded and counted.
bool add_columns(const Json& object, Table& table) {
  auto is_column = [](const Json& value) {
    return value.is_array() && std::none_of(value.begin(), value.end(), [](const Json& v) { return v.is_object(); });
  };
  if (object.empty() || !std::all_of(object.begin(), object.end(), is_column)) return false;
  size_t longest = 0, shortest = object.begin()->size();
  for (const Json& values : object) {
    longest = std::max(longest, values.size());
    shortest = std::min(shortest, values.size());
  }
  table.damaged_rows = static_cast<int64_t>(longest - shortest);
  for (size_t i = 0; i < longest; ++i) {
    Row row;
    for (const Json& values : object) row.cells.push_back(i < values.size() ? cell_text(values[i]) : "");
    row.place = static_cast<int64_t>(i) + 1;
    table.rows.push_back(std::move(row));
  }
  for (const auto& [name, values] : object.items()) table.columns.push_back(name);
  return true;
}

// {"text": {"0": ..., "1": ...}, ...}: what pandas writes when it is not asked for anything else.
bool add_indexed_columns(const Json& object, Table& table) {
  auto is_indexed = [](const Json& value) { return value.is_object() && value.contains("0"); };
  if (object.empty() || !std::all_of(object.begin(), object.end(), is_indexed)) return false;
  for (const auto& [name, values] : object.items()) table.columns.push_back(name);
  for (size_t i = 0;; ++i) {
    std::string index = std::to_string(i);
    Row row;
    bool any = false;
    for (const Json& values : object) {
      auto found = values.find(index);
      any = any || found != values.end();
      row.cells.push_back(found == values.end() ? "" : cell_text(*found));
    }
    if (!any) return true;
    row.place = static_cast<int64_t>(i) + 1;
    table.rows.push_back(std::move(row));
  }
}

// The list of records inside a wrapper object: a member with a usual name, or the only list of objects.
const Json* wrapped_records(const Json& object) {
  constexpr std::array kNames = {"data", "rows", "examples", "records", "items", "train", "datos", "ejemplos"};
  for (const char* name : kNames) {
    auto found = object.find(name);
    if (found != object.end() && found->is_array()) return &*found;
  }
  const Json* only = nullptr;
  for (const Json& value : object) {
    if (!value.is_array() || value.empty() || !value[0].is_object() || chat_messages(value)) continue;
    if (only) return nullptr;
    only = &value;
  }
  return object.size() == 1 ? only : nullptr;
}

Table read_json(const Source& source) {
  Json document = parse_json(source.text, source.path.string());
  Table table;
  table.source = source.path;
  table.format = "json";
  RowCollector rows(table);
  auto add_all = [&](const Json& records) {
    int64_t item = 0;
    for (const Json& record : records) rows.add(record, ++item);
  };
  if (document.is_array()) {
    if (chat_messages(document))
      rows.add(document, 1);
    else
      add_all(document);
  } else if (document.is_object()) {
    if (add_columns(document, table) || add_indexed_columns(document, table)) return table;
    if (const Json* records = wrapped_records(document))
      add_all(*records);
    else if (!document.empty())
      rows.add(document, 1);
  } else {
    fail("data.no_rows", {{"place", source.path.string()}});
  }
  rows.finish();
  return table;
}

bool is_json(const Source& source) {
  if (source.extension == "json") return true;
  if (!source.extension.empty() && source.extension != "data") return false;
  std::string_view text = trim(source.text);
  return text.starts_with('{') || text.starts_with("[{") || text.starts_with("[\n");
}

}  // namespace

const FormatReader formats::kJson = {"json", false, is_json, read_json};

}  // namespace afina::data
