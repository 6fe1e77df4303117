#include "afina/tokenizer/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <optional>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/tokenizer/text_budget.h"

namespace afina::tokenizer {

namespace {

constexpr size_t kMaxPatternBytes = 65536;
constexpr uint32_t kFreeSteps = 64;    // of backtracking at one place of the text
constexpr int64_t kStepsPerByte = 64;  // of what matched: a run of several MB of blanks is no attack
constexpr uint32_t kEscalation = 4;    // by which limits grow where the free steps do not suffice
constexpr size_t kFreeBytes = 512;     // ahead that one place may look at
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
  code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                             PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT,
                             &error, &error_at, nullptr);
  if (!code->code) {
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(error, message, sizeof message);
    bad_pattern(place, pattern, reinterpret_cast<const char*>(message));
  }
  // Where the JIT is not allowed (no writable and executable memory) the interpreter does the same, slower.
  pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD);
  code_ = std::move(code);
}

namespace {

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

size_t next_character(std::string_view text, size_t position) noexcept {
  ++position;
  while (position < text.size() && is_continuation(text[position])) ++position;
  return position;
}

// Looks for one match after another without more work than the budget has. PCRE2 counts backtracking, but only place by
// place, and does not count what a repetition runs over. So the engine is shown the text as far as a window reaches:
// it says where that end mattered (a partial match), and only then, for a price, it is shown more.
class Search {
 public:
  Search(const pcre2_code* code, std::string_view text, MatchState& state, TextBudget& budget)
      : code_(code), text_(text), state_(state), budget_(budget) {}

  enum class Result { match, none, too_costly };

  // The first match that begins at `position` or later.
  Result next(size_t position, Match& match) {
    while (position <= text_.size()) {
      const size_t end = window_end(position, kFreeBytes);
      const int found = attempt(position, PCRE2_UNSET, end, kFreeSteps, match);
      if (found > 0) return Result::match;
      if (found == PCRE2_ERROR_NOMATCH && end == text_.size()) return Result::none;
      if (found == PCRE2_ERROR_NOMATCH) {
        position = end;
        continue;
      }
      if (found != PCRE2_ERROR_PARTIAL && found != PCRE2_ERROR_MATCHLIMIT) return Result::too_costly;
      // One of the places up to the end costs more: a partial match says which; else all before it are looked at
      // once again, one by one.
      if (found == PCRE2_ERROR_PARTIAL) position = std::max(position, pcre2_get_ovector_pointer(state_.data)[0]);
      for (; position < end || end == text_.size(); position = next_character(text_, position)) {
        if (position > text_.size()) return Result::none;
        const Result there = match_at(position, match);
        if (there != Result::none) return there;
      }
    }
    return Result::none;
  }

 private:
  size_t window_end(size_t position, size_t bytes) const noexcept {
    size_t end = position + bytes;
    if (end >= text_.size()) return text_.size();
    while (is_continuation(text_[end])) --end;
    return end;
  }

  // PCRE2's answer for the text up to `end`, with matches that begin up to `last`. What matches at the very end of a
  // window might be longer in the whole text: it counts as none, and the next window begins there.
  int attempt(size_t position, size_t last, size_t end, uint32_t limit, Match& match) {
    pcre2_set_offset_limit(state_.context, last);
    pcre2_set_match_limit(state_.context, limit);
    const uint32_t partial = end < text_.size() ? PCRE2_PARTIAL_HARD : 0;
    const int found = pcre2_match(code_, reinterpret_cast<PCRE2_SPTR>(text_.data()), end, position,
                                  PCRE2_NO_UTF_CHECK | partial, state_.data, state_.context);
    if (found <= 0) return found;
    const PCRE2_SIZE* at = pcre2_get_ovector_pointer(state_.data);
    if (partial && pcre2_get_startchar(state_.data) >= end) return PCRE2_ERROR_NOMATCH;
    match = {static_cast<uint32_t>(at[0]), static_cast<uint32_t>(at[1])};
    return found;
  }

  // A match that begins exactly at `position`.
  Result match_at(size_t position, Match& match) {
    uint32_t limit = kFreeSteps;
    int64_t price = 0;
    for (size_t bytes = kFreeBytes;;) {
      const int found = attempt(position, position, window_end(position, bytes), limit, match);
      if (found == PCRE2_ERROR_PARTIAL) {
        price += static_cast<int64_t>(bytes);
        bytes *= kEscalation;
      } else if (found == PCRE2_ERROR_MATCHLIMIT) {
        price += limit;
        limit = static_cast<uint32_t>(std::min<int64_t>(int64_t{limit} * kEscalation, TextBudget::kSteps));
      } else {
        if (found < 0 && found != PCRE2_ERROR_NOMATCH) return Result::too_costly;
        if (limit > kFreeSteps) price += limit;
        if (bytes > kFreeBytes) price += static_cast<int64_t>(std::min(bytes, text_.size() - position));
        if (found > 0) price -= kStepsPerByte * static_cast<int64_t>(match.end - match.begin);
        if (price > 0 && !budget_.spend(price)) return Result::too_costly;
        return found > 0 ? Result::match : Result::none;
      }
      if (price > budget_.steps() + kStepsPerByte * static_cast<int64_t>(text_.size() - position)) {
        return Result::too_costly;
      }
    }
  }

  const pcre2_code* code_;
  std::string_view text_;
  MatchState& state_;
  TextBudget& budget_;
};

}  // namespace

void Regex::find_all(std::string_view text, std::vector<Match>& matches) const {
  thread_local MatchState state;
  std::optional<TextBudget> own;
  if (!TextBudget::current()) own.emplace(text.size());
  Search search(code_->code, text, state, *TextBudget::current());
  size_t last_end = SIZE_MAX;
  StopCheck stop;
  Match match;
  for (size_t position = 0; position <= text.size();) {
    stop();
    const Search::Result result = search.next(position, match);
    if (result == Search::Result::none) return;
    if (result == Search::Result::too_costly) {
      fail("tokenizer.pattern_too_costly", {{"pattern", code_->pattern.substr(0, 200)}});
    }
    // An empty match right after a match does not count; it never moves on by itself either.
    if (match.begin != match.end || match.begin != last_end) matches.push_back(match);
    last_end = match.end;
    position = match.begin < match.end ? match.end : next_character(text, match.end);
  }
}

}  // namespace afina::tokenizer
