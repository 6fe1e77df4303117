#include "afina/tokenizer/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "afina/base/error.h"
#include "afina/base/stop.h"

namespace afina::tokenizer {

namespace {

constexpr size_t kMaxPatternBytes = 65536;
constexpr uint32_t kMatchLimit = 50'000'000;  // a run of several MB of blanks stays far below it
constexpr size_t kJitStackStart = 64 * 1024;
constexpr size_t kJitStackMax = 64 * 1024 * 1024;

// White_Space of Unicode; PCRE2's own \s would add U+180E.
constexpr std::string_view kSpace =
    R"(\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
// Oniguruma's \w, which takes the Latin-1 superscripts and fractions in.
constexpr std::string_view kWord = R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{b2}\x{b3}\x{b9}\x{bc}-\x{be}\x{24b6}-\x{24e9})";
constexpr std::string_view kHex = "0-9a-fA-F";

// What one thread needs to match: results of one pair and a stack for the JIT.
struct MatchState {
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_jit_stack* stack = pcre2_jit_stack_create(kJitStackStart, kJitStackMax, nullptr);

  MatchState() {
    if (!data || !context || !stack) fail("tokenizer.internal", {{"detail", "pcre2 state"}});
    pcre2_set_match_limit(context, kMatchLimit);
    pcre2_jit_stack_assign(context, nullptr, stack);
  }
  ~MatchState() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_jit_stack_free(stack);
  }
  MatchState(const MatchState&) = delete;
  MatchState& operator=(const MatchState&) = delete;
};

[[noreturn]] void bad_pattern(std::string_view place, std::string_view pattern, std::string detail) {
  fail(
      "tokenizer.bad_pattern",
      {{"place", std::string(place)}, {"pattern", std::string(pattern.substr(0, 200))}, {"detail", std::move(detail)}});
}

std::string_view shorthand_class(char letter) noexcept {
  switch (letter) {
    case 's':
    case 'S':
      return kSpace;
    case 'w':
    case 'W':
      return kWord;
    case 'h':
    case 'H':
      return kHex;
    default:
      return {};
  }
}

// One escape at pattern[i] == '\\'; returns the position after it.
size_t translate_escape(std::string_view pattern, size_t i, bool in_class, std::string& out) {
  if (i + 1 >= pattern.size()) {
    out += '\\';
    return i + 1;
  }
  char letter = pattern[i + 1];
  std::string_view set = shorthand_class(letter);
  bool negated = letter >= 'A' && letter <= 'Z';
  if (!set.empty() && in_class && !negated) {
    out += set;
  } else if (!set.empty() && !in_class) {
    out.append(negated ? "[^" : "[").append(set).append("]");
  } else if (letter == 'u' && i + 6 <= pattern.size()) {
    out.append("\\x{").append(pattern.substr(i + 2, 4)).append("}");
    return i + 6;
  } else {
    out.append(pattern.substr(i, 2));
  }
  return i + 2;
}

}  // namespace

struct Regex::Code {
  pcre2_code* code = nullptr;
  std::string pattern;
  ~Code() { pcre2_code_free(code); }
};

std::string translate_regex(std::string_view pattern, std::string_view place) {
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size();) {
    char c = pattern[i];
    if (c == '\\') {
      i = translate_escape(pattern, i, in_class, out);
      continue;
    }
    if (!in_class && c == '[') {
      in_class = true;
      out += c;
      ++i;
      // A first "]" (also after "^") is an ordinary character.
      if (i < pattern.size() && pattern[i] == '^') out += pattern[i++];
      if (i < pattern.size() && pattern[i] == ']') out += pattern[i++];
      continue;
    }
    if (in_class && c == '[') {
      if (i + 1 >= pattern.size() || pattern[i + 1] != ':') bad_pattern(place, pattern, "[…[…]…]");
      size_t close = pattern.find(":]", i + 2);
      if (close == std::string_view::npos) bad_pattern(place, pattern, "[:…");
      out.append(pattern.substr(i, close + 2 - i));
      i = close + 2;
      continue;
    }
    if (in_class && pattern.substr(i, 2) == "&&") bad_pattern(place, pattern, "[…&&…]");
    if (in_class && c == ']') in_class = false;
    out += c;
    ++i;
  }
  return out;
}

Regex::Regex(std::string_view pattern, std::string_view place) {
  if (pattern.size() > kMaxPatternBytes) bad_pattern(place, pattern, std::to_string(pattern.size()) + " bytes");
  std::string translated = translate_regex(pattern, place);
  int error = 0;
  PCRE2_SIZE error_at = 0;
  auto code = std::make_shared<Code>();
  code->pattern = pattern;
  code->code =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                    PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &error, &error_at, nullptr);
  if (!code->code) {
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(error, message, sizeof message);
    bad_pattern(place, pattern, reinterpret_cast<const char*>(message));
  }
  // Where the JIT is not allowed (no writable and executable memory) the interpreter does the same, slower.
  pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);
  code_ = std::move(code);
}

void Regex::find_all(std::string_view text, std::vector<Match>& matches) const {
  thread_local MatchState state;
  const PCRE2_SIZE* found = pcre2_get_ovector_pointer(state.data);
  auto subject = reinterpret_cast<PCRE2_SPTR>(text.data());
  size_t position = 0;
  size_t last_end = SIZE_MAX;
  StopCheck stop;
  while (position <= text.size()) {
    stop();
    int result =
        pcre2_match(code_->code, subject, text.size(), position, PCRE2_NO_UTF_CHECK, state.data, state.context);
    if (result == PCRE2_ERROR_NOMATCH) return;
    if (result < 0) fail("tokenizer.pattern_too_costly", {{"pattern", code_->pattern.substr(0, 200)}});
    size_t begin = found[0];
    size_t end = found[1];
    // An empty match right after a match does not count; it never moves on by itself either.
    if (begin != end || begin != last_end)
      matches.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    last_end = end;
    position = end;
    if (begin >= end) {
      ++position;
      while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80) ++position;
    }
  }
}

}  // namespace afina::tokenizer
