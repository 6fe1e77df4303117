#include "afina/jinja/item_key.h"

#include <algorithm>

#include "afina/jinja/numbers.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

std::vector<Value> path_of(const Value& attribute) {
  if (attribute.is_none()) return {};
  if (!attribute.is_text()) return {attribute};
  std::vector<Value> path;
  for (std::string_view part : split_text(attribute.str(), ".", -1)) {
    const bool digits = !part.empty() && part.find_first_not_of("0123456789") == part.npos;
    path.push_back(digits ? Value::integer(*whole_from(part, 10)) : Value::text(std::string(part)));
  }
  return path;
}

Value at_path(Interpreter& in, Value item, const std::vector<Value>& path, const Value* otherwise) {
  for (const Value& part : path) {
    item = in.item(item, part);
    if (otherwise && !otherwise->is_none() && item.is_undefined()) item = *otherwise;
  }
  return item;
}

ItemKey::ItemKey(Interpreter& in, const Value* attribute, bool case_sensitive, bool several, const Value* otherwise)
    : in_(in), case_sensitive_(case_sensitive), several_(several), otherwise_(otherwise) {
  if (several && attribute && attribute->is_text()) {
    for (std::string_view name : split_text(attribute->str(), ",", -1)) {
      paths_.push_back(path_of(Value::text(std::string(name))));
    }
  } else {
    paths_.push_back(attribute ? path_of(*attribute) : std::vector<Value>());
  }
}

Value ItemKey::one(const Value& item, const std::vector<Value>& path) const {
  Value key = at_path(in_, item, path, otherwise_);
  return !case_sensitive_ && key.is_text() ? Value::text(lower(key.str())) : key;
}

Value ItemKey::operator()(const Value& item) const {
  if (!several_) return one(item, paths_[0]);
  std::vector<Value> keys;
  for (const auto& path : paths_) keys.push_back(one(item, path));
  return Value::list(std::move(keys));
}

std::vector<Value> sorted_by(const std::vector<Value>& items, const ItemKey& key, bool reverse) {
  std::vector<std::pair<Value, Value>> keyed;
  for (const Value& item : items) keyed.emplace_back(key(item), item);
  // Equal ones keep their order in either direction.
  std::ranges::stable_sort(keyed, [reverse](const auto& a, const auto& b) {
    return reverse ? less(b.first, a.first) : less(a.first, b.first);
  });
  std::vector<Value> sorted;
  for (auto& [of, item] : keyed) sorted.push_back(std::move(item));
  return sorted;
}

}  // namespace afina::jinja
