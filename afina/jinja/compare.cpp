// Truth, equality, order, hashing, length and iteration, as Python does them.
#include <cmath>

#include "afina/base/utf8.h"
#include "afina/jinja/loop.h"
#include "afina/jinja/value.h"

namespace afina::jinja {

namespace {

// -1, 0, 1, exact also where a whole number does not fit a double; 2 where one of them is not a number (NaN).
int compare_numbers(const Value& left, const Value& right) {
  if (left.is_whole() && right.is_whole()) {
    int64_t a = left.as_whole(), b = right.as_whole();
    return a < b ? -1 : a > b;
  }
  if (left.is_whole()) {
    int swapped = compare_numbers(right, left);
    return swapped == 2 ? 2 : -swapped;
  }
  double a = left.as_real();
  if (std::isnan(a)) return 2;
  if (!right.is_whole()) {
    double b = right.as_real();
    if (std::isnan(b)) return 2;
    return a < b ? -1 : a > b;
  }
  if (a >= 0x1p63) return 1;
  if (a < -0x1p63) return -1;
  double floor = std::floor(a);
  int64_t whole = static_cast<int64_t>(floor), b = right.as_whole();
  if (whole != b) return whole < b ? -1 : 1;
  return a > floor ? 1 : 0;
}

bool equal_items(const std::vector<Value>& left, const std::vector<Value>& right) {
  if (left.size() != right.size()) return false;
  for (size_t i = 0; i < left.size(); ++i) {
    if (!equal(left[i], right[i])) return false;
  }
  return true;
}

bool equal_dicts(const Dict& left, const Dict& right) {
  if (left.entries.size() != right.entries.size()) return false;
  for (const auto& [key, value] : left.entries) {
    const Value* other = right.find(key);
    if (!other || !equal(value, *other)) return false;
  }
  return true;
}

bool equal_views(const View& left, const View& right) {
  if (left.part != right.part || left.part == View::Part::values) return false;
  return left.part == View::Part::items ? equal_dicts(left.dict.as<Dict>(), right.dict.as<Dict>())
                                        : equal_items(items_of(left.dict), items_of(right.dict));
}

bool equal_ranges(const Range& left, const Range& right) {
  if (left.length != right.length) return false;
  if (left.length == 0) return true;
  return left.start == right.start && (left.length == 1 || left.step == right.step);
}

}  // namespace

bool equal(const Value& left, const Value& right) {
  charge(1);
  if (left.is_number() && right.is_number()) return compare_numbers(left, right) == 0;
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::none:
    case Kind::undefined:
      return true;
    case Kind::text: {
      const std::string &a = left.str(), &b = right.str();
      if (a.size() == b.size()) charge(a.size() / 64);
      return a == b;
    }
    case Kind::list:
    case Kind::tuple:
      return left.object() == right.object() || equal_items(left.as<Sequence>().items, right.as<Sequence>().items);
    case Kind::dict:
      return left.object() == right.object() || equal_dicts(left.as<Dict>(), right.as<Dict>());
    case Kind::view:
      return left.object() == right.object() || equal_views(left.as<View>(), right.as<View>());
    case Kind::range:
      return equal_ranges(left.as<Range>(), right.as<Range>());
    default:
      return left.object() == right.object();
  }
}

bool less(const Value& left, const Value& right, std::string_view operation) {
  charge(1);
  for (const Value* side : {&left, &right}) {
    if (side->is_undefined()) throw side->as<Undefined>().problem;
  }
  if (left.is_number() && right.is_number()) return compare_numbers(left, right) == -1;
  if (left.is_text() && right.is_text()) {
    charge(std::min(left.str().size(), right.str().size()) / 64);
    return left.str() < right.str();  // the order of UTF-8's bytes is that of the code points
  }
  if (left.kind() == right.kind() && (left.is(Kind::list) || left.is(Kind::tuple))) {
    const auto &a = left.as<Sequence>().items, &b = right.as<Sequence>().items;
    for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
      if (!equal(a[i], b[i])) return less(a[i], b[i], operation);
    }
    return a.size() < b.size();
  }
  raise_type(operation, type_name(left) + ", " + type_name(right));
}

bool truth(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
    case Kind::undefined:
      return false;
    case Kind::boolean:
    case Kind::integer:
      return value.as_whole() != 0;
    case Kind::real:
      return value.as_real() != 0;
    case Kind::text:
    case Kind::list:
    case Kind::tuple:
    case Kind::dict:
    case Kind::view:
    case Kind::range:
    case Kind::loop:
      return length_of(value) != 0;
    default:
      return true;
  }
}

bool hashable(const Value& value) {
  if (value.is(Kind::tuple)) {
    for (const Value& item : value.as<Sequence>().items) {
      charge(1);
      if (!hashable(item)) return false;
    }
    return true;
  }
  return !value.is(Kind::list) && !value.is(Kind::dict) && !value.is(Kind::view);
}

uint64_t hash_of(const Value& key) {
  charge(1);
  if (key.is_number()) {
    double real = key.as_real();
    if (!key.is_whole() && (std::trunc(real) != real || std::abs(real) >= 0x1p63)) return std::hash<double>()(real);
    return std::hash<int64_t>()(key.is_whole() ? key.as_whole() : static_cast<int64_t>(real));
  }
  switch (key.kind()) {
    case Kind::none:
    case Kind::undefined:
      return static_cast<uint64_t>(key.kind()) + 1;
    case Kind::text:
      charge(key.str().size() / 64);
      return std::hash<std::string_view>()(key.str());
    case Kind::tuple: {
      uint64_t hash = 7;
      for (const Value& item : key.as<Sequence>().items) hash = hash * 0x9E3779B97F4A7C15u + hash_of(item);
      return hash;
    }
    case Kind::list:
    case Kind::dict:
    case Kind::view:
      raise_type("hash()", type_name(key));
    default:
      return std::hash<const void*>()(key.object());
  }
}

int64_t length_of(const Value& value) {
  switch (value.kind()) {
    case Kind::undefined:
      return 0;
    case Kind::text:
      return static_cast<int64_t>(value.as<Text>().length);
    case Kind::list:
    case Kind::tuple:
      return static_cast<int64_t>(value.as<Sequence>().items.size());
    case Kind::dict:
      return static_cast<int64_t>(value.as<Dict>().entries.size());
    case Kind::view:
      return length_of(value.as<View>().dict);
    case Kind::range:
      return value.as<Range>().length;
    case Kind::loop:
      return static_cast<int64_t>(value.as<Loop>().items.size());
    default:
      raise_type("len()", type_name(value));
  }
}

bool iterable(const Value& value) {
  switch (value.kind()) {
    case Kind::undefined:
    case Kind::text:
    case Kind::list:
    case Kind::tuple:
    case Kind::dict:
    case Kind::view:
    case Kind::range:
    case Kind::iterator:
    case Kind::loop:
      return true;
    default:
      return false;
  }
}

namespace {

std::vector<Value> characters(const std::string& text) {
  std::vector<Value> all;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    next_code_point(text, at);
    all.push_back(Value::text(text.substr(begin, at - begin)));
  }
  return all;
}

std::vector<Value> entries_of(const Dict& dict, View::Part part) {
  std::vector<Value> all;
  all.reserve(dict.entries.size());
  for (const auto& [key, value] : dict.entries) {
    if (part == View::Part::keys)
      all.push_back(key);
    else
      all.push_back(part == View::Part::values ? value : Value::tuple({key, value}));
  }
  return all;
}

}  // namespace

std::vector<Value> items_of(const Value& value, std::string_view what) {
  switch (value.kind()) {
    case Kind::undefined:
      return {};
    case Kind::text:
      return characters(value.str());
    case Kind::list:
    case Kind::tuple:
      charge(value.as<Sequence>().items.size() / 8);
      return value.as<Sequence>().items;
    case Kind::dict:
      charge(length_of(value));
      return entries_of(value.as<Dict>(), View::Part::keys);
    case Kind::view:
      charge(length_of(value));
      return entries_of(value.as<View>().dict.as<Dict>(), value.as<View>().part);
    case Kind::range: {
      const Range& range = value.as<Range>();
      expect_bytes(static_cast<size_t>(range.length) * sizeof(Value));
      std::vector<Value> all;
      all.reserve(static_cast<size_t>(range.length));
      for (int64_t i = 0; i < range.length; ++i) all.push_back(Value::integer(range.start + i * range.step));
      return all;
    }
    case Kind::iterator: {
      Iterator& iterator = value.as<Iterator>();
      std::vector<Value> rest(iterator.items.begin() + static_cast<ptrdiff_t>(iterator.next), iterator.items.end());
      charge(rest.size() / 8);
      iterator.next = iterator.items.size();
      if (iterator.failure) throw *iterator.failure;
      return rest;
    }
    case Kind::loop: {  // the rest of the loop's items; what they are in the loop itself is rarely asked
      Loop& loop = value.as<Loop>();
      std::vector<Value> rest;
      for (size_t i = loop.index0 + 1; i < loop.items.size(); ++i) {
        rest.push_back(Value::tuple({loop.items[i], value}));
      }
      return rest;
    }
    default:
      raise_type(what, type_name(value));
  }
}

}  // namespace afina::jinja
