#include "cli/syntax_errors.h"

#include <algorithm>
#include <array>
#include <optional>

#include "afina/base/nearest.h"

namespace afina::cli {

namespace {

// Taken by every command.
constexpr std::array<std::string_view, 4> kCommon{"json", "threads", "lang", "help"};

bool is_option(std::string_view word) { return word.starts_with("--") && word.size() > 2; }

std::string option_name(std::string_view word) { return std::string(word.substr(2, word.find('=') - 2)); }

std::vector<std::string> option_names(const RefusedLine& line) {
  std::vector<std::string> names(kCommon.begin(), kCommon.end());
  for (const Argument& a : line.arguments) {
    if (!a.positional) names.emplace_back(a.spec.name);
  }
  return names;
}

std::optional<Error> unknown_command(const RefusedLine& line) {
  if (line.parser || line.words.empty() || line.words.front().starts_with("-")) return std::nullopt;
  const std::string& word = line.words.front();
  return Error("cli.unknown_command", {{"command", word}, {"nearest", line.commands.at(nearest(word, line.commands))}});
}

std::optional<Error> unknown_option(const RefusedLine& line) {
  const std::vector<std::string> names = option_names(line);
  for (const std::string& word : line.words) {
    if (word == "--") break;
    if (!is_option(word) || std::ranges::find(names, option_name(word)) != names.end()) continue;
    return Error("cli.unknown_option", {{"option", "--" + option_name(word)},
                                        {"nearest", "--" + names.at(nearest(option_name(word), names))}});
  }
  return std::nullopt;
}

// The first argument without which the command cannot run and that the line lacks.
std::optional<Error> missing_argument(const RefusedLine& line) {
  for (const CLI::Option* option : line.parser->get_options()) {
    if (!option->get_required() || option->count() > 0) continue;
    auto argument = std::ranges::find_if(
        line.arguments, [&](const Argument& a) { return a.required && option->get_name().ends_with(a.value_name); });
    if (argument == line.arguments.end()) continue;
    return Error("cli.missing_argument",
                 {{"argument", argument->value_name}, {"help", std::string(help_text(argument->spec, language()))}});
  }
  return std::nullopt;
}

// «--rank: 1 required INT missing» begins with the option that lacks its value.
Error missing_value(const CLI::ParseError& refusal) {
  const std::string detail = refusal.what();
  return Error("cli.missing_value", {{"option", detail.substr(0, detail.find_first_of(": "))}});
}

// «Could not convert: --rank = mucho», or the next option taken for the value.
Error bad_value(const CLI::ParseError& refusal) {
  const std::string detail = refusal.what();
  const size_t option = detail.find("--"), value = detail.find(" = ");
  if (option == std::string::npos || value == std::string::npos || value < option)
    return Error("cli.syntax", {{"detail", detail}});
  const std::string name = detail.substr(option, value - option), given = detail.substr(value + 3);
  if (is_option(given)) return Error("cli.missing_value", {{"option", name}});
  return Error("cli.bad_value", {{"option", name}, {"value", given}});
}

}  // namespace

Error explain(const RefusedLine& line) {
  if (auto error = unknown_command(line)) return *error;
  if (auto error = unknown_option(line)) return *error;
  if (dynamic_cast<const CLI::ConversionError*>(line.refusal)) return bad_value(*line.refusal);
  if (dynamic_cast<const CLI::ArgumentMismatch*>(line.refusal)) return missing_value(*line.refusal);
  if (line.parser) {
    if (auto error = missing_argument(line)) return *error;
    const std::vector<std::string> extra = line.parser->remaining();
    if (!extra.empty()) return Error("cli.extra_argument", {{"argument", extra.front()}});
  }
  return Error("cli.syntax", {{"detail", line.refusal->what()}});
}

}  // namespace afina::cli
