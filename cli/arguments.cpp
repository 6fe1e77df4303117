#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <deque>

#include "afina/base/option_check.h"
#include "cli/help.h"
#include "cli/syntax_errors.h"

namespace afina::cli {

namespace {

// "DATA", "--rank"
std::string shown_name(const Argument& argument) {
  return argument.positional ? argument.value_name : "--" + std::string(argument.spec.name);
}

// For parsing only: the help is laid out below. The library tells words apart and takes every value as a text;
// set_value turns it into what the option holds.
CLI::Option* declare(CLI::App& app, const Argument& argument, std::string& word) {
  const std::string name = shown_name(argument);
  if (auto* flag = std::get_if<bool*>(&argument.target)) return app.add_flag(name, **flag);
  auto* list = std::get_if<std::vector<std::string>*>(&argument.target);
  CLI::Option* option = list ? app.add_option(name, **list) : app.add_option(name, word);
  return option->required(argument.required);
}

// Throws Error cli.bad_value or cli.missing_value (the words are wrong), or those of check_value.
void set_value(const Argument& argument, const std::string& word) {
  const std::string option = shown_name(argument);
  std::visit(
      [&](auto* target) {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, bool>) {
          return;
        } else if constexpr (std::is_arithmetic_v<Value>) {
          using Number = std::conditional_t<std::is_integral_v<Value>, int64_t, double>;
          const auto number = parse_number<Number>(argument.spec, word, option);
          if (!number && word.starts_with("--")) fail("cli.missing_value", {{"option", option}});
          if (!number) fail("cli.bad_value", {{"option", option}, {"value", word}});
          check_value(argument.spec, *number, option);
          *target = static_cast<Value>(*number);
        } else if constexpr (!std::is_same_v<Value, std::vector<std::string>>) {
          check_value(argument.spec, std::string_view(word), option);
          *target = word;
        }
      },
      argument.target);
}

bool is_named(const Command& command, std::string_view word) {
  return word == command.name() || (!word.empty() && word == command.alias());
}

// An argument, the library's view of it, and the word that was given.
struct Given {
  const Argument* argument;
  CLI::Option* option = nullptr;
  std::string word = {};
};

struct Known {
  CLI::App* parser;
  Command* command;
  std::unique_ptr<Arguments> arguments;
  std::deque<Given> given;  // the library keeps the addresses of its words

  void add(const Argument& argument) {
    Given& here = given.emplace_back(Given{&argument});
    here.option = declare(*parser, argument, here.word);
  }
};

}  // namespace

Lang choose_language(std::span<const std::string> line) {
  std::string wanted;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == "--lang" && i + 1 < line.size()) wanted = line[i + 1];
    if (line[i].starts_with("--lang=")) wanted = line[i].substr(7);
  }
  // The course's two names say its language where --lang and AFINA_LANG do not: a locale is often nobody's choice.
  const bool named = !line.empty() && (line[0] == "curso" || line[0] == "course");
  if (wanted.empty() && named && !std::getenv("AFINA_LANG")) return line[0] == "course" ? Lang::en : Lang::es;
  return wanted.empty() ? language_from_environment() : language_from_name(wanted);
}

Parsed parse(std::span<const std::string> given, std::span<const std::unique_ptr<Command>> commands) {
  Parsed parsed;
  // Accept --version.
  std::vector<std::string> line(given.begin(), given.end());
  if (!line.empty() && line[0] == "--version") line[0] = "version";
  std::string lang;
  CLI::App app("afina");
  app.set_help_flag();
  const Argument threads{&parsed.threads, threads_option(), "N"};
  std::deque<Known> known;
  bool help = false;
  for (const auto& command : commands) {
    CLI::App* sub = app.add_subcommand(std::string(command->name()));
    if (!command->alias().empty()) sub->alias(std::string(command->alias()));
    sub->set_help_flag();
    Known& here = known.emplace_back(Known{sub, command.get(), std::make_unique<Arguments>(), {}});
    command->declare(*here.arguments);
    for (const Argument& argument : here.arguments->all()) here.add(argument);
    here.add(threads);
    sub->add_flag("--json", parsed.json);
    sub->add_option("--lang", lang);
    if (command->hidden()) sub->allow_extras();
  }
  app.add_option("--lang", lang);

  // Help is answered before parsing, so that it needs no other argument.
  for (const std::string& word : line) help = help || word == "--help" || word == "-h";
  if (line.empty() || help || line[0] == "help") {
    const bool json = std::ranges::find(line, "--json") != line.end();
    Json all = Json::array();
    for (const Known& each : known) {
      if (!each.command->hidden()) all.push_back(help_json(*each.command, each.arguments->all()));
      auto names_it = [&](const std::string& word) { return is_named(*each.command, word); };
      if (std::ranges::none_of(line, names_it)) continue;
      parsed.text = json ? dump_json(help_json(*each.command, each.arguments->all())) + "\n"
                         : command_help(*each.command, each.arguments->all());
      return parsed;
    }
    parsed.text = json ? dump_json({{"commands", all}, {"everywhere", Json::array({help_json(threads)})}}) + "\n"
                       : general_help(commands);
    parsed.exit_code = line.empty() ? kBadSyntax : kDone;
    return parsed;
  }
  try {
    std::vector<std::string> reversed(line.rbegin(), line.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& refusal) {
    RefusedLine refused{line, {}, nullptr, {}, &refusal};
    for (const Known& each : known) {
      const Command& command = *each.command;
      if (!command.hidden()) refused.commands.emplace_back(command.name());
      if (!command.alias().empty()) refused.commands.emplace_back(command.alias());
      auto names_it = [&](const std::string& word) { return is_named(command, word); };
      if (refused.parser || std::ranges::none_of(line, names_it)) continue;
      refused.parser = each.parser;
      refused.arguments = each.arguments->all();
    }
    parsed.error = explain(refused);
    parsed.json = std::ranges::find(line, "--json") != line.end();
    parsed.exit_code = kBadSyntax;
    return parsed;
  }
  for (const Known& each : known) {
    if (!each.parser->parsed()) continue;
    parsed.command = each.command;
    try {
      for (const Given& one : each.given) {
        if (one.option->count() > 0) set_value(*one.argument, one.word);
      }
    } catch (const Error& error) {
      parsed.error = error;
      parsed.exit_code = error.code().starts_with("cli.") ? kBadSyntax : kRefused;
    }
  }
  if (!parsed.command) {
    parsed.text = general_help(commands);
    parsed.exit_code = kBadSyntax;
  }
  return parsed;
}

}  // namespace afina::cli
