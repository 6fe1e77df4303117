// What every template may call.
#include <locale.h>

#include <algorithm>
#include <array>

#include "afina/jinja/interpreter.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"

namespace afina::jinja {

namespace {

Value range(Interpreter&, const CallArguments& given) {
  const auto& p = given.positional;
  if (p.empty() || p.size() > 3 || !given.keywords.empty()) raise("jinja.arguments", {{"function", "range"}});
  for (const Value& value : p) {
    need_defined(value);
    if (!value.is_whole()) raise_type("range()", type_name(value));
  }
  const int64_t start = p.size() == 1 ? 0 : p[0].as_whole(), stop = p[p.size() == 1 ? 0 : 1].as_whole();
  const int64_t step = p.size() == 3 ? p[2].as_whole() : 1;
  if (step == 0) raise_value("range()", "0");
  if (step > 0 ? start >= stop : start <= stop) return Value(std::make_shared<Range>(start, stop, step, 0));
  // Unsigned, since the ends may lie further apart than int64_t can say.
  const uint64_t distance = step > 0 ? static_cast<uint64_t>(stop) - static_cast<uint64_t>(start)
                                     : static_cast<uint64_t>(start) - static_cast<uint64_t>(stop);
  const uint64_t stride = step > 0 ? static_cast<uint64_t>(step) : 0 - static_cast<uint64_t>(step);
  const uint64_t length = (distance - 1) / stride + 1;
  if (length > static_cast<uint64_t>(kMaxRange)) raise("jinja.range_too_large", {{"limit", std::to_string(kMaxRange)}});
  return Value(std::make_shared<Range>(start, stop, step, static_cast<int64_t>(length)));
}

// A dict from another one or from pairs, and from keywords.
std::shared_ptr<Dict> dict_of(const CallArguments& given, std::string_view function) {
  if (given.positional.size() > 1) raise("jinja.arguments", {{"function", std::string(function)}});
  auto dict = std::make_shared<Dict>();
  for (const Value& from : given.positional) {
    need_defined(from);
    if (from.is(Kind::dict)) {
      for (const auto& [key, value] : from.as<Dict>().entries) dict->set(key, value);
      continue;
    }
    for (const Value& pair : items_of(from, function)) {
      std::vector<Value> two = items_of(pair, function);
      if (two.size() != 2) raise_value(function, type_name(pair));
      dict->set(two[0], two[1]);
    }
  }
  for (const auto& [key, value] : given.keywords) dict->set(Value::text(key), value);
  return dict;
}

Value dict(Interpreter&, const CallArguments& given) { return Value(dict_of(given, "dict")); }

Value name_space(Interpreter& in, const CallArguments& given) {
  Value space = in.make_namespace();
  const auto attributes = dict_of(given, "namespace");
  for (const auto& [key, value] : attributes->entries) {
    if (!key.is_text()) raise_type("namespace", type_name(key));
    if (key.str().starts_with('_')) raise("jinja.unsafe", {{"type", "Namespace"}, {"name", key.str()}});
    space.as<Namespace>().set(key.str(), value);
  }
  return space;
}

Value cycler(Interpreter&, const CallArguments& given) {
  if (given.positional.empty() || !given.keywords.empty()) raise("jinja.arguments", {{"function", "cycler"}});
  return Value(std::make_shared<Cycler>(given.positional));
}

Value joiner(Interpreter&, const CallArguments& given) {
  Bound bound("joiner", given, {"sep"});
  return Value(std::make_shared<Joiner>(bound[0] ? bound.at(0) : Value::text(", ")));
}

Value raise_exception(Interpreter&, const CallArguments& given) {
  Bound bound("raise_exception", given, {"message"}, 1);
  raise("jinja.raised", {{"message", to_text(bound.at(0)).substr(0, 2000)}});
}

// In English, as the C locale has it.
Value strftime_now(Interpreter& in, const CallArguments& given) {
  Bound bound("strftime_now", given, {"format"}, 1);
  if (!bound.at(0).is_text()) raise_type("strftime_now", type_name(bound.at(0)));
  std::string format = bound.text(0, "");
  if (format.size() > 1000 || format.find_first_of("0123456789") != std::string::npos) {
    // A number in a directive is a width, and may ask for any amount of text; elsewhere it is copied.
    for (size_t at = format.find('%'); at != std::string::npos; at = format.find('%', at + 2)) {
      if (at + 1 < format.size() && std::string_view("0123456789").find(format[at + 1]) != std::string_view::npos) {
        raise_value("strftime_now", format.substr(0, 40));
      }
    }
    if (format.size() > 1000) raise_value("strftime_now", format.substr(0, 40));
  }
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
  format += ' ';  // so that a result of no characters is told from a buffer too small
  std::string out(16 * format.size() + 256, '\0');
  out.resize(strftime_l(out.data(), out.size(), format.c_str(), &in.clock(), c_locale));
  if (!out.empty()) out.pop_back();
  return Value::text(std::move(out));
}

// Random words in Python; no chat template has a use for them.
Value lipsum(Interpreter&, const CallArguments&) { raise("jinja.not_supported", {{"what", "lipsum"}}); }

struct Named {
  std::string_view name;
  Function::Apply apply;
};
constexpr std::array kFunctions = {Named{"range", range},
                                   Named{"dict", dict},
                                   Named{"namespace", name_space},
                                   Named{"cycler", cycler},
                                   Named{"joiner", joiner},
                                   Named{"raise_exception", raise_exception},
                                   Named{"strftime_now", strftime_now},
                                   Named{"lipsum", lipsum}};

}  // namespace

const Function::Apply* find_function(std::string_view name) {
  auto found = std::ranges::find(kFunctions, name, &Named::name);
  return found == kFunctions.end() ? nullptr : &found->apply;
}

}  // namespace afina::jinja
