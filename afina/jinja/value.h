// The values of a template, with Python's semantics: whole numbers (64 bits; what goes beyond is refused), floats,
// strings of code points, lists, tuples, dicts in order of insertion, None, undefined names, and what jinja2 adds.
// Immutable but for namespaces and iterators, as in the sandbox. Every object counts itself in the current Meter.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "afina/base/json.h"
#include "afina/jinja/meter.h"
#include "afina/jinja/problem.h"

namespace afina::jinja {

enum class Kind : uint8_t {
  none,
  boolean,
  integer,
  real,
  undefined,
  text,
  list,
  tuple,
  dict,
  view,
  range,
  iterator,
  name_space,
  macro,
  function,
  method,
  loop,
  cycler,
  joiner,
  self_reference
};

// What lies on the heap. `depth` is 1 more than that of the deepest object it holds.
struct Object {
  explicit Object(Kind object_kind, size_t bytes = 64);
  virtual ~Object();
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  void count(size_t bytes);
  void holds(const class Value& value);

  const Kind kind;
  int depth = 1;

 private:
  Meter* meter_;
  size_t bytes_ = 0;
};

class Value {
 public:
  Value() = default;  // None
  explicit Value(std::shared_ptr<Object> object) : data_(std::move(object)) {}
  static Value boolean(bool value) { return Value(Data(value), Plain()); }
  static Value integer(int64_t value) { return Value(Data(value), Plain()); }
  static Value real(double value) { return Value(Data(value), Plain()); }
  static Value text(std::string bytes, bool markup = false);
  static Value list(std::vector<Value> items);
  static Value tuple(std::vector<Value> items);
  static Value iterator(std::vector<Value> items, std::string_view name = "generator");
  static Value undefined(Problem problem);
  // An object that something else owns for as long as the rendering lasts.
  static Value borrowed(Object& object) { return Value(std::shared_ptr<Object>(std::shared_ptr<Object>(), &object)); }

  Kind kind() const noexcept;
  bool is(Kind kind_asked) const noexcept { return kind() == kind_asked; }
  bool is_none() const noexcept { return data_.index() == 0; }
  bool is_undefined() const noexcept { return is(Kind::undefined); }
  bool is_text() const noexcept { return is(Kind::text); }
  // True is 1, as in Python.
  bool is_whole() const noexcept { return data_.index() == 1 || data_.index() == 2; }
  bool is_number() const noexcept { return data_.index() >= 1 && data_.index() <= 3; }

  bool as_bool() const { return std::get<bool>(data_); }
  int64_t as_whole() const { return data_.index() == 1 ? int64_t{as_bool()} : std::get<int64_t>(data_); }
  double as_real() const { return data_.index() == 3 ? std::get<double>(data_) : static_cast<double>(as_whole()); }
  // The bytes (UTF-8) of a text.
  const std::string& str() const;
  Object* object() const noexcept {
    auto held = std::get_if<std::shared_ptr<Object>>(&data_);
    return held ? held->get() : nullptr;
  }
  // The object as a T; the caller has looked at kind().
  template <class T>
  T& as() const {
    return static_cast<T&>(*object());
  }

 private:
  using Data = std::variant<std::monostate, bool, int64_t, double, std::shared_ptr<Object>>;
  struct Plain {};
  Value(Data data, Plain) : data_(std::move(data)) {}
  Data data_;
};

// A name that means nothing: prints as nothing, and anything done with it raises its problem.
struct Undefined : Object {
  explicit Undefined(Problem why) : Object(Kind::undefined, 200), problem(std::move(why)) {}
  Problem problem;
};

struct Text : Object {
  explicit Text(std::string text, bool is_markup = false);
  std::string bytes;
  size_t length;  // code points
  bool markup;    // see markup.h
  bool ascii() const { return length == bytes.size(); }
};

struct Sequence : Object {
  Sequence(Kind list_or_tuple, std::vector<Value> values);
  std::vector<Value> items;
};

struct Dict : Object {
  Dict() : Object(Kind::dict) {}
  // Null where there is no such key. An unhashable key raises.
  const Value* find(const Value& key) const;
  const Value* find(std::string_view key) const;
  void set(const Value& key, Value value);
  std::vector<std::pair<Value, Value>> entries;

 private:
  size_t position(const Value& key, uint64_t hash) const;
  std::unordered_multimap<uint64_t, size_t> index_;  // only of the larger ones
};

struct View : Object {
  enum class Part { keys, values, items };
  View(Value of, Part which) : Object(Kind::view), dict(std::move(of)), part(which) { holds(dict); }
  Value dict;
  Part part;
};

struct Range : Object {
  Range(int64_t from, int64_t to, int64_t by, int64_t count)
      : Object(Kind::range), start(from), stop(to), step(by), length(count) {}
  int64_t start, stop, step, length;
};

// What a generator would give: its items once, then what made it end too soon, where something did.
struct Iterator : Object {
  Iterator(std::vector<Value> values, std::string_view type_name);
  std::vector<Value> items;
  size_t next = 0;
  std::string name;
  std::optional<Problem> failure;
};

struct Namespace : Object {
  Namespace() : Object(Kind::name_space, 200) {}
  void set(const std::string& name, Value value);
  const Value* find(std::string_view name) const;
  std::vector<std::pair<std::string, Value>> attributes;
};

struct Cycler : Object {
  explicit Cycler(std::vector<Value> values);
  std::vector<Value> items;
  size_t position = 0;
};

struct Joiner : Object {
  explicit Joiner(Value text) : Object(Kind::joiner), separator(std::move(text)) { holds(separator); }
  Value separator;
  bool used = false;
};

// Python's name of a type: "str", "NoneType".
std::string type_name(const Value& value);

bool truth(const Value& value);
// ==, and the order of <, >, sort. `less` raises for what Python does not order.
bool equal(const Value& left, const Value& right);
bool less(const Value& left, const Value& right, std::string_view operation = "<");
uint64_t hash_of(const Value& key);
bool hashable(const Value& value);

// len(); raises for what has none.
int64_t length_of(const Value& value);
// What a loop over `value` goes through; an iterator is used up by it. `what` is named where it cannot be.
std::vector<Value> items_of(const Value& value, std::string_view what = "for");
bool iterable(const Value& value);

}  // namespace afina::jinja
