// of.name and of[key], as the sandbox of jinja2 allows them: nothing of the host is an attribute of anything.
#include <algorithm>
#include <array>

#include "afina/jinja/interpreter.h"
#include "afina/jinja/operators.h"

namespace afina::jinja {

namespace {

// What Python objects have and the sandbox hides.
constexpr std::array kHidden = {"__class__",        "__init__",
                                "__new__",          "__repr__",
                                "__str__",          "__hash__",
                                "__eq__",           "__ne__",
                                "__lt__",           "__le__",
                                "__gt__",           "__ge__",
                                "__getattribute__", "__setattr__",
                                "__delattr__",      "__doc__",
                                "__dir__",          "__format__",
                                "__sizeof__",       "__reduce__",
                                "__reduce_ex__",    "__init_subclass__",
                                "__subclasshook__"};
constexpr std::array kHiddenOfModules = {"__module__", "__dict__", "__weakref__"};
constexpr std::array kHiddenOfFunctions = {"__globals__", "__code__",       "__closure__",    "__defaults__",
                                           "__name__",    "__qualname__",   "__kwdefaults__", "__call__",
                                           "__get__",     "__annotations__"};
constexpr std::array kHiddenOfContainers = {"__len__", "__iter__", "__getitem__", "__contains__", "__add__", "__mul__"};
constexpr std::array kHiddenOfUndefined = {"__len__",
                                           "__iter__",
                                           "__getitem__",
                                           "__add__",
                                           "__mul__",
                                           "__call__",
                                           "__bool__",
                                           "__int__",
                                           "__slots__",
                                           "__getattr__",
                                           "__module__",
                                           "_undefined_hint",
                                           "_undefined_obj",
                                           "_undefined_name",
                                           "_undefined_exception",
                                           "_undefined_message",
                                           "_fail_with_undefined_error"};

bool in(const auto& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

bool is_hidden(const Value& of, std::string_view name) {
  if (!name.starts_with('_')) return false;
  if (in(kHidden, name)) return true;
  switch (of.kind()) {
    case Kind::undefined:
      return in(kHiddenOfUndefined, name);
    case Kind::self_reference:
      return true;
    case Kind::function:
    case Kind::method:
    case Kind::macro:
    case Kind::loop:
    case Kind::cycler:
    case Kind::joiner:
      return name.starts_with("_") && (in(kHiddenOfFunctions, name) || in(kHiddenOfModules, name));
    case Kind::name_space:
      return in(kHiddenOfModules, name);
    case Kind::text:
    case Kind::list:
    case Kind::tuple:
    case Kind::dict:
    case Kind::range:
      return in(kHiddenOfContainers, name);
    default:
      return false;
  }
}

Value unsafe(const Value& of, std::string_view name) {
  return Value::undefined({"jinja.unsafe", {{"type", type_name(of)}, {"name", std::string(name)}}});
}

Value absent(const Value& of, std::string_view name) {
  return Value::undefined({"jinja.no_attribute", {{"type", type_name(of)}, {"name", std::string(name)}}});
}

}  // namespace

bool Interpreter::own_attribute(const Value& of, std::string_view name, Value& found) {
  if (is_hidden(of, name) || is_changing_method(of.kind(), name)) {
    found = unsafe(of, name);
    return true;
  }
  if (of.is_undefined() && !name.starts_with("__")) raise_undefined(of);
  if (const MethodEntry* method = find_method(of.kind(), name)) {
    found = Value(std::make_shared<Method>(of, *method));
    return true;
  }
  return special_attribute(of, name, found);
}

Value Interpreter::attribute(const Value& of, const std::string& name) {
  Value found;
  if (own_attribute(of, name, found)) return found;
  need_defined(of);
  if (of.is(Kind::dict)) {
    if (const Value* held = of.as<Dict>().find(std::string_view(name))) return *held;
  }
  return absent(of, name);
}

Value Interpreter::item(const Value& of, const Value& key) {
  need_defined(of);
  Value found;
  if (of.is(Kind::dict) && hashable(key)) {
    if (const Value* held = of.as<Dict>().find(key)) return *held;
  }
  const bool ordered = of.is_text() || of.is(Kind::list) || of.is(Kind::tuple) || of.is(Kind::range);
  if (ordered && key.is_whole() && item_at(of, key.as_whole(), found)) return found;
  if (of.is(Kind::name_space) || of.is(Kind::macro) || of.is(Kind::loop) || of.is(Kind::cycler)) {
    if (key.is_text() && special_attribute(of, key.str(), found)) return found;
  }
  if (key.is_text() && own_attribute(of, key.str(), found)) return found;
  return absent(of, key.is_text() ? key.str() : type_name(key));
}

namespace {

bool loop_attribute(const Loop& loop, std::string_view name, Value& found) {
  const auto length = static_cast<int64_t>(loop.items.size()), index0 = static_cast<int64_t>(loop.index0);
  auto neighbour = [&](bool there, int64_t at) {
    return there ? loop.items[static_cast<size_t>(at)] : Value::undefined({"jinja.no_neighbour", {}});
  };
  if (name == "index")
    found = Value::integer(index0 + 1);
  else if (name == "index0")
    found = Value::integer(index0);
  else if (name == "revindex")
    found = Value::integer(length - index0);
  else if (name == "revindex0")
    found = Value::integer(length - index0 - 1);
  else if (name == "first")
    found = Value::boolean(index0 == 0);
  else if (name == "last")
    found = Value::boolean(index0 + 1 >= length);
  else if (name == "length")
    found = Value::integer(length);
  else if (name == "depth")
    found = Value::integer(loop.depth0 + 1);
  else if (name == "depth0")
    found = Value::integer(loop.depth0);
  else if (name == "previtem")
    found = neighbour(index0 > 0, index0 - 1);
  else if (name == "nextitem")
    found = neighbour(index0 + 1 < length, index0 + 1);
  else
    return false;
  return true;
}

bool macro_attribute(const Macro& macro, std::string_view name, Value& found) {
  const Signature& signature = macro.statement.signature;
  if (name == "name") {
    found = macro.statement.kind == Stmt::Kind::macro ? Value::text(macro.statement.text) : Value();
  } else if (name == "arguments") {
    std::vector<Value> names;
    for (const std::string& one : signature.names) names.push_back(Value::text(one));
    found = Value::tuple(std::move(names));
  } else if (name == "caller") {
    found = Value::boolean(signature.uses_caller);
  } else if (name == "catch_kwargs") {
    found = Value::boolean(signature.uses_kwargs);
  } else if (name == "catch_varargs") {
    found = Value::boolean(signature.uses_varargs);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool special_attribute(const Value& of, std::string_view name, Value& found) {
  switch (of.kind()) {
    case Kind::loop:
      return loop_attribute(of.as<Loop>(), name, found);
    case Kind::macro:
      return macro_attribute(of.as<Macro>(), name, found);
    case Kind::name_space: {
      const Value* held = of.as<Namespace>().find(name);
      if (held) found = *held;
      return held != nullptr;
    }
    case Kind::cycler: {
      const Cycler& cycler = of.as<Cycler>();
      if (name == "current")
        found = cycler.items[cycler.position];
      else if (name == "pos")
        found = Value::integer(static_cast<int64_t>(cycler.position));
      else
        return false;
      return true;
    }
    case Kind::boolean:
    case Kind::integer:
      if (name == "real" || name == "numerator")
        found = Value::integer(of.as_whole());
      else if (name == "imag" || name == "denominator")
        found = Value::integer(name == "imag" ? 0 : 1);
      else
        return false;
      return true;
    case Kind::real:
      if (name != "real" && name != "imag") return false;
      found = name == "real" ? of : Value::real(0);
      return true;
    default:
      return false;
  }
}

}  // namespace afina::jinja
