// JSON values to rows and columns, for the JSON and JSON-lines readers.
#pragma once

#include <string_view>

#include "afina/base/json.h"
#include "afina/data/table.h"

namespace afina::data {

// Collects records; the columns are every member name seen, in order of first appearance.
class RowCollector {
 public:
  explicit RowCollector(Table& table) : table_(table) {}

  // An object is a row (nested lists of objects give one row each, with what surrounds them), a list of chat
  // turns is a row of messages, any other value is a row of one column "text".
  void add(const Json& value, int64_t place);
  // Gives every row a cell for every column. Call once, at the end.
  void finish();

 private:
  void add_object(const Json& object, int64_t place);
  void add_article(const Json& article, int64_t place);  // SQuAD: paragraphs of context and questions
  Row& new_row(int64_t place);
  void set(Row& row, const std::string& column, std::string value);

  Table& table_;
};

// The messages of a chat as [{"role": "user", "content": "..."}, ...], whatever names the file uses
// (role/content, from/value); nothing where `value` is not a chat.
std::optional<Json> chat_messages(const Json& value);

// A cell's text: strings as they are, null as "", anything else as JSON.
std::string cell_text(const Json& value);

}  // namespace afina::data
