// Whether a value may be given to an option. Every front end asks here: the command line, Python, files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "afina/base/options.h"

namespace afina {

// How the person writes options, so that an error repeats what they wrote: "--max-new-tokens" or "max_new_tokens=".
// Set by the front end, as the language is; the command line until then.
enum class OptionStyle { command_line, keyword };
OptionStyle option_style() noexcept;
void set_option_style(OptionStyle style) noexcept;

// As a name in a program: "learning_rate" of "learning-rate".
std::string identifier(std::string_view option);
// The option as the person writes it.
std::string option_label(std::string_view option);

// Throws Error workflow.option_out_of_range (option, value, least, most) for a number outside the range, NaN or
// infinite, and workflow.option_choice (option, value, choices) for a text that is not a choice. `label` names the
// option; empty: option_label.
void check_value(const OptionSpec& spec, double value, std::string_view label = {});
void check_value(const OptionSpec& spec, int64_t value, std::string_view label = {});
void check_value(const OptionSpec& spec, std::string_view value, std::string_view label = {});

template <class T>
void check_any(const OptionSpec& spec, const T& value, std::string_view label = {}) {
  if constexpr (std::is_same_v<T, bool>) {
    return;
  } else if constexpr (std::is_integral_v<T>) {
    check_value(spec, static_cast<int64_t>(value), label);
  } else if constexpr (std::is_floating_point_v<T>) {
    check_value(spec, static_cast<double>(value), label);
  } else {
    check_value(spec, std::string_view(value), label);
  }
}

// Every option of a visited struct.
template <class Options>
void check_options(const Options& options) {
  Options::visit(options, [](const auto& value, const OptionSpec& spec) { check_any(spec, value); });
}

// A number as a person types it ("16", "-1", "1e-4", "nan"), none where it is not one or is not whole where it should
// be. A whole number too large for 64 bits throws as any other outside its range.
template <class T>
std::optional<T> parse_number(const OptionSpec& spec, std::string_view text, std::string_view label = {});

// «--threads», which every command and every function takes.
OptionSpec threads_option();

}  // namespace afina
