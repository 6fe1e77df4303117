#include "afina/summarisation/lines.h"

#include <algorithm>
#include <string>

#include "afina/base/stop.h"
#include "afina/base/utf8.h"

namespace afina::summarisation {

namespace {

constexpr int64_t kVerseWidth = 60;        // lines that never reach it are verse rather than paragraphs
constexpr double kUnwrapped = 0.3;         // share of breaks that no wrapping would have made
constexpr double kPhrased = 0.6;           // share of lines ending with punctuation, as no wrapping would leave it
constexpr double kSurelyUnwrapped = 0.75;  // of the width: a break so early was meant

enum class LineKind { blank, rule, markup, heading, item, dialogue, text };

struct Line {
  int64_t begin = 0, end = 0;  // bytes, trimmed, without bullet or #
  int64_t width = 0;           // code points
  int64_t first_word = 0;      // its code points
  LineKind kind = LineKind::blank;
  bool open = false;        // starts in lower case
  bool closed = false;      // ends with . ! ? … : or ; (and closing quotes)
  bool punctuated = false;  // ends with any of those or a comma
};

bool is_space(char32_t c) { return is_white_space(c) || c == 0xFEFF; }
bool is_closer(char32_t c) { return std::u32string_view(U"»”’\"')]").find(c) != std::u32string_view::npos; }

// The code points of one line with their places.
struct Decoded {
  std::u32string text;
  std::vector<int64_t> at;  // byte of each, and the end
};

Decoded decode(std::string_view document, int64_t begin, int64_t end) {
  Decoded out;
  StopCheck stop;
  for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end);) {
    stop();
    out.at.push_back(static_cast<int64_t>(i));
    out.text += next_code_point(document.substr(0, static_cast<size_t>(end)), i);
  }
  out.at.push_back(end);
  return out;
}

bool is_rule(std::u32string_view text) {
  size_t marks = 0;
  for (char32_t c : text) {
    if (is_space(c)) continue;
    if (std::u32string_view(U"=-*_~·•#—").find(c) == std::u32string_view::npos) return false;
    ++marks;
  }
  return marks >= 3;
}

// Code points of a list marker with the blanks after it, 0 where there is none. `fresh`: a number may only begin
// an item where the line before does not run on into this one.
size_t marker_length(std::u32string_view text, bool fresh) {
  size_t i = 0;
  if (std::u32string_view(U"-*+•·‣▪◦–").find(text[0]) != std::u32string_view::npos) {
    i = 1;
  } else if (fresh) {
    bool bracket = text[0] == U'(';
    i = bracket;
    size_t first = i;
    while (i < text.size() && i - first < 3 && text[i] < 0x80 && is_digit(text[i])) ++i;
    bool number = i > first;
    if (!number && i < text.size() && text[i] < 0x80 && is_letter(text[i])) ++i;
    if (i == first || i >= text.size()) return 0;
    if (text[i] != U')' && (bracket || !number || text[i] != U'.')) return 0;
    ++i;
    while (number && i + 1 < text.size() && is_digit(text[i]) && text[i + 1] == U'.') i += 2;  // 1.2.
  } else {
    return 0;
  }
  if (i >= text.size() || !is_space(text[i])) return 0;
  while (i < text.size() && is_space(text[i])) ++i;
  return i < text.size() ? i : 0;
}

size_t heading_length(std::u32string_view text) {
  size_t i = 0;
  while (i < text.size() && text[i] == U'#') ++i;
  if (i == 0 || i > 6 || i >= text.size() || !is_space(text[i])) return 0;
  while (i < text.size() && is_space(text[i])) ++i;
  return i;
}

bool starts_dialogue(std::u32string_view text) {
  if (text[0] != U'—' && text[0] != U'–' && text[0] != U'―' && text[0] != U'-') return false;
  size_t i = 1;
  constexpr std::u32string_view kOpeners = U"¿¡«“\"(…";
  while (i < text.size() && (is_space(text[i]) || kOpeners.find(text[i]) != std::u32string_view::npos)) ++i;
  return i < text.size() && is_upper(text[i]);
}

bool ends_closed(std::u32string_view text) {
  size_t end = text.size();
  while (end > 0 && (is_closer(text[end - 1]) || text[end - 1] == U'—')) --end;
  return end > 0 && std::u32string_view(U".!?…:;").find(text[end - 1]) != std::u32string_view::npos;
}

// Reads lines one by one; fences and open tags make it remember.
class LineReader {
 public:
  explicit LineReader(std::string_view document) : document_(document) {}

  std::vector<Line> read() {
    std::vector<Line> lines;
    StopCheck stop;
    for (size_t begin = 0; begin < document_.size();) {
      stop();
      size_t end = document_.find_first_of("\r\n\f\v", begin);
      if (end == std::string_view::npos) end = document_.size();
      const Line* before = lines.empty() ? nullptr : &lines.back();
      lines.push_back(line(static_cast<int64_t>(begin), static_cast<int64_t>(end), before));
      begin = end + (document_.substr(end, 2) == "\r\n" ? 2 : 1);
    }
    return lines;
  }

 private:
  Line line(int64_t begin, int64_t end, const Line* before) {
    Line out;
    Decoded all = decode(document_, begin, end);
    size_t first = 0, last = all.text.size();
    while (first < last && is_space(all.text[first])) ++first;
    while (last > first && is_space(all.text[last - 1])) --last;
    const bool may_quote = !fenced_;
    while (may_quote && last - first > 1 && all.text[first] == U'>' && is_space(all.text[first + 1])) first += 2;
    while (first < last && is_space(all.text[first])) ++first;
    std::u32string_view text = std::u32string_view(all.text).substr(first, last - first);
    out.begin = all.at[first];
    out.end = all.at[last];
    if (text.empty()) return out;
    bool fresh = !before || (before->kind != LineKind::text && before->kind != LineKind::dialogue) || before->closed;
    size_t skip = 0;
    if (markup(text)) {
      out.kind = LineKind::markup;
    } else if (is_rule(text)) {
      out.kind = LineKind::rule;
    } else if ((skip = heading_length(text)) > 0) {
      out.kind = LineKind::heading;
    } else if ((skip = marker_length(text, fresh)) > 0) {
      out.kind = LineKind::item;
    } else {
      out.kind = starts_dialogue(text) ? LineKind::dialogue : LineKind::text;
    }
    text.remove_prefix(skip);
    out.begin = all.at[first + skip];
    describe(text, out);
    return out;
  }

  static void describe(std::u32string_view text, Line& out) {
    out.width = static_cast<int64_t>(text.size());
    while (out.first_word < out.width && !is_space(text[static_cast<size_t>(out.first_word)])) ++out.first_word;
    size_t i = 0;
    while (i < text.size() && !is_letter(text[i]) && !is_digit(text[i])) ++i;
    out.open = i < text.size() && is_letter(text[i]) && !is_upper(text[i]);
    out.closed = ends_closed(text);
    out.punctuated = out.closed || (!text.empty() && text.back() == U',');
  }

  bool markup(std::u32string_view text) {
    if (text.starts_with(U"```") || text.starts_with(U"~~~")) {
      fenced_ = !fenced_;
      return true;
    }
    if (fenced_) return true;
    bool closes = text.find(U'>') != std::u32string_view::npos;
    if (in_tag_) {
      in_tag_ = !closes;
      return true;
    }
    if (text[0] == U'|' || std::count(text.begin(), text.end(), U'|') >= 2) return true;  // tables
    if (text[0] == U'{' && text.back() == U'}') return true;
    bool tag = text.size() > 1 && text[0] == U'<' && (text[1] < 0x80) &&
               (is_letter(text[1]) || text[1] == U'/' || text[1] == U'!');
    if (!tag) return false;
    if (!closes) in_tag_ = true;
    return !closes || text.back() == U'>';
  }

  std::string_view document_;
  bool fenced_ = false, in_tag_ = false;
};

class UnitBuilder {
 public:
  explicit UnitBuilder(std::vector<Line> lines) : lines_(std::move(lines)) {}

  std::vector<Unit> build() {
    for (size_t i = 0; i < lines_.size();) {
      LineKind kind = lines_[i].kind;
      if (kind == LineKind::blank || kind == LineKind::rule) {
        ++i;
      } else if (kind == LineKind::markup || kind == LineKind::heading) {
        size_t end = i + 1;
        while (kind == LineKind::markup && end < lines_.size() && lines_[end].kind == kind) ++end;
        emit(i, end, kind == LineKind::markup ? SentenceKind::markup : SentenceKind::heading);
        i = end;
      } else {
        size_t end = i + 1;
        while (end < lines_.size() && lines_[end].kind == LineKind::text) ++end;
        block(i, end);
        i = end;
      }
    }
    return std::move(units_);
  }

 private:
  void emit(size_t first, size_t end, SentenceKind kind, bool new_paragraph = true) {
    paragraph_ += new_paragraph;
    units_.push_back({lines_[first].begin, lines_[end - 1].end, paragraph_, kind});
  }

  // Whether the next line's first word had room on line i: then the break was meant.
  bool has_room(size_t i, double width) const {
    return static_cast<double>(lines_[i].width + 1 + lines_[i + 1].first_word) <= width;
  }

  // Lines without a blank line between: one wrapped paragraph, or lines that stand for themselves.
  void block(size_t first, size_t end) {
    int64_t width = 0, meant = 0, punctuated = 0;
    for (size_t i = first; i < end; ++i) width = std::max(width, lines_[i].width);
    const auto full = static_cast<double>(width);
    for (size_t i = first; i + 1 < end; ++i) {
      meant += has_room(i, full);
      punctuated += lines_[i].punctuated;
    }
    const auto breaks = static_cast<double>(end - first - 1);
    const bool phrased = breaks >= 2 && static_cast<double>(punctuated) > kPhrased * breaks;
    const bool lines_stand = phrased || static_cast<double>(meant) > kUnwrapped * breaks;
    const bool verse = lines_stand && width < kVerseWidth && end - first > 2;
    const bool underlined = end < lines_.size() && lines_[end].kind == LineKind::rule && end - first == 1;
    SentenceKind kind = underlined                             ? SentenceKind::heading
                        : lines_[first].kind == LineKind::item ? SentenceKind::item
                        : verse                                ? SentenceKind::verse
                                                               : SentenceKind::prose;
    size_t from = first;
    for (size_t i = first; i < end; ++i) {
      if (i + 1 < end && !ends_here(i, lines_stand, full)) continue;
      emit(from, i + 1, kind, from == first || !verse);
      from = i + 1;
      if (kind == SentenceKind::item) kind = SentenceKind::prose;
    }
  }

  bool ends_here(size_t i, bool lines_stand, double width) const {
    const Line& next = lines_[i + 1];
    if (next.open && !lines_[i].closed) return false;  // runs on
    if (lines_stand) return has_room(i, width) || lines_[i].closed || !next.open;
    return !next.open && has_room(i, width * kSurelyUnwrapped);
  }

  std::vector<Line> lines_;
  std::vector<Unit> units_;
  int64_t paragraph_ = -1;
};

}  // namespace

std::vector<Unit> split_units(std::string_view document) { return UnitBuilder(LineReader(document).read()).build(); }

}  // namespace afina::summarisation
