// Options by name, for front ends whose options come as a dictionary (Python's keyword arguments, a JSON file).
#pragma once

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/nearest.h"
#include "afina/base/options.h"
#include "afina/workflow/options_json.h"

namespace afina::workflow {

// As a name in a program: "learning_rate" of "learning-rate".
inline std::string identifier(std::string_view option) {
  std::string name(option);
  std::ranges::replace(name, '-', '_');
  return name;
}

// Sets the options that the object `given` names by their identifiers and checks their ranges. Errors:
// workflow.unknown_option (option, nearest), base.json_type, workflow.option_out_of_range, workflow.option_choice.
template <class Options>
void set_options(Options& options, const Json& given) {
  std::vector<std::string> names;
  Options::visit(options, [&](auto& value, const OptionSpec& spec) {
    names.push_back(identifier(spec.name));
    value = json_get(given, names.back().c_str(), value, "options");
  });
  for (const auto& item : given.items()) {
    if (std::ranges::find(names, item.key()) != names.end()) continue;
    fail("workflow.unknown_option", {{"option", item.key()}, {"nearest", names[nearest(item.key(), names)]}});
  }
  check_options(options);
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
      option["min"] = spec.min < -1e300 ? Json() : Json(spec.min);
      option["max"] = spec.max > 1e300 ? Json() : Json(spec.max);
    }
    all.push_back(std::move(option));
  });
  return all;
}

}  // namespace afina::workflow
