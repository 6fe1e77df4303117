#include "afina/base/option_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>

#include "afina/base/error.h"
#include "afina/base/thread_pool.h"

namespace afina {

namespace {

std::atomic<OptionStyle> g_style{OptionStyle::command_line};

// Whole numbers in full, others as short as they read back the same.
std::string shown(double value) {
  if (std::abs(value) <= kMostSeed && value == std::floor(value)) return fmt::format("{}", static_cast<int64_t>(value));
  return fmt::format("{}", value);
}

[[noreturn]] void out_of_range(const OptionSpec& spec, std::string value, std::string_view label) {
  fail("workflow.option_out_of_range", {{"option", label.empty() ? option_label(spec.name) : std::string(label)},
                                        {"value", std::move(value)},
                                        {"least", shown(spec.min)},
                                        {"most", shown(spec.max)}});
}

}  // namespace

OptionStyle option_style() noexcept { return g_style.load(std::memory_order_relaxed); }
void set_option_style(OptionStyle style) noexcept { g_style.store(style, std::memory_order_relaxed); }

std::string identifier(std::string_view option) {
  std::string name(option);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string option_label(std::string_view option) {
  return option_style() == OptionStyle::keyword ? identifier(option) + "=" : "--" + std::string(option);
}

void check_value(const OptionSpec& spec, double value, std::string_view label) {
  if (!std::isfinite(value) || value < spec.min || value > spec.max)
    out_of_range(spec, fmt::format("{}", value), label);
}

// The ends are at most 2^53, so a value that rounding brings to an end was already within it.
void check_value(const OptionSpec& spec, int64_t value, std::string_view label) {
  const auto number = static_cast<double>(value);
  if (number < spec.min || number > spec.max) out_of_range(spec, std::to_string(value), label);
}

void check_value(const OptionSpec& spec, std::string_view value, std::string_view label) {
  if (spec.choices.empty() || std::ranges::find(spec.choices, value) != spec.choices.end()) return;
  fail("workflow.option_choice", {{"option", label.empty() ? option_label(spec.name) : std::string(label)},
                                  {"value", std::string(value)},
                                  {"choices", fmt::format("{}", fmt::join(spec.choices, ", "))}});
}

template <>
std::optional<int64_t> parse_number(const OptionSpec& spec, std::string_view text, std::string_view label) {
  std::string_view digits = text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) out_of_range(spec, std::string(text), label);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

template <>
std::optional<double> parse_number(const OptionSpec& spec, std::string_view text, std::string_view label) {
  std::string_view digits = text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return std::nullopt;
  // Both 1e400 and 1e-400; the one is outside every range, the other is nothing that anybody means.
  if (error == std::errc::result_out_of_range) out_of_range(spec, std::string(text), label);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

OptionSpec threads_option() {
  return OptionSpec{"threads", "Núcleos que se usan (0: todos).", "Cores to use (0: all)."}.range(0, kMaxThreads);
}

}  // namespace afina
