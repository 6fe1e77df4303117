#include "afina/jinja/methods.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "afina/jinja/operators.h"

namespace afina::jinja {

namespace {

Value dict_get(Interpreter&, const Value& self, const CallArguments& given) {
  if (!given.keywords.empty()) raise("jinja.arguments", {{"function", "get"}});
  Bound bound("get", given, {"key", "default"}, 1);
  const Value* found = self.as<Dict>().find(bound.at(0));
  if (found) return *found;
  return bound[1] ? bound.at(1) : Value();
}

template <View::Part part>
Value dict_view(Interpreter&, const Value& self, const CallArguments& given) {
  no_arguments("items", given);
  return Value(std::make_shared<View>(self, part));
}

Value copy(Interpreter&, const Value& self, const CallArguments& given) {
  no_arguments("copy", given);
  return self;
}

Value count(Interpreter&, const Value& self, const CallArguments& given) {
  Bound bound("count", given, {"value"}, 1);
  const auto& items = self.as<Sequence>().items;
  return Value::integer(std::ranges::count_if(items, [&](const Value& item) { return equal(item, bound.at(0)); }));
}

Value index(Interpreter&, const Value& self, const CallArguments& given) {
  Bound bound("index", given, {"value", "start", "stop"}, 1);
  const auto& items = self.as<Sequence>().items;
  const auto length = static_cast<int64_t>(items.size());
  int64_t start = bound.whole(1, 0), stop = bound.whole(2, length);
  if (start < 0) start = std::max<int64_t>(0, start + length);
  if (stop < 0) stop += length;
  for (int64_t i = start; i < std::min(stop, length); ++i) {
    if (equal(items[static_cast<size_t>(i)], bound.at(0))) return Value::integer(i);
  }
  raise_value("index()", type_name(bound.at(0)));
}

Value is_integer(Interpreter&, const Value& self, const CallArguments& given) {
  no_arguments("is_integer", given);
  return Value::boolean(std::isfinite(self.as_real()) && std::trunc(self.as_real()) == self.as_real());
}

Value bit_length(Interpreter&, const Value& self, const CallArguments& given) {
  no_arguments("bit_length", given);
  int64_t bits = 0;
  for (uint64_t rest = static_cast<uint64_t>(
           std::abs(static_cast<double>(self.as_whole())) >= 0x1p63 ? uint64_t{1} << 63 : std::abs(self.as_whole()));
       rest != 0; rest >>= 1) {
    ++bits;
  }
  return Value::integer(bits);
}

Value loop_cycle(Interpreter&, const Value& self, const CallArguments& given) {
  if (given.positional.empty() || !given.keywords.empty()) raise("jinja.arguments", {{"function", "loop.cycle"}});
  return given.positional[self.as<Loop>().index0 % given.positional.size()];
}

Value loop_changed(Interpreter&, const Value& self, const CallArguments& given) {
  if (!given.keywords.empty()) raise("jinja.arguments", {{"function", "loop.changed"}});
  Loop& loop = self.as<Loop>();
  Value now = Value::tuple(given.positional);
  if (loop.last_changed && equal(*loop.last_changed, now)) return Value::boolean(false);
  loop.holds(now);
  loop.last_changed = now;
  return Value::boolean(true);
}

Value cycler_next(Interpreter&, const Value& self, const CallArguments& given) {
  no_arguments("next", given);
  Cycler& cycler = self.as<Cycler>();
  Value now = cycler.items[cycler.position];
  cycler.position = (cycler.position + 1) % cycler.items.size();
  return now;
}

Value cycler_reset(Interpreter&, const Value& self, const CallArguments& given) {
  no_arguments("reset", given);
  self.as<Cycler>().position = 0;
  return Value();
}

constexpr std::array kDictMethods = {MethodEntry{"get", dict_get}, MethodEntry{"items", dict_view<View::Part::items>},
                                     MethodEntry{"keys", dict_view<View::Part::keys>},
                                     MethodEntry{"values", dict_view<View::Part::values>}, MethodEntry{"copy", copy}};
constexpr std::array kListMethods = {MethodEntry{"count", count}, MethodEntry{"index", index},
                                     MethodEntry{"copy", copy}};
constexpr std::array kRealMethods = {MethodEntry{"is_integer", is_integer}};
constexpr std::array kWholeMethods = {MethodEntry{"bit_length", bit_length}, MethodEntry{"is_integer", is_integer}};
constexpr std::array kLoopMethods = {MethodEntry{"cycle", loop_cycle}, MethodEntry{"changed", loop_changed}};
constexpr std::array kCyclerMethods = {MethodEntry{"next", cycler_next}, MethodEntry{"reset", cycler_reset}};

}  // namespace

std::span<const MethodEntry> container_methods(Kind kind) {
  switch (kind) {
    case Kind::dict:
      return kDictMethods;
    case Kind::list:
      return kListMethods;
    case Kind::tuple:
      return std::span(kListMethods).first(2);
    case Kind::real:
      return kRealMethods;
    case Kind::boolean:
    case Kind::integer:
      return kWholeMethods;
    case Kind::loop:
      return kLoopMethods;
    case Kind::cycler:
      return kCyclerMethods;
    default:
      return {};
  }
}

const MethodEntry* find_method(Kind kind, std::string_view name) {
  auto among = [&](std::span<const MethodEntry> all) -> const MethodEntry* {
    auto found = std::ranges::find(all, name, &MethodEntry::name);
    return found == all.end() ? nullptr : &*found;
  };
  if (kind != Kind::text) return among(container_methods(kind));
  const MethodEntry* found = among(text_methods());
  return found ? found : among(text_search_methods());
}

bool is_changing_method(Kind kind, std::string_view name) {
  static constexpr std::array kOfLists = {"append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"};
  static constexpr std::array kOfDicts = {"clear", "pop", "popitem", "setdefault", "update"};
  if (kind == Kind::list) return std::ranges::find(kOfLists, name) != kOfLists.end();
  return kind == Kind::dict && std::ranges::find(kOfDicts, name) != kOfDicts.end();
}

}  // namespace afina::jinja
