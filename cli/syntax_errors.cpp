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

// Of an option that takes one value: none at the end of the line, or two.
std::optional<Error> wrong_count(const RefusedLine& line) {
  auto takes_many = [&](const std::string& name) {
    return std::ranges::any_of(line.arguments, [&](const Argument& a) {
      return a.spec.name == name && std::holds_alternative<std::vector<std::string>*>(a.target);
    });
  };
  std::vector<std::string> seen;
  for (const std::string& word : line.words) {
    if (!is_option(word)) continue;
    const std::string name = option_name(word);
    if (takes_many(name)) continue;
    if (std::ranges::find(seen, name) != seen.end()) return Error("cli.repeated_option", {{"option", "--" + name}});
    seen.push_back(name);
  }
  if (!line.words.empty() && is_option(line.words.back()))
    return Error("cli.missing_value", {{"option", line.words.back()}});
  return std::nullopt;
}

// «--json=perhaps»: a switch takes no value.
std::optional<Error> value_of_a_switch(const RefusedLine& line) {
  auto is_switch = [&](const std::string& name) {
    return name == "json" || std::ranges::any_of(line.arguments, [&](const Argument& a) {
             return a.spec.name == name && std::holds_alternative<bool*>(a.target);
           });
  };
  for (const std::string& word : line.words) {
    if (!is_option(word) || word.find('=') == std::string::npos || !is_switch(option_name(word))) continue;
    return Error("cli.switch_value", {{"option", "--" + option_name(word)}});
  }
  return std::nullopt;
}

}  // namespace

Error explain(const RefusedLine& line) {
  if (auto error = unknown_command(line)) return *error;
  if (auto error = unknown_option(line)) return *error;
  if (auto error = value_of_a_switch(line)) return *error;
  if (dynamic_cast<const CLI::ArgumentMismatch*>(line.refusal)) {
    if (auto error = wrong_count(line)) return *error;
  }
  if (line.parser) {
    if (auto error = missing_argument(line)) return *error;
    const std::vector<std::string> extra = line.parser->remaining();
    if (!extra.empty()) return Error("cli.extra_argument", {{"argument", extra.front()}});
  }
  return Error("cli.syntax", {{"detail", line.refusal->what()}});
}

}  // namespace afina::cli
