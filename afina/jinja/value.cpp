#include "afina/jinja/value.h"

#include <algorithm>

#include "afina/base/utf8.h"

namespace afina::jinja {

Object::Object(Kind object_kind, size_t bytes) : kind(object_kind), meter_(Meter::current()) { count(bytes); }

Object::~Object() {
  if (meter_) meter_->release(bytes_);
}

void Object::count(size_t bytes) {
  if (!meter_) return;
  meter_->allocate(bytes);
  bytes_ += bytes;
}

void Object::holds(const Value& value) {
  const Object* held = value.object();
  // Namespaces and macros are owned by the rendering: their depth is not that of what points to them.
  if (!held || held->kind == Kind::name_space || held->kind == Kind::macro) return;
  depth = std::max(depth, held->depth + 1);
  if (depth > kMaxValueDepth) raise("jinja.too_deep", {{"limit", std::to_string(kMaxValueDepth)}});
}

Kind Value::kind() const noexcept {
  switch (data_.index()) {
    case 0:
      return Kind::none;
    case 1:
      return Kind::boolean;
    case 2:
      return Kind::integer;
    case 3:
      return Kind::real;
    default:
      return object()->kind;
  }
}

const std::string& Value::str() const { return as<Text>().bytes; }

Value Value::text(std::string bytes, bool markup) { return Value(std::make_shared<Text>(std::move(bytes), markup)); }
Value Value::list(std::vector<Value> items) { return Value(std::make_shared<Sequence>(Kind::list, std::move(items))); }
Value Value::tuple(std::vector<Value> items) {
  return Value(std::make_shared<Sequence>(Kind::tuple, std::move(items)));
}
Value Value::iterator(std::vector<Value> items, std::string_view name) {
  return Value(std::make_shared<Iterator>(std::move(items), name));
}
Value Value::undefined(Problem problem) { return Value(std::make_shared<Undefined>(std::move(problem))); }

Text::Text(std::string text, bool is_markup)
    : Object(Kind::text, 96), bytes(std::move(text)), length(count_code_points(bytes)), markup(is_markup) {
  expect_text(bytes.size(), bytes.size() / 4);
  count(bytes.size());
}

namespace {

void hold_all(Object& holder, const std::vector<Value>& values) {
  holder.count(values.size() * sizeof(Value));
  charge(values.size());
  for (const Value& value : values) holder.holds(value);
}

}  // namespace

Sequence::Sequence(Kind list_or_tuple, std::vector<Value> values) : Object(list_or_tuple), items(std::move(values)) {
  hold_all(*this, items);
}

Iterator::Iterator(std::vector<Value> values, std::string_view type_name)
    : Object(Kind::iterator), items(std::move(values)), name(type_name) {
  hold_all(*this, items);
}

Cycler::Cycler(std::vector<Value> values) : Object(Kind::cycler), items(std::move(values)) { hold_all(*this, items); }

// ---- dict ----------------------------------------------------------------------------------------------------

namespace {
constexpr size_t kSmallDict = 8, kNowhere = static_cast<size_t>(-1);
}

size_t Dict::position(const Value& key, uint64_t hash) const {
  if (index_.empty()) {
    for (size_t i = 0; i < entries.size(); ++i) {
      if (equal(entries[i].first, key)) return i;
    }
    return kNowhere;
  }
  auto [begin, end] = index_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    if (equal(entries[it->second].first, key)) return it->second;
  }
  return kNowhere;
}

const Value* Dict::find(const Value& key) const {
  size_t at = position(key, hash_of(key));
  return at == kNowhere ? nullptr : &entries[at].second;
}

const Value* Dict::find(std::string_view key) const {
  if (index_.empty()) {
    for (const auto& [name, value] : entries) {
      if (name.is_text() && name.str() == key) return &value;
    }
    return nullptr;
  }
  auto [begin, end] = index_.equal_range(std::hash<std::string_view>()(key));
  for (auto it = begin; it != end; ++it) {
    const auto& [name, value] = entries[it->second];
    if (name.is_text() && name.str() == key) return &value;
  }
  return nullptr;
}

void Dict::set(const Value& key, Value value) {
  uint64_t hash = hash_of(key);
  holds(key);
  holds(value);
  if (size_t at = position(key, hash); at != kNowhere) {
    entries[at].second = std::move(value);
    return;
  }
  count(2 * sizeof(Value) + (entries.size() >= kSmallDict ? 48 : 0));
  charge(1);
  entries.emplace_back(key, std::move(value));
  if (entries.size() == kSmallDict + 1) {
    for (size_t i = 0; i < entries.size(); ++i) index_.emplace(hash_of(entries[i].first), i);
  } else if (entries.size() > kSmallDict) {
    index_.emplace(hash, entries.size() - 1);
  }
}

void Namespace::set(const std::string& name, Value value) {
  for (auto& [known, held] : attributes) {
    if (known == name) {
      held = std::move(value);
      return;
    }
  }
  count(name.size() + sizeof(Value) + 64);
  attributes.emplace_back(name, std::move(value));
}

const Value* Namespace::find(std::string_view name) const {
  for (const auto& [known, value] : attributes) {
    if (known == name) return &value;
  }
  return nullptr;
}

std::string type_name(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
      return "NoneType";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::real:
      return "float";
    case Kind::undefined:
      return "Undefined";
    case Kind::text:
      return value.as<Text>().markup ? "Markup" : "str";
    case Kind::list:
      return "list";
    case Kind::tuple:
      return "tuple";
    case Kind::dict:
      return "dict";
    case Kind::view: {
      static const char* const names[] = {"dict_keys", "dict_values", "dict_items"};
      return names[static_cast<int>(value.as<View>().part)];
    }
    case Kind::range:
      return "range";
    case Kind::iterator:
      return value.as<Iterator>().name;
    case Kind::name_space:
      return "Namespace";
    case Kind::macro:
      return "Macro";
    case Kind::function:
      return "function";
    case Kind::method:
      return "builtin_function_or_method";
    case Kind::loop:
      return "LoopContext";
    case Kind::cycler:
      return "Cycler";
    case Kind::joiner:
      return "Joiner";
    case Kind::self_reference:
      return "TemplateReference";
  }
  return "object";
}

}  // namespace afina::jinja
