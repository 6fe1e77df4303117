#include "afina/data/dataset.h"

#include <algorithm>
#include <map>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/data/passages.h"

namespace afina::data {

namespace {

// Where rows went; a reason stands in the list only when it took some.
void exclude(Dataset& dataset, std::string reason, int64_t rows) {
  if (rows > 0) dataset.exclusions.push_back({std::move(reason), rows});
}

std::string last_turn(const Json& messages, std::string_view role) {
  for (auto turn = messages.rbegin(); turn != messages.rend(); ++turn) {
    if ((*turn)["role"].get_ref<const std::string&>() == role) return (*turn)["content"].get<std::string>();
  }
  return {};
}

void add_conversations(const Table& table, Dataset& dataset) {
  int64_t silent = 0;
  for (const Row& row : table.rows) {
    check_stop();
    Example example;
    if (row.messages) example.target = last_turn(*row.messages, "assistant");
    if (trim(example.target).empty()) {
      ++silent;
      continue;
    }
    example.input = last_turn(*row.messages, "user");
    example.messages = row.messages;
    example.place = row.place;
    dataset.examples.push_back(std::move(example));
  }
  exclude(dataset, text("data.excluded_silent"), silent);
}

std::string with_context(std::string_view input, std::string_view context, bool context_first) {
  if (context.empty()) return std::string(input);
  std::string_view first = context_first ? context : input;
  std::string_view second = context_first ? input : context;
  return std::string(first) + "\n\n" + std::string(second);
}

void add_pairs(const Table& table, const Roles& roles, Dataset& dataset) {
  int64_t empty = 0;
  for (const Row& row : table.rows) {
    check_stop();
    std::string_view input = trim(row.cells[roles.input]);
    std::string_view target = trim(row.cells[roles.target]);
    if (input.empty() || target.empty()) {
      ++empty;
      continue;
    }
    std::string_view context = roles.context < 0 ? std::string_view() : trim(row.cells[roles.context]);
    Example example;
    example.input = with_context(input, context, roles.context_first);
    example.target = target;
    example.place = row.place;
    dataset.examples.push_back(std::move(example));
  }
  exclude(dataset, text("data.excluded_empty"), empty);
}

// The rule of kMinClassRows, applied before anything is split.
void leave_out_rare_classes(Dataset& dataset) {
  std::map<std::string, int64_t> counts;
  for (const Example& example : dataset.examples) ++counts[example.target];
  int64_t rare_classes = 0, rare_rows = 0;
  for (const auto& [label, rows] : counts) {
    if (rows >= kMinClassRows) {
      dataset.labels.push_back(label);
    } else {
      ++rare_classes;
      rare_rows += rows;
    }
  }
  std::erase_if(dataset.examples, [&](const Example& e) { return counts[e.target] < kMinClassRows; });
  exclude(dataset,
          text("data.excluded_rare",
               {{"classes", std::to_string(rare_classes)}, {"minimum", std::to_string(kMinClassRows)}}),
          rare_rows);
  if (dataset.labels.size() == 1) fail("data.one_class", {{"label", dataset.labels[0]}});
}

void add_running_text(const Table& table, const Roles& roles, Dataset& dataset) {
  dataset.running_text = true;
  int64_t empty = 0;
  if (!table.text.empty()) {
    dataset.examples = cut_passages(table.text);
  } else {
    // Rows follow one another by a line break; whole documents by an empty line.
    std::string_view separator = table.format == "folder" ? "\n\n" : "\n";
    for (const Row& row : table.rows) {
      std::string_view passage = trim(row.cells[roles.input]);
      if (passage.empty()) {
        ++empty;
        continue;
      }
      Example example;
      example.input = std::string(passage) + std::string(separator);
      example.place = row.place;
      dataset.examples.push_back(std::move(example));
    }
    if (table.format == "folder") {
      std::string whole;
      for (const Example& document : dataset.examples) whole += document.input;
      dataset.examples = cut_passages(whole);
    }
  }
  exclude(dataset, text("data.excluded_empty"), empty);
  int64_t bytes = 0;
  for (const Example& example : dataset.examples) bytes += static_cast<int64_t>(example.input.size());
  if (dataset.examples.empty()) fail("data.all_empty");
  if (bytes < kMinRunningBytes) {
    fail("data.too_little_text", {{"bytes", std::to_string(bytes)}, {"needed", std::to_string(kMinRunningBytes)}});
  }
}

}  // namespace

Dataset build_dataset(const Table& table, const Roles& roles) {
  Dataset dataset;
  dataset.task = roles.task;
  if (roles.task == Task::continuation) {
    add_running_text(table, roles, dataset);
    return dataset;
  }
  if (roles.messages)
    add_conversations(table, dataset);
  else
    add_pairs(table, roles, dataset);
  if (dataset.examples.empty()) fail("data.all_empty");
  if (roles.task == Task::classify) leave_out_rare_classes(dataset);
  auto rows = static_cast<int64_t>(dataset.examples.size());
  if (rows < kMinRows) fail("data.too_little", {{"rows", std::to_string(rows)}, {"needed", std::to_string(kMinRows)}});
  return dataset;
}

std::string running_text(const Dataset& dataset, const std::vector<int64_t>& passages) {
  std::string joined;
  for (int64_t passage : passages) joined += dataset.examples[passage].input;
  return joined;
}

}  // namespace afina::data
