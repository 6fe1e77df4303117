#include "cli/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "cli/syntax_errors.h"

namespace afina::cli {

namespace {

// Column of the texts in the help.
constexpr size_t kHelpColumn = 26;

std::string_view say(std::string_view es, std::string_view en) { return language() == Lang::es ? es : en; }

// "Size of each correction. [0.001] (steps)"
std::string describe(const Argument& argument) {
  std::string help(help_text(argument.spec, language()));
  if (!argument.spec.choices.empty()) {
    help += " {";
    for (size_t i = 0; i < argument.spec.choices.size(); ++i)
      help += (i ? "|" : "") + std::string(argument.spec.choices[i]);
    help += "}";
  }
  std::string standard = std::visit(
      [](auto* target) -> std::string {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, std::vector<std::string>>) {
          return "";
        } else if constexpr (std::is_same_v<Value, std::filesystem::path>) {
          return target->string();
        } else {
          return fmt::format("{}", *target);
        }
      },
      argument.target);
  if (!standard.empty() && !argument.positional) help += fmt::format(" [{}]", standard);
  return help;
}

// For parsing only: the help is laid out below.
void add(CLI::App& app, const Argument& argument) {
  std::string name = argument.positional ? argument.value_name : "--" + std::string(argument.spec.name);
  CLI::Option* option = std::visit(
      [&](auto* target) -> CLI::Option* {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, bool>) {
          return app.add_flag(name, *target);
        } else if constexpr (std::is_same_v<Value, std::filesystem::path>) {
          return app.add_option_function<std::string>(name, [target](const std::string& v) { *target = v; });
        } else {
          return app.add_option(name, *target);
        }
      },
      argument.target);
  if (!argument.value_name.empty() && !argument.positional) option->type_name(argument.value_name);
  if (argument.positional) option->type_name("");
  if (argument.required) option->required();
}

// The name in the language of the help.
std::string_view name_here(const Command& command) {
  return language() == Lang::en && !command.alias().empty() ? command.alias() : command.name();
}

bool is_named(const Command& command, std::string_view word) {
  return word == command.name() || (!word.empty() && word == command.alias());
}

std::string positional_names(const Command& command, std::span<const Argument> arguments) {
  std::string usage = fmt::format("{} afina {}", say("Uso:", "Usage:"), name_here(command));
  for (const Argument& a : arguments) {
    if (!a.positional) continue;
    bool many = std::holds_alternative<std::vector<std::string>*>(a.target);
    usage += fmt::format(fmt::runtime(a.required ? " {}{}" : " [{}{}]"), a.value_name, many ? "…" : "");
  }
  return usage + fmt::format(" [{}]\n", say("opciones", "options"));
}

// Help of one command, laid out by us: arguments, options, example.
std::string command_help(const Command& command, std::span<const Argument> arguments) {
  std::string out = fmt::format("{}\n\n{}\n", command.help(language()), positional_names(command, arguments));
  auto rows = [&](bool positional, std::string_view title) {
    bool any = false;
    for (const Argument& a : arguments) {
      if (a.positional != positional) continue;
      if (!any) out += fmt::format("{}:\n", title);
      any = true;
      std::string left = positional ? a.value_name : fmt::format("--{} {}", a.spec.name, a.value_name);
      std::string help = describe(a);
      if (left.size() > kHelpColumn)
        out += fmt::format("  {}\n  {:26} {}\n", left, "", help);
      else
        out += fmt::format("  {:26} {}\n", left, help);
    }
    if (any) out += "\n";
  };
  rows(true, say("Argumentos", "Arguments"));
  rows(false, say("Opciones", "Options"));
  out += fmt::format("{}\n  --json  --threads N  --lang es|en  --help\n",
                     say("En todas las órdenes:", "On every command:"));
  if (!command.example().empty()) out += fmt::format("\n{}\n  {}\n", say("Ejemplo:", "Example:"), command.example());
  return out;
}

std::string general_help(std::span<const std::unique_ptr<Command>> commands) {
  std::string out = fmt::format(
      "{}\n\n{}\n\n{}\n",
      say("afina: ajusta un modelo de lenguaje con tus datos y resume tus documentos, en tu ordenador y en privado.",
          "afina: tune a language model on your data and summarise your documents, on your computer and in private."),
      say("Uso: afina ORDEN [argumentos] [opciones]", "Usage: afina COMMAND [arguments] [options]"),
      say("Órdenes:", "Commands:"));
  for (const auto& command : commands) {
    if (!command->hidden()) out += fmt::format("  {:16} {}\n", name_here(*command), command->help(language()));
  }
  out += fmt::format("\n{}\n  afina demo\n  afina tune datos.csv --model semilla --out ejecucion\n\n{}\n",
                     say("Para empezar:", "To begin:"),
                     say("«afina ORDEN --help» explica cada una. Otro idioma: --lang en.",
                         "\"afina COMMAND --help\" explains each one. Other language: --lang es."));
  return out;
}

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
  // What most programs answer to is answered here too.
  std::vector<std::string> line(given.begin(), given.end());
  if (!line.empty() && line[0] == "--version") line[0] = "version";
  std::string lang;
  CLI::App app("afina");
  app.set_help_flag();
  std::vector<std::pair<CLI::App*, Command*>> known;
  std::vector<std::unique_ptr<Arguments>> declared;
  bool help = false;
  for (const auto& command : commands) {
    CLI::App* sub = app.add_subcommand(std::string(command->name()));
    if (!command->alias().empty()) sub->alias(std::string(command->alias()));
    sub->set_help_flag();
    declared.push_back(std::make_unique<Arguments>());
    command->declare(*declared.back());
    for (const Argument& argument : declared.back()->all()) add(*sub, argument);
    sub->add_flag("--json", parsed.json);
    sub->add_option("--threads", parsed.threads);
    sub->add_option("--lang", lang);
    if (command->hidden()) sub->allow_extras();
    known.emplace_back(sub, command.get());
  }
  app.add_option("--lang", lang);

  // Help is answered before parsing, so that it needs no other argument.
  for (const std::string& word : line) help = help || word == "--help" || word == "-h";
  if (line.empty() || help || line[0] == "help") {
    for (size_t i = 0; i < known.size(); ++i) {
      for (const std::string& word : line) {
        if (!is_named(*known[i].second, word)) continue;
        parsed.text = command_help(*known[i].second, declared[i]->all());
        return parsed;
      }
    }
    parsed.text = general_help(commands);
    parsed.exit_code = line.empty() ? kBadSyntax : kDone;
    return parsed;
  }
  try {
    std::vector<std::string> reversed(line.rbegin(), line.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& refusal) {
    RefusedLine refused{line, {}, nullptr, {}, &refusal};
    for (size_t i = 0; i < known.size(); ++i) {
      const Command& command = *known[i].second;
      if (!command.hidden()) refused.commands.emplace_back(command.name());
      if (!command.alias().empty()) refused.commands.emplace_back(command.alias());
      auto names_it = [&](const std::string& word) { return is_named(command, word); };
      if (refused.parser || std::ranges::none_of(line, names_it)) continue;
      refused.parser = known[i].first;
      refused.arguments = declared[i]->all();
    }
    parsed.error = explain(refused);
    parsed.json = std::ranges::find(line, "--json") != line.end();
    parsed.exit_code = kBadSyntax;
    return parsed;
  }
  for (const auto& [sub, command] : known) {
    if (sub->parsed()) parsed.command = command;
  }
  if (!parsed.command) {
    parsed.text = general_help(commands);
    parsed.exit_code = kBadSyntax;
  }
  return parsed;
}

}  // namespace afina::cli
