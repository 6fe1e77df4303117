#include "afina/summarisation/sections.h"

#include <algorithm>

#include "afina/base/utf8.h"
#include "afina/summarisation/sentences.h"

namespace afina::summarisation {

namespace {

// What is packed: a sentence with the blanks after it, or a piece of one that is too long.
struct Brick {
  int64_t begin = 0, end = 0;
  int64_t tokens = 0;
  bool opens_paragraph = false;
  bool heading = false;
};

class Packer {
 public:
  Packer(std::string_view document, const SectionSummariser& summariser)
      : document_(document), summariser_(summariser), most_(std::max<int64_t>(1, summariser.section_tokens)) {}

  std::vector<Section> pack() {
    std::vector<Sentence> sentences = split_sentences(document_);
    for (size_t i = 0; i < sentences.size(); ++i) {
      int64_t begin = i == 0 ? 0 : with_marks(sentences[i].begin);
      int64_t end = i + 1 < sentences.size() ? with_marks(sentences[i + 1].begin) : std::ssize(document_);
      add(begin, end, i == 0 || sentences[i].paragraph != sentences[i - 1].paragraph);
      bricks_.back().heading = sentences[i].kind == SentenceKind::heading;
    }
    std::vector<Section> sections;
    for (size_t first = 0; first < bricks_.size();) {
      size_t last = section_end(first);
      sections.push_back({bricks_[first].begin, bricks_[last - 1].end});
      first = last;
    }
    return sections;
  }

 private:
  int64_t tokens(int64_t begin, int64_t end) const {
    return summariser_.tokens(document_.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)));
  }

  // A sentence's beginning, or that of its line where only Markdown's marks stand between.
  int64_t with_marks(int64_t begin) const {
    int64_t at = begin;
    while (at > 0 && std::string_view("# \t*->_").find(document_[static_cast<size_t>(at - 1)]) != std::string::npos)
      --at;
    return at == 0 || document_[static_cast<size_t>(at - 1)] == '\n' ? at : begin;
  }

  // Halves at a blank what is longer than a section, until it fits or is one character.
  void add(int64_t begin, int64_t end, bool opens_paragraph) {
    int64_t count = tokens(begin, end);
    int64_t cut = count > most_ ? cut_near_middle(begin, end) : end;
    if (cut == end) {
      bricks_.push_back({begin, end, count, opens_paragraph});
      return;
    }
    add(begin, cut, opens_paragraph);
    add(cut, end, false);
  }

  bool is_blank(int64_t at) const {
    char c = document_[static_cast<size_t>(at)];
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }

  // After a blank, the nearest to the middle; otherwise between two characters. `end` where there is no such place.
  int64_t cut_near_middle(int64_t begin, int64_t end) const {
    const int64_t middle = begin + (end - begin) / 2;
    for (int64_t distance = 0; distance <= end - begin; ++distance) {
      for (int64_t at : {middle + distance, middle - distance}) {
        if (at > begin && at < end && is_blank(at - 1) && !is_blank(at)) return at;
      }
    }
    for (int64_t at = std::max(begin + 1, middle); at < end; ++at) {
      if ((static_cast<unsigned char>(document_[static_cast<size_t>(at)]) & 0xC0) != 0x80) return at;
    }
    for (int64_t at = middle; at > begin; --at) {
      if ((static_cast<unsigned char>(document_[static_cast<size_t>(at)]) & 0xC0) != 0x80) return at;
    }
    return end;
  }

  // The most that a section beginning here takes: what is left in two halves, rather than a full one and a scrap.
  int64_t limit_from(size_t first) const {
    int64_t left = 0;
    for (size_t i = first; i < bricks_.size() && left <= 2 * most_; ++i) left += bricks_[i].tokens;
    return left > most_ && left < most_ + most_ / 3 ? std::max<int64_t>(1, left * 3 / 5) : most_;
  }

  size_t section_end(size_t first) const {
    const int64_t limit = limit_from(first);
    size_t last = first + 1;
    for (int64_t sum = bricks_[first].tokens; last < bricks_.size(); ++last) {
      sum += bricks_[last].tokens;
      if (sum > limit) break;
    }
    // Tokens of a whole are not always the sum of its parts'.
    while (last > first + 1 && tokens(bricks_[first].begin, bricks_[last - 1].end) > most_) --last;
    if (last == bricks_.size()) return last;
    // A section ends before a heading where that leaves it two thirds full, else with its last whole paragraph unless
    // that would leave it half empty; never with a heading.
    size_t paragraph = 0;
    int64_t left_out = 0;
    for (size_t i = last; i > first + 1; --i) {
      if (bricks_[i].heading && !bricks_[i - 1].heading && left_out <= limit / 3) return i;
      if (bricks_[i].opens_paragraph && !bricks_[i - 1].heading && paragraph == 0) paragraph = i;
      left_out += bricks_[i - 1].tokens;
      if (left_out > limit / 2) break;
    }
    if (paragraph > 0) return paragraph;
    while (last > first + 1 && bricks_[last - 1].heading) --last;
    return last;
  }

  std::string_view document_;
  const SectionSummariser& summariser_;
  int64_t most_;
  std::vector<Brick> bricks_;
};

}  // namespace

std::vector<Section> split_sections(std::string_view document, const SectionSummariser& summariser) {
  return Packer(document, summariser).pack();
}

}  // namespace afina::summarisation
