// What sorting, grouping and mapping look at in each item: an attribute by its path, "function.name", and its case.
#pragma once

#include <string_view>
#include <vector>

#include "afina/jinja/interpreter.h"

namespace afina::jinja {

// Parts of a path: texts, and numbers where a part is digits alone. None: no parts.
std::vector<Value> path_of(const Value& attribute);
// The value at the end of a path; what is missing on it is `otherwise`, where that is not null and not None.
Value at_path(Interpreter& in, Value item, const std::vector<Value>& path, const Value* otherwise = nullptr);

// The key of each item that sort, groupby and the like compare.
class ItemKey {
 public:
  // `several`: an attribute such as "a,b" is two of them.
  ItemKey(Interpreter& in, const Value* attribute, bool case_sensitive, bool several = false,
          const Value* otherwise = nullptr);
  Value operator()(const Value& item) const;

 private:
  Value one(const Value& item, const std::vector<Value>& path) const;
  Interpreter& in_;
  std::vector<std::vector<Value>> paths_;
  bool case_sensitive_, several_;
  const Value* otherwise_;
};

// The items in the order of their keys, as Python's sorted().
std::vector<Value> sorted_by(const std::vector<Value>& items, const ItemKey& key, bool reverse);

}  // namespace afina::jinja
