#include "afina/data/formats/json_rows.h"

#include <algorithm>

#include "afina/base/error.h"
#include "afina/data/formats/registry.h"

namespace afina::data {

namespace {

bool is_object_list(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& item) { return item.is_object(); });
}

std::string role_name(const std::string& name) {
  if (name == "human" || name == "usuario" || name == "prompter") return "user";
  if (name == "gpt" || name == "bot" || name == "model" || name == "chatgpt" || name == "asistente") return "assistant";
  if (name == "sistema") return "system";
  return name;
}

const Json* string_member(const Json& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    auto found = object.find(name);
    if (found != object.end() && found->is_string()) return &*found;
  }
  return nullptr;
}

// SQuAD keeps answers as [{"text": ...}] or, in the hub's flat form, {"text": [...]}. The first one counts.
std::optional<std::string> first_answer(const Json& answers) {
  if (is_object_list(answers)) {
    if (const Json* text = string_member(answers[0], {"text"})) return text->get<std::string>();
  }
  if (answers.is_object() && answers.contains("answer_start")) {
    auto texts = answers.find("text");
    if (texts != answers.end() && texts->is_array()) return texts->empty() ? "" : cell_text((*texts)[0]);
  }
  if (answers.is_array() && answers.empty()) return "";
  return std::nullopt;
}

}  // namespace

std::string cell_text(const Json& value) {
  if (value.is_null()) return {};
  if (!value.is_string()) return dump_json(value);
  const auto& text = value.get_ref<const std::string&>();
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

std::optional<Json> chat_messages(const Json& value) {
  if (!is_object_list(value)) return std::nullopt;
  Json messages = Json::array();
  for (const Json& turn : value) {
    const Json* role = string_member(turn, {"role", "from", "rol"});
    const Json* content = string_member(turn, {"content", "value", "contenido"});
    if (!role || !content) return std::nullopt;
    messages.push_back({{"role", role_name(role->get<std::string>())}, {"content", *content}});
  }
  return messages;
}

Row& RowCollector::new_row(int64_t place) {
  table_.rows.emplace_back();
  table_.rows.back().place = place;
  return table_.rows.back();
}

void RowCollector::set(Row& row, const std::string& column, std::string value) {
  auto found = std::find(table_.columns.begin(), table_.columns.end(), column);
  auto index = static_cast<size_t>(found - table_.columns.begin());
  if (found == table_.columns.end()) {
    if (index == kMaxColumns) {
      fail("data.too_many_columns", {{"place", table_.source.string()}, {"limit", std::to_string(kMaxColumns)}});
    }
    table_.columns.push_back(column);
  }
  if (row.cells.size() <= index) row.cells.resize(index + 1);
  row.cells[index] = std::move(value);
}

void RowCollector::add(const Json& value, int64_t place) {
  if (value.is_object()) {
    if (value.contains("paragraphs") && is_object_list(value["paragraphs"])) return add_article(value, place);
    return add_object(value, place);
  }
  Row& row = new_row(place);
  if (auto messages = chat_messages(value)) {
    set(row, "messages", cell_text(value));
    row.messages = std::move(messages);
  } else {
    set(row, "text", cell_text(value));
  }
}

void RowCollector::add_article(const Json& article, int64_t place) {
  const Json* title = string_member(article, {"title"});
  for (const Json& paragraph : article["paragraphs"]) {
    const Json* context = string_member(paragraph, {"context"});
    auto questions = paragraph.find("qas");
    if (questions == paragraph.end() || !is_object_list(*questions)) {
      add_object(paragraph, place);
      continue;
    }
    for (const Json& item : *questions) {
      Row& row = new_row(place);
      if (title) set(row, "title", cell_text(*title));
      if (context) set(row, "context", cell_text(*context));
      if (const Json* question = string_member(item, {"question"})) set(row, "question", cell_text(*question));
      auto answers = item.find("answers");
      set(row, "answer", answers == item.end() ? "" : first_answer(*answers).value_or(""));
    }
  }
}

void RowCollector::add_object(const Json& object, int64_t place) {
  const Json* nested = nullptr;
  std::optional<Json> messages;
  for (const auto& [name, value] : object.items()) {
    if (auto chat = chat_messages(value); chat && !messages)
      messages = std::move(chat);
    else if (is_object_list(value) && !first_answer(value) && !nested)
      nested = &value;
  }
  // A record with a list of smaller records (an instruction and its instances) gives one row for each.
  size_t copies = nested && !messages ? nested->size() : 1;
  for (size_t copy = 0; copy < copies; ++copy) {
    Row& row = new_row(place);
    for (const auto& [name, value] : object.items()) {
      if (&value == nested && !messages) continue;
      auto answer = first_answer(value);
      set(row, name, answer && !value.empty() ? *answer : cell_text(value));
    }
    if (nested && !messages) {
      for (const auto& [name, value] : (*nested)[copy].items()) set(row, name, cell_text(value));
    }
    row.messages = messages;
  }
}

void RowCollector::finish() {
  for (Row& row : table_.rows) row.cells.resize(table_.columns.size());
}

}  // namespace afina::data
