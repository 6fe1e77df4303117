// A command: its name, its help in both languages, its arguments and what it does. Commands declare arguments
// through Arguments, so that only arguments.cpp knows the parsing library, and do their work through
// afina/workflow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/observer.h"
#include "afina/base/options.h"

namespace afina::cli {

// Where a parsed value goes.
using Target = std::variant<bool*, int*, int64_t*, double*, std::string*, std::optional<std::string>*,
                            std::filesystem::path*, std::vector<std::string>*>;

struct Argument {
  Target target;
  OptionSpec spec;
  std::string value_name;  // "DATA", "N"; empty for flags
  bool positional = false;
  bool required = false;
};

class Arguments {
 public:
  void positional(Target target, std::string value_name, OptionSpec spec, bool required = true) {
    all_.push_back({target, std::move(spec), std::move(value_name), true, required});
  }
  void option(Target target, std::string value_name, OptionSpec spec) {
    all_.push_back({target, std::move(spec), std::move(value_name), false, false});
  }
  void flag(bool& target, OptionSpec spec) { all_.push_back({&target, std::move(spec), "", false, false}); }
  // Every option of a visited struct (base/options.h) but those that mean nothing to this command.
  template <class Options>
  void options(Options& options, std::initializer_list<std::string_view> without = {}) {
    Options::visit(options, [&](auto& value, const OptionSpec& spec) {
      if (std::find(without.begin(), without.end(), spec.name) != without.end()) return;
      using Value = std::remove_cvref_t<decltype(value)>;
      std::string name = std::is_same_v<Value, std::string> ? "TEXT" : "N";
      all_.push_back({&value, spec, name, false, false});
    });
  }
  std::span<const Argument> all() const { return all_; }

 private:
  std::vector<Argument> all_;
};

// What every command is given.
struct Session {
  bool json = false;  // one JSON document (or JSON lines) on stdout
  int threads = 0;
  Control control;               // progress to stderr, Ctrl-C
  std::filesystem::path python;  // the interpreter that runs the package; empty in the executable
};

inline constexpr int kDone = 0, kRefused = 1, kBadSyntax = 2, kInterrupted = 130;
inline constexpr int kNoReader = 141;  // stdout is a pipe that nobody reads any more

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view alias() const { return {}; }    // its name in English, where it has one
  virtual std::string_view help(Lang lang) const = 0;      // one sentence
  virtual std::string_view example() const { return {}; }  // one line that works
  virtual bool hidden() const { return false; }            // not listed in the help
  virtual void declare(Arguments& arguments) = 0;
  virtual int run(Session& session) = 0;  // exit code; refusals are thrown as Error
};

// The commands in the order of the help.
std::vector<std::unique_ptr<Command>> all_commands();

// Help text of an argument in a language.
inline std::string_view help_text(const OptionSpec& spec, Lang lang) {
  return lang == Lang::es ? spec.help_es : spec.help_en;
}

}  // namespace afina::cli
