// Errors that a person can act on: a stable code, where it happened, what happened and what to do,
// in Spanish and English. The texts live in the one catalogue (base/catalogue/), never at the call.
#pragma once

#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace afina {

enum class Lang { es, en };

// The language of texts rendered without an explicit one. Set once by the front end; Spanish until then.
Lang language() noexcept;
void set_language(Lang lang) noexcept;
// A code or a locale's name: English where it begins with "en", Spanish otherwise.
Lang language_from_name(std::string_view name) noexcept;
// AFINA_LANG, the locale (LC_ALL, LC_MESSAGES, LANG; "C" says nothing), Spanish.
Lang language_from_environment();

// Values for the {placeholders} of a catalogue text.
using TextArgs = std::vector<std::pair<std::string, std::string>>;

// A catalogue text with its placeholders filled in. An unknown key is a programming error and throws
// std::logic_error, so that a test finds it.
std::string text(std::string_view key, const TextArgs& args = {});
std::string text(Lang lang, std::string_view key, const TextArgs& args = {});

class Error : public std::exception {
 public:
  // `code` is a catalogue key such as "data.unknown_column"; it is part of the public interface.
  Error(std::string_view code, TextArgs args);

  const std::string& code() const noexcept { return code_; }
  const TextArgs& args() const noexcept { return args_; }
  std::string message(Lang lang = language()) const;
  std::string hint(Lang lang = language()) const;  // empty where there is nothing to advise
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string code_;
  TextArgs args_;
  std::string what_;
};

// Throws Error(code, args).
[[noreturn]] void fail(std::string_view code, TextArgs args = {});

}  // namespace afina
