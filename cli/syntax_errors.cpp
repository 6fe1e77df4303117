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

const Argument* find_option(const RefusedLine& line, std::string_view name) {
  auto found =
      std::ranges::find_if(line.arguments, [&](const Argument& a) { return !a.positional && a.spec.name == name; });
  return found == line.arguments.end() ? nullptr : &*found;
}

bool takes_value(const RefusedLine& line, const std::string& name) {
  const Argument* option = find_option(line, name);
  return option ? !std::holds_alternative<bool*>(option->target) : name == "threads" || name == "lang";
}

// An option that is followed by another, or by nothing.
std::optional<Error> missing_value(const RefusedLine& line) {
  const std::vector<std::string> names = option_names(line);
  for (size_t i = 0; i < line.words.size(); ++i) {
    const std::string& word = line.words[i];
    if (!is_option(word) || word.find('=') != std::string::npos || !takes_value(line, option_name(word))) continue;
    const bool last = i + 1 == line.words.size();
    if (last ||
        (is_option(line.words[i + 1]) && std::ranges::find(names, option_name(line.words[i + 1])) != names.end()))
      return Error("cli.missing_value", {{"option", word}});
    ++i;  // its value, whatever it looks like
  }
  return std::nullopt;
}

// An option that takes one value and is given twice.
std::optional<Error> repeated_option(const RefusedLine& line) {
  std::vector<std::string> seen;
  for (const std::string& word : line.words) {
    if (!is_option(word)) continue;
    const std::string name = option_name(word);
    const Argument* option = find_option(line, name);
    if (option && std::holds_alternative<std::vector<std::string>*>(option->target)) continue;
    if (std::ranges::find(seen, name) != seen.end()) return Error("cli.repeated_option", {{"option", "--" + name}});
    seen.push_back(name);
  }
  return std::nullopt;
}

// «--json=perhaps»: a switch takes no value.
std::optional<Error> value_of_a_switch(const RefusedLine& line) {
  for (const std::string& word : line.words) {
    if (!is_option(word) || word.find('=') == std::string::npos || takes_value(line, option_name(word))) continue;
    return Error("cli.switch_value", {{"option", "--" + option_name(word)}});
  }
  return std::nullopt;
}

}  // namespace

Error explain(const RefusedLine& line) {
  if (auto error = unknown_command(line)) return *error;
  if (auto error = unknown_option(line)) return *error;
  if (auto error = missing_value(line)) return *error;
  if (dynamic_cast<const CLI::ConversionError*>(line.refusal)) {
    if (auto error = value_of_a_switch(line)) return *error;
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(line.refusal)) {
    if (auto error = repeated_option(line)) return *error;
  }
  if (line.parser) {
    if (auto error = missing_argument(line)) return *error;
    const std::vector<std::string> extra = line.parser->remaining();
    if (!extra.empty()) return Error("cli.extra_argument", {{"argument", extra.front()}});
  }
  return Error("cli.syntax", {{"detail", line.refusal->what()}});
}

}  // namespace afina::cli
