// Filters that choose: a default, an attribute, the items that pass a test, another filter for each item.
#include <array>

#include "afina/jinja/filters.h"
#include "afina/jinja/item_key.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/tests.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

Value default_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("default", given, {"default_value", "boolean"});
  if (!value.is_undefined() && !(bound.truth_of(1, false) && !truth(value))) return value;
  return bound[0] ? bound.at(0) : Value::text("");
}

Value attribute(Interpreter& in, const Value& value, Given given) {
  Bound bound("attr", given, {"name"}, 1);
  if (!bound.at(0).is_text()) raise_type("attr", type_name(bound.at(0)));
  const std::string& name = bound.at(0).str();
  Value found;
  if (in.own_attribute(value, name, found)) return found;
  return Value::undefined({"jinja.no_attribute", {{"type", type_name(value)}, {"name", name}}});
}

CallArguments without_first(Given given, size_t count) {
  CallArguments rest = given;
  rest.positional.erase(rest.positional.begin(), rest.positional.begin() + static_cast<ptrdiff_t>(count));
  return rest;
}

const std::string& name_at(Given given, size_t i, std::string_view filter) {
  need_defined(given.positional[i]);
  if (!given.positional[i].is_text()) raise_type(filter, type_name(given.positional[i]));
  return given.positional[i].str();
}

void put_mapped(Interpreter& in, const Value& value, Given given, std::vector<Value>& mapped) {
  if (!truth(value)) return;
  if (given.positional.empty() && !given.keywords.empty()) {
    Bound bound("map", given, {"attribute", "default"}, 1);
    const std::vector<Value> path = path_of(bound.at(0));
    for (const Value& item : items_of(value, "map")) mapped.push_back(at_path(in, item, path, bound[1]));
    return;
  }
  if (given.positional.empty()) raise("jinja.arguments", {{"function", "map"}});
  const std::string name = name_at(given, 0, "map");
  const CallArguments rest = without_first(given, 1);
  for (const Value& item : items_of(value, "map")) mapped.push_back(in.apply_filter(name, item, rest));
}

Value map(Interpreter& in, const Value& value, Given given) {
  return generated([&](std::vector<Value>& mapped) { put_mapped(in, value, given, mapped); });
}

// Items that pass a test, or do not; the test looks at an attribute of each or at the item.
void put_selected(Interpreter& in, const Value& value, Given given, bool wanted, bool by_attribute,
                  std::vector<Value>& kept) {
  if (!truth(value)) return;
  std::vector<Value> path;
  size_t used = 0;
  if (by_attribute) {
    if (given.positional.empty()) raise("jinja.arguments", {{"function", "selectattr"}});
    path = path_of(given.positional[used++]);
  }
  const std::string name = used < given.positional.size() ? name_at(given, used++, "select") : std::string();
  const Test* test = used > static_cast<size_t>(by_attribute) ? find_test(name) : nullptr;
  const CallArguments rest = without_first(given, used);
  for (const Value& item : items_of(value, "select")) {
    charge(1);
    if (!test && used > static_cast<size_t>(by_attribute)) raise("jinja.unknown_test", {{"name", name}});
    Value looked_at = at_path(in, item, path);
    if ((test ? test->holds(looked_at, rest) : truth(looked_at)) == wanted) kept.push_back(item);
  }
}

template <bool wanted, bool by_attribute>
Value select(Interpreter& in, const Value& value, Given given) {
  return generated([&](std::vector<Value>& kept) { put_selected(in, value, given, wanted, by_attribute, kept); });
}

// Groups in the order of their keys, each (grouper, list).
Value group_by(Interpreter& in, const Value& value, Given given) {
  Bound bound("groupby", given, {"attribute", "default", "case_sensitive"}, 1);
  const bool case_sensitive = bound.truth_of(2, false);
  ItemKey key(in, &bound.at(0), case_sensitive, false, bound[1]), shown(in, &bound.at(0), true, false, bound[1]);
  std::vector<Value> sorted = sorted_by(items_of(value, "groupby"), key, false), groups;
  for (size_t begin = 0; begin < sorted.size();) {
    size_t end = begin + 1;
    const Value of = key(sorted[begin]);
    while (end < sorted.size() && equal(key(sorted[end]), of)) ++end;
    std::vector<Value> items(sorted.begin() + static_cast<ptrdiff_t>(begin),
                             sorted.begin() + static_cast<ptrdiff_t>(end));
    groups.push_back(Value::tuple({shown(sorted[begin]), Value::list(std::move(items))}));
    begin = end;
  }
  return Value::list(std::move(groups));
}

constexpr std::array kFilters = {Filter{"default", default_filter},
                                 Filter{"d", default_filter},
                                 Filter{"attr", attribute},
                                 Filter{"map", map},
                                 Filter{"select", select<true, false>},
                                 Filter{"reject", select<false, false>},
                                 Filter{"selectattr", select<true, true>},
                                 Filter{"rejectattr", select<false, true>},
                                 Filter{"groupby", group_by}};

}  // namespace

std::span<const Filter> selection_filters() { return kFilters; }

}  // namespace afina::jinja
