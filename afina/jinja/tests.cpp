#include "afina/jinja/tests.h"

#include <algorithm>
#include <array>

#include "afina/jinja/filters.h"
#include "afina/jinja/markup.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

template <Kind... kinds>
bool is_kind(const Value& value, Given given) {
  no_arguments("is", given);
  return (value.is(kinds) || ...);
}

bool defined(const Value& value, Given given) {
  no_arguments("defined", given);
  return !value.is_undefined();
}

bool number(const Value& value, Given given) {
  no_arguments("number", given);
  return value.is_number();
}

template <bool wanted>
bool is_boolean(const Value& value, Given given) {
  no_arguments("true", given);
  return value.is(Kind::boolean) && value.as_bool() == wanted;
}

bool is_iterable(const Value& value, Given given) {
  no_arguments("iterable", given);
  return iterable(value);
}

// What `is callable` finds in Python's jinja2 of these kinds.
bool is_callable(const Value& value, Given given) {
  no_arguments("callable", given);
  return value.is(Kind::macro) || value.is(Kind::function) || value.is(Kind::method) || value.is(Kind::loop) ||
         value.is(Kind::joiner) || value.is_undefined();
}

Value remainder(const Value& value, const Value& by) { return binary("%", value, by); }

template <int rest>
bool leaves(const Value& value, Given given) {
  no_arguments("odd", given);
  return equal(remainder(value, Value::integer(2)), Value::integer(rest));
}

bool divisible(const Value& value, Given given) {
  Bound bound("divisibleby", given, {"num"}, 1);
  return equal(remainder(value, bound.at(0)), Value::integer(0));
}

template <bool (*holds)(std::string_view)>
bool cased(const Value& value, Given given) {
  no_arguments("upper", given);
  return holds(to_text(value));
}

bool same(const Value& value, Given given) {
  Bound bound("sameas", given, {"other"}, 1);
  const Value& other = bound.at(0);
  if (value.object() || other.object()) {
    if (value.object() == other.object()) return true;
    return value.is_text() && other.is_text() && value.str() == other.str();  // Python shares equal short texts
  }
  return value.kind() == other.kind() && equal(value, other);
}

bool within(const Value& value, Given given) {
  Bound bound("in", given, {"seq"}, 1);
  return contains(bound.at(0), value);
}

bool marked(const Value& value, Given given) {
  no_arguments("escaped", given);
  return is_markup(value);
}

// compare()'s symbol for each name.
template <char first, char second>
bool compared(const Value& value, Given given) {
  if (given.positional.size() != 1 || !given.keywords.empty()) raise("jinja.arguments", {{"function", "=="}});
  const char symbol[] = {first, second, '\0'};
  return compare(symbol, value, given.positional[0]);
}

bool names_filter(const Value& value, Given given) {
  no_arguments("filter", given);
  return value.is_text() && find_filter(value.str()) != nullptr;
}

bool names_test(const Value& value, Given given) {
  no_arguments("test", given);
  return value.is_text() && find_test(value.str()) != nullptr;
}

constexpr std::array kTests = {
    Test{"odd", leaves<1>},
    Test{"even", leaves<0>},
    Test{"divisibleby", divisible},
    Test{"defined", defined},
    Test{"undefined", is_kind<Kind::undefined>},
    Test{"filter", names_filter},
    Test{"test", names_test},
    Test{"none", is_kind<Kind::none>},
    Test{"boolean", is_kind<Kind::boolean>},
    Test{"false", is_boolean<false>},
    Test{"true", is_boolean<true>},
    Test{"integer", is_kind<Kind::integer>},
    Test{"float", is_kind<Kind::real>},
    Test{"lower", cased<is_lower>},
    Test{"upper", cased<is_upper>},
    Test{"string", is_kind<Kind::text>},
    Test{"mapping", is_kind<Kind::dict>},
    Test{"number", number},
    Test{"sequence", is_kind<Kind::text, Kind::list, Kind::tuple, Kind::dict, Kind::range, Kind::undefined>},
    Test{"iterable", is_iterable},
    Test{"callable", is_callable},
    Test{"sameas", same},
    Test{"escaped", marked},
    Test{"in", within},
    Test{"==", compared<'=', '='>},
    Test{"eq", compared<'=', '='>},
    Test{"equalto", compared<'=', '='>},
    Test{"!=", compared<'!', '='>},
    Test{"ne", compared<'!', '='>},
    Test{">", compared<'>', '\0'>},
    Test{"gt", compared<'>', '\0'>},
    Test{"greaterthan", compared<'>', '\0'>},
    Test{">=", compared<'>', '='>},
    Test{"ge", compared<'>', '='>},
    Test{"<", compared<'<', '\0'>},
    Test{"lt", compared<'<', '\0'>},
    Test{"lessthan", compared<'<', '\0'>},
    Test{"<=", compared<'<', '='>},
    Test{"le", compared<'<', '='>}};

}  // namespace

const Test* find_test(std::string_view name) {
  auto found = std::ranges::find(kTests, name, &Test::name);
  return found == kTests.end() ? nullptr : &*found;
}

}  // namespace afina::jinja
