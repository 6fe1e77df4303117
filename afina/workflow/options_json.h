// Options to and from JSON, for any struct that is visited (base/options.h).
#pragma once

#include <string>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/options.h"

namespace afina::workflow {

template <class Options>
Json options_to_json(const Options& options) {
  Json json = Json::object();
  Options::visit(options, [&](const auto& value, const OptionSpec& spec) { json[std::string(spec.name)] = value; });
  return json;
}

// Members that are absent keep their value. Throws Error base.json_type.
template <class Options>
void options_from_json(Options& options, const Json& json, std::string_view place) {
  Options::visit(options, [&](auto& value, const OptionSpec& spec) {
    value = json_get(json, std::string(spec.name).c_str(), value, place);
  });
}

// Ranges and choices. Throws Error workflow.option_out_of_range or workflow.option_choice.
template <class Options>
void check_options(const Options& options) {
  Options::visit(options, [](const auto& value, const OptionSpec& spec) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(value)>>) {
      auto number = static_cast<double>(value);
      if (!(number >= spec.min && number <= spec.max)) {
        auto show = [](double x) {
          return dump_json(x == static_cast<double>(static_cast<int64_t>(x)) && x > -1e15 && x < 1e15
                               ? Json(static_cast<int64_t>(x))
                               : Json(x));
        };
        std::string most = spec.max > 1e300 ? "∞" : show(spec.max), least = spec.min < -1e300 ? "-∞" : show(spec.min);
        fail("workflow.option_out_of_range",
             {{"option", std::string(spec.name)}, {"value", dump_json(value)}, {"least", least}, {"most", most}});
      }
    } else if (!spec.choices.empty()) {
      std::string all;
      for (auto choice : spec.choices) {
        if (choice == value) return;
        all += (all.empty() ? "" : ", ") + std::string(choice);
      }
      fail("workflow.option_choice", {{"option", std::string(spec.name)}, {"value", value}, {"choices", all}});
    }
  });
}

}  // namespace afina::workflow
