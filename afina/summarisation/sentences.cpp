#include "afina/summarisation/sentences.h"

#include <algorithm>
#include <string>

#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/summarisation/abbreviations.h"
#include "afina/summarisation/lines.h"

namespace afina::summarisation {

namespace {

constexpr size_t kBracketReach = 300;  // code points within which a bracket opened must close to hold text together
constexpr size_t kLongestWord = 12;    // no abbreviation, and no word that opens sentences, is longer

bool one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
bool is_space(char32_t c) { return is_white_space(c) || c == 0xFEFF; }
bool is_stop(char32_t c) { return one_of(c, U".!?…‽。！？"); }
bool is_wide_stop(char32_t c) { return one_of(c, U"。！？"); }
bool is_closer(char32_t c) { return one_of(c, U"»”’\"')]*_"); }
bool is_opener(char32_t c) { return one_of(c, U"¿¡«“‘\"'([—–―-*_"); }

class UnitSplitter {
 public:
  UnitSplitter(std::string_view document, const Unit& unit) : unit_(unit) {
    std::string_view part = document.substr(0, static_cast<size_t>(unit.end));
    for (auto i = static_cast<size_t>(unit.begin); i < part.size();) {
      stop_();
      at_.push_back(static_cast<int64_t>(i));
      text_ += next_code_point(part, i);
    }
    at_.push_back(unit.end);
    find_brackets();
  }

  void split(std::vector<Sentence>& out) {
    const size_t first_sentence = out.size();
    size_t begin = 0;
    if (unit_.kind != SentenceKind::heading && unit_.kind != SentenceKind::markup) {
      for (size_t i = 0; i < text_.size();) {
        for (; next_bracket_ < brackets_.size() && brackets_[next_bracket_].open <= i; ++next_bracket_) {
          held_until_ = std::max(held_until_, brackets_[next_bracket_].close);
        }
        if (!is_stop(text_[i])) {
          stop_();
          ++i;
          continue;
        }
        size_t end = stop_end(i);
        if (end < text_.size() && is_boundary(begin, i, end)) {
          emit(begin, end, out);
          begin = end;
        }
        i = end;
      }
    }
    emit(begin, text_.size(), out);
    const bool joined = text_.find_first_of(U"\r\n") != std::u32string::npos;
    const bool may_be_title = unit_.kind == SentenceKind::prose || (unit_.kind == SentenceKind::verse && joined);
    if (may_be_title && out.size() > first_sentence && !is_finished()) {
      out.back().kind = SentenceKind::heading;  // titles, captions, signatures
    }
  }

 private:
  // After the stops at i: further stops, closing quotes and brackets, and a dash that closes an aside.
  size_t stop_end(size_t i) const {
    size_t end = i;
    do {
      i = end;
      while (i < text_.size() && is_stop(text_[i])) ++i;
      end = i;
      while (end < text_.size() && is_closer(text_[end])) ++end;
      // A straight quote or mark of emphasis closes only where a blank follows: otherwise it opens what comes next.
      if (end < text_.size() && !is_space(text_[end]) && !is_stop(text_[end]) && text_[end] != U'—') {
        while (end > i && one_of(text_[end - 1], U"\"'*_")) --end;
      }
    } while (end > i && end < text_.size() && is_stop(text_[end]));  // «…». and (…).
    return end;
  }

  // The pairs that hold text together, by where they open.
  void find_brackets() {
    std::vector<size_t> round, square;
    for (size_t i = 0; i < text_.size(); ++i) {
      const char32_t c = text_[i];
      if (!one_of(c, U"()[]")) continue;
      std::vector<size_t>& open = c == U'(' || c == U')' ? round : square;
      if (one_of(c, U"([")) {
        open.push_back(i);
      } else if (!open.empty()) {
        if (i - open.back() < kBracketReach) brackets_.push_back({open.back(), i});
        open.pop_back();
      }
    }
    std::sort(brackets_.begin(), brackets_.end(), [](const auto& a, const auto& b) { return a.open < b.open; });
  }

  // The first character from `opening` on that is no blank, stop or opener. Remembered, for all stops of a long
  // run look ahead to its one end.
  size_t after_openers(size_t opening) {
    if (opening >= run_begin_ && opening < run_end_) return run_end_;
    run_begin_ = run_end_ = opening;
    while (run_end_ < text_.size() &&
           (is_opener(text_[run_end_]) || is_space(text_[run_end_]) || is_stop(text_[run_end_]))) {
      ++run_end_;
    }
    return run_end_;
  }

  // The first letter or digit of the sentence that begins at `begin`. Remembered likewise.
  size_t first_sign(size_t begin) {
    if (begin > first_sign_ || begin < sign_sought_from_) {
      sign_sought_from_ = first_sign_ = begin;
      while (first_sign_ < text_.size() && !is_letter(text_[first_sign_]) && !is_digit(text_[first_sign_])) {
        ++first_sign_;
      }
    }
    return first_sign_;
  }

  bool is_boundary(size_t begin, size_t stop, size_t end) {
    if (is_wide_stop(text_[end - 1])) return true;
    if (end <= held_until_) return false;
    const bool dash_follows = one_of(text_[end], U"—―");
    if (!is_space(text_[end]) && !dash_follows) return false;
    size_t next = end;
    while (next < text_.size() && is_space(text_[next])) ++next;
    const size_t opening = next;
    next = after_openers(opening);
    if (next == text_.size()) return next != opening && !dash_follows;
    const char32_t c = text_[next];
    if (is_letter(c) && !is_upper(c) && is_cased(c)) return false;
    if (dash_follows && !is_letter(c)) return false;
    const bool single = text_[stop] == U'.' && (stop + 1 >= text_.size() || !is_stop(text_[stop + 1]));
    if (!single || end != stop + 1) return true;  // ! ? … and stops before quotes are no abbreviations
    return full_stop_ends(begin, stop, opening, next);
  }

  // Letters without case (ª, º, those of most scripts beyond Armenian) do not say that the sentence goes on.
  static bool is_cased(char32_t c) { return c < 0x590 && c != U'ª' && c != U'º'; }

  bool full_stop_ends(size_t begin, size_t stop, size_t opening, size_t next) {
    size_t first = stop;
    while (first > begin && stop - first <= kLongestWord && !is_space(text_[first - 1]) &&
           !one_of(text_[first - 1], U"¿¡«“‘\"'([—–―/"))
      --first;
    std::u32string_view word = std::u32string_view(text_).substr(first, stop - first);
    if (word.empty() || word.size() > kLongestWord) return true;
    const bool opens = opening != next || opens_sentences(next_word(next));
    if (first_sign(begin) >= first && is_enumerator(word))
      return false;  // «1.», «IV.», «B.» before the text they number
    if (word == U"a" || word == U"d" || word == U"A" || word == U"D") {  // a. C., d. C.
      if (text_[next] == U'C' && next + 1 < text_.size() && text_[next + 1] == U'.') return false;
    }
    if (word.size() == 1 && is_upper(word[0])) return ends_after_initial(begin, first, opens);
    switch (abbreviation(to_lower(to_utf8(word)))) {
      case Abbreviation::before_name:
        return false;
      case Abbreviation::before_number:
        return !is_number(next);
      case Abbreviation::may_end:
        return opens || is_etcetera(word);
      case Abbreviation::none:
        break;
    }
    return word.find(U'.') == std::u32string_view::npos || opens || !is_initials(word);
  }

  static bool is_etcetera(std::u32string_view word) { return word == U"etc"; }
  // U.S, D.F, EE.UU: short parts in capitals.
  static bool is_initials(std::u32string_view word) {
    size_t part = 0;
    for (char32_t c : word) {
      part = c == U'.' ? 0 : part + 1;
      if (part > 2 || (c != U'.' && !is_upper(c))) return false;
    }
    return true;
  }

  // «J. R. Jiménez» goes on; «la vitamina C. El resto» does not.
  bool ends_after_initial(size_t begin, size_t first, bool opens) const {
    if (!opens) return false;
    size_t i = first;
    while (i > begin && is_space(text_[i - 1])) --i;
    if (i == begin) return false;
    if (text_[i - 1] == U'.') {  // «a. C.» may end one, «J. R.» does not
      return i - begin >= 2 && is_letter(text_[i - 2]) && !is_upper(text_[i - 2]);
    }
    while (i > begin && !is_space(text_[i - 1])) --i;
    return !is_upper(text_[i]);
  }

  static bool is_enumerator(std::u32string_view word) {
    if (word.size() > 5) return false;
    bool digits = true, roman = true;
    for (char32_t c : word) {
      digits = digits && (is_digit(c) || c == U'.');
      roman = roman && one_of(c, U"IVXLC");
    }
    return (digits && word.size() <= 3) || roman || (word.size() == 1 && is_upper(word[0]));
  }

  bool is_number(size_t next) const {
    if (is_digit(text_[next])) return true;
    size_t end = next;
    while (end < text_.size() && end - next <= kLongestWord && one_of(text_[end], U"IVXLCDM")) ++end;
    return end > next && (end == text_.size() || (!is_letter(text_[end]) && !is_mark(text_[end])));
  }

  std::string next_word(size_t next) const {
    size_t end = next;
    while (end < text_.size() && end - next <= kLongestWord && is_letter(text_[end])) ++end;
    return to_lower(to_utf8(std::u32string_view(text_).substr(next, end - next)));
  }

  // Whether the unit's last sentence has a final stop, quotes and brackets after it allowed.
  bool is_finished() const {
    size_t end = text_.size();
    while (end > 0 && (is_closer(text_[end - 1]) || is_space(text_[end - 1]) || one_of(text_[end - 1], U"—-"))) --end;
    return end > 0 && (is_stop(text_[end - 1]) || one_of(text_[end - 1], U":;,"));
  }

  void emit(size_t begin, size_t end, std::vector<Sentence>& out) const {
    while (begin < end && is_space(text_[begin])) ++begin;
    while (end > begin && is_space(text_[end - 1])) --end;
    if (begin < end) out.push_back({at_[begin], at_[end], unit_.paragraph, unit_.kind});
  }

  StopCheck stop_;
  Unit unit_;
  std::u32string text_;
  std::vector<int64_t> at_;
  struct Pair {
    size_t open, close;
  };
  std::vector<Pair> brackets_;
  size_t next_bracket_ = 0, held_until_ = 0;
  size_t run_begin_ = 0, run_end_ = 0;
  size_t sign_sought_from_ = 0, first_sign_ = 0;
};

}  // namespace

std::vector<Sentence> split_sentences(std::string_view document) {
  std::vector<Sentence> sentences;
  for (const Unit& unit : split_units(document)) {
    check_stop();
    UnitSplitter(document, unit).split(sentences);
  }
  return sentences;
}

}  // namespace afina::summarisation
