#include "afina/tokenizer/literal_marks.h"

#include <algorithm>
#include <functional>

#include "afina/base/utf8.h"

namespace afina::tokenizer {

using jinja::Dict;
using jinja::Kind;
using jinja::Sequence;
using jinja::Value;

namespace {

// Every text in a value, keys of dicts left out.
bool any_text(const Value& value, const std::function<bool(const std::string&)>& good) {
  if (value.is_text()) return good(value.str());
  if (value.is(Kind::list)) {
    return std::ranges::any_of(value.as<Sequence>().items, [&](const Value& item) { return any_text(item, good); });
  }
  if (!value.is(Kind::dict)) return false;
  return std::ranges::any_of(value.as<Dict>().entries, [&](const auto& entry) { return any_text(entry.second, good); });
}

bool any_text(const std::vector<Value>& values, const std::function<bool(const std::string&)>& good) {
  return std::ranges::any_of(values, [&](const Value& value) { return any_text(value, good); });
}

std::string utf8_of(char32_t c) {
  std::string text;
  append_utf8(text, c);
  return text;
}

}  // namespace

LiteralMarks::LiteralMarks(std::vector<Value> messages, const std::vector<std::string>& special_texts)
    : messages_(std::move(messages)) {
  auto has_special = [&](const std::string& text) {
    return std::ranges::any_of(special_texts, [&](const std::string& one) { return text.find(one) != text.npos; });
  };
  if (!any_text(messages_, has_special)) return;
  // Code points that Unicode keeps for programs' own use, two that no message has.
  for (char32_t c = 0xFDD0; c < 0xFDEF; c += 2) {
    open_ = utf8_of(c);
    close_ = utf8_of(c + 1);
    auto has_marks = [&](const std::string& text) {
      return text.find(open_) != text.npos || text.find(close_) != text.npos;
    };
    if (!any_text(messages_, has_marks)) break;
  }
  for (Value& message : messages_) message = marked(message, special_texts);
}

Value LiteralMarks::marked(const Value& value, const std::vector<std::string>& special_texts) const {
  if (value.is(Kind::list)) {
    std::vector<Value> items;
    for (const Value& item : value.as<Sequence>().items) items.push_back(marked(item, special_texts));
    return Value::list(std::move(items));
  }
  if (value.is(Kind::dict)) {
    auto dict = std::make_shared<Dict>();
    for (const auto& [key, item] : value.as<Dict>().entries) {
      const bool role = key.is_text() && (key.str() == "role" || key.str() == "type");
      dict->set(key, role ? item : marked(item, special_texts));
    }
    return Value(std::move(dict));
  }
  if (!value.is_text()) return value;
  const std::string& text = value.str();
  std::string out;
  for (size_t at = 0; at < text.size();) {
    auto found = std::ranges::find_if(
        special_texts, [&](const std::string& one) { return std::string_view(text).substr(at).starts_with(one); });
    if (found == special_texts.end()) {
      out += text[at++];
    } else {
      out += open_ + *found + close_;
      at += found->size();
    }
  }
  return Value::text(std::move(out));
}

void LiteralMarks::remove(Rendered& rendered) const {
  if (open_.empty()) return;
  const std::string text = std::move(rendered.text);
  std::string out;
  std::vector<std::pair<size_t, size_t>> moved;  // byte in the marked text, bytes of marks up to it
  size_t begin = std::string::npos;
  for (size_t at = 0; at < text.size();) {
    const bool opens = std::string_view(text).substr(at).starts_with(open_);
    const bool closes = std::string_view(text).substr(at).starts_with(close_);
    if (!opens && !closes) {
      out += text[at++];
      continue;
    }
    at += opens ? open_.size() : close_.size();
    moved.emplace_back(at, at - out.size());
    if (opens) begin = out.size();
    if (closes && begin != std::string::npos)
      rendered.literal.push_back({std::exchange(begin, std::string::npos), out.size()});
  }
  auto shifted = [&](size_t at) {
    auto after = std::ranges::upper_bound(moved, at, {}, [](const auto& one) { return one.first; });
    return after == moved.begin() ? at : at - std::prev(after)->second;
  };
  for (Span& span : rendered.answers) span = {shifted(span.begin), shifted(span.end)};
  rendered.text = std::move(out);
}

}  // namespace afina::tokenizer
