#include "afina/base/error.h"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <unordered_map>

#include "afina/base/catalogue/catalogue.h"
#include "afina/base/utf8.h"
#include "afina/base/visible_text.h"

namespace afina {

namespace {

std::atomic<Lang> g_language{Lang::es};

using Index = std::unordered_map<std::string_view, const CatalogueText*>;

Index index_of(Lang lang) {
  Index by_key;
  for (const CatalogueText& text : catalogue_texts(lang)) by_key.emplace(text.key, &text);
  return by_key;
}

const CatalogueText& find_text(Lang lang, std::string_view key) {
  static const Index spanish = index_of(Lang::es), english = index_of(Lang::en);
  const Index& index = lang == Lang::es ? spanish : english;
  auto found = index.find(key);
  if (found == index.end()) throw std::logic_error("no catalogue entry for key " + std::string(key));
  return *found->second;
}

// Replaces {name} by its value. Values are inserted verbatim and never scanned again, so braces inside a
// person's file name cannot expand.
std::string fill(std::string_view pattern, const TextArgs& args) {
  std::string out;
  out.reserve(pattern.size() + 64);
  for (size_t i = 0; i < pattern.size();) {
    size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += pattern[i++];
      continue;
    }
    std::string_view name = pattern.substr(i + 1, close - i - 1);
    bool known = false;
    for (const auto& [key, value] : args) {
      if (key != name) continue;
      out += is_valid_utf8(value) ? value : replace_invalid_utf8(value);  // names of files may be any bytes
      known = true;
      break;
    }
    if (!known) out += pattern.substr(i, close - i + 1);
    i = close + 1;
  }
  return out;
}

// A name or a cell may hold anything; none of it may pass for another line, or be obeyed by a terminal.
TextArgs on_one_line(TextArgs args) {
  for (auto& [name, value] : args) value = visible_line(value);
  return args;
}

}  // namespace

Lang language() noexcept { return g_language.load(std::memory_order_relaxed); }
void set_language(Lang lang) noexcept { g_language.store(lang, std::memory_order_relaxed); }

Lang language_from_name(std::string_view name) noexcept { return name.starts_with("en") ? Lang::en : Lang::es; }

Lang language_from_environment() {
  for (const char* variable : {"AFINA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* found = std::getenv(variable);
    std::string_view value = found ? found : "";
    if (!value.empty() && value != "C" && value != "POSIX" && !value.starts_with("C."))
      return language_from_name(value);
  }
  return Lang::es;
}

std::string text(std::string_view key, const TextArgs& args) { return text(language(), key, args); }

std::string text(Lang lang, std::string_view key, const TextArgs& args) {
  return fill(find_text(lang, key).text, args);
}

Error::Error(std::string_view code, TextArgs args) : code_(code), args_(std::move(args)) {
  what_ = code_ + ": " + message();
  if (std::string advice = hint(); !advice.empty()) what_ += " " + advice;
}

std::string Error::message(Lang lang) const { return text(lang, code_, on_one_line(args_)); }

std::string Error::hint(Lang lang) const { return fill(find_text(lang, code_).hint, on_one_line(args_)); }

void fail(std::string_view code, TextArgs args) { throw Error(code, std::move(args)); }

}  // namespace afina
