#include "cli/help.h"

#include <fmt/format.h>

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
        if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, std::vector<std::string>> ||
                      std::is_same_v<Value, std::optional<std::string>>) {
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

// The name in the language of the help.
std::string_view name_here(const Command& command) {
  return language() == Lang::en && !command.alias().empty() ? command.alias() : command.name();
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

// The standard value as JSON; null where there is none.
Json standard_value(const Argument& argument) {
  return std::visit(
      [](auto* target) -> Json {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, std::optional<std::string>>) {
          return target->has_value() ? Json(**target) : Json();
        } else if constexpr (std::is_same_v<Value, std::filesystem::path>) {
          return target->string();
        } else {
          return *target;
        }
      },
      argument.target);
}

std::string_view type_name(const Argument& argument) {
  return std::visit(
      [](auto* target) -> std::string_view {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, bool>) return "switch";
        if constexpr (std::is_integral_v<Value>) return "integer";
        if constexpr (std::is_floating_point_v<Value>) return "number";
        if constexpr (std::is_same_v<Value, std::vector<std::string>>) return "texts";
        return "text";
      },
      argument.target);
}

}  // namespace

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

Json help_json(const Argument& argument) {
  Json json{{"name", argument.positional ? argument.value_name : "--" + std::string(argument.spec.name)},
            {"type", type_name(argument)},
            {"required", argument.required},
            {"default", standard_value(argument)},
            {"help", help_text(argument.spec, language())},
            {"choices", argument.spec.choices}};
  if (json["type"] == "integer" || json["type"] == "number") {
    json["min"] = range_end(argument.spec.min);
    json["max"] = range_end(argument.spec.max);
    json["unit"] = argument.spec.unit;
  }
  return json;
}

Json help_json(const Command& command, std::span<const Argument> arguments) {
  Json json{{"name", command.name()},       {"alias", command.alias()},   {"help", command.help(language())},
            {"example", command.example()}, {"arguments", Json::array()}, {"options", Json::array()}};
  for (const Argument& a : arguments) json[a.positional ? "arguments" : "options"].push_back(help_json(a));
  return json;
}

}  // namespace afina::cli
