// Matches that are found window by window are those of PCRE2 over the whole text.
#include "afina/tokenizer/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <doctest/doctest.h>
#include <pcre2.h>

#include <string>

#include "afina/base/random.h"
#include "afina/tokenizer/pre_tokenizer.h"

using namespace afina;
using namespace afina::tokenizer;

namespace {

std::vector<std::pair<size_t, size_t>> at_once(const std::string& pattern, const std::string& text) {
  const std::string translated = translate_regex(pattern, "test");
  int error = 0;
  PCRE2_SIZE error_at = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                                   PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &error_at, nullptr);
  REQUIRE(code);
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  const PCRE2_SIZE* found = pcre2_get_ovector_pointer(data);
  std::vector<std::pair<size_t, size_t>> matches;
  size_t last_end = SIZE_MAX;
  for (size_t position = 0; position <= text.size();) {
    if (pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), position, 0, data, nullptr) < 0)
      break;
    if (found[0] != found[1] || found[0] != last_end) matches.emplace_back(found[0], found[1]);
    last_end = position = found[1];
    if (found[0] >= found[1]) {
      ++position;
      while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80) ++position;
    }
  }
  pcre2_match_data_free(data);
  pcre2_code_free(code);
  return matches;
}

std::string random_text(Random& random) {
  const char* const kPieces[] = {"a", "b", " ", "\n", "á", "1", "23", ".", ",", "'s", "🙂", "\r\n", "A"};
  std::string text;
  const uint64_t size = random.below(6000);
  while (text.size() < size) {
    const char* piece = kPieces[random.below(std::size(kPieces))];
    // Runs that reach over the end of a window, among short ones.
    for (uint64_t n = random.below(40) == 0 ? random.below(3000) : 1 + random.below(4); n > 0; --n) text += piece;
  }
  return text;
}

}  // namespace

TEST_CASE("a text longer than a window has the same matches") {
  const std::string kPatterns[] = {
      std::string(kGpt2Pattern),
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
      " {2,}",
      R"(\d)",
      "x*",
      "^",
      "$",
      R"((?<=a)b|(?<!a)A)",
      R"(\b)",
      R"(a\Kb)",
      R"((?:ab)+|a(?=b*c))",
      R"(\n+$)",
      "b{0,30}?A"};
  Random random(11);
  for (const std::string& pattern : kPatterns) {
    CAPTURE(pattern);
    Regex regex(pattern, "test");
    for (int round = 0; round < 40; ++round) {
      const std::string text = random_text(random);
      std::vector<Match> found;
      regex.find_all(text, found);
      std::vector<std::pair<size_t, size_t>> pairs;
      for (const Match& match : found) pairs.emplace_back(match.begin, match.end);
      REQUIRE(pairs == at_once(pattern, text));
    }
  }
}
