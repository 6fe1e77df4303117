// Options to and from JSON, for any struct that is visited (base/options.h): run.json, and Python's keyword arguments.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/nearest.h"
#include "afina/base/option_check.h"
#include "afina/base/options.h"

namespace afina {

// The value of one option as JSON has it. A number is a number (3.0 is 3, true is not), or the name of one that JSON
// cannot hold ("nan", "inf", "100000000000000000000"), which is then out of range. Errors: base.json_type, those of
// check_value.
template <class T>
void option_from_json(T& value, const Json& found, const OptionSpec& spec, std::string_view place,
                      std::string_view label) {
  auto wrong_type = [&] { fail("base.json_type", {{"place", std::string(place)}, {"key", std::string(label)}}); };
  if constexpr (std::is_same_v<T, bool>) {
    if (!found.is_boolean()) wrong_type();
    value = found.get<bool>();
  } else if constexpr (std::is_arithmetic_v<T>) {
    if (found.is_string()) {
      if (auto number = parse_number<double>(spec, found.get<std::string>(), label)) check_value(spec, *number, label);
    }
    if (!found.is_number()) wrong_type();
    // As a double first: a number too large for T is out of range and must not wrap.
    const auto number = found.get<double>();
    check_value(spec, number, label);
    if (std::is_integral_v<T> && number != std::floor(number)) wrong_type();
    value = found.is_number_float() ? static_cast<T>(number) : found.get<T>();
  } else {
    if (!found.is_string()) wrong_type();
    value = found.get<std::string>();
  }
  check_any(spec, value, label);
}

// An end of a range: a whole number where it is one, null where there is no end.
inline Json range_end(double end) {
  if (!std::isfinite(end)) return nullptr;
  return end == std::floor(end) ? Json(static_cast<int64_t>(end)) : Json(end);
}

template <class Options>
Json options_to_json(const Options& options) {
  Json json = Json::object();
  Options::visit(options, [&](const auto& value, const OptionSpec& spec) { json[std::string(spec.name)] = value; });
  return json;
}

// From a file of ours, by the options' own names. Members that are absent keep their value. Errors as option_from_json.
template <class Options>
void options_from_json(Options& options, const Json& json, std::string_view place) {
  if (!json.is_object()) fail("base.json_type", {{"place", std::string(place)}, {"key", "options"}});
  Options::visit(options, [&](auto& value, const OptionSpec& spec) {
    auto found = json.find(std::string(spec.name));
    if (found == json.end()) return;
    option_from_json(value, *found, spec, place, std::string(place) + ": " + std::string(spec.name));
  });
}

// Sets the options that the object `given` names by their identifiers ("learning_rate"), for front ends whose options
// come as a dictionary. Errors: workflow.unknown_option (option, nearest), those of option_from_json.
template <class Options>
void set_options(Options& options, const Json& given) {
  std::vector<std::string> names;
  Options::visit(options, [&](auto& value, const OptionSpec& spec) {
    names.push_back(identifier(spec.name));
    auto found = given.find(names.back());
    if (found == given.end() || found->is_null()) return;
    option_from_json(value, *found, spec, "options", option_label(spec.name));
  });
  for (const auto& item : given.items()) {
    if (std::ranges::find(names, item.key()) != names.end()) continue;
    fail("workflow.unknown_option", {{"option", item.key()}, {"nearest", names[nearest(item.key(), names)]}});
  }
}

// What there is to set: name, standard value, help in the current language, unit, range, choices.
template <class Options>
Json describe_options(const Options& options) {
  Json all = Json::array();
  Options::visit(options, [&](const auto& value, const OptionSpec& spec) {
    Json option{{"name", identifier(spec.name)},
                {"default", value},
                {"help", language() == Lang::es ? spec.help_es : spec.help_en},
                {"unit", spec.unit},
                {"choices", spec.choices}};
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(value)>>) {
      option["min"] = range_end(spec.min);
      option["max"] = range_end(spec.max);
    }
    all.push_back(std::move(option));
  });
  return all;
}

}  // namespace afina
