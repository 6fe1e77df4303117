#include "afina/tokenizer/pattern.h"

#include <algorithm>

#include "afina/tokenizer/config.h"

namespace afina::tokenizer {

Pattern Pattern::literal(std::string text) {
  Pattern pattern;
  pattern.literal_ = std::move(text);
  return pattern;
}

Pattern Pattern::regex(std::string_view expression, std::string_view place) {
  Pattern pattern;
  pattern.regex_.emplace(expression, place);
  return pattern;
}

Pattern Pattern::read(const Config& owner, const char* key) {
  if (!owner.is_object(key)) return literal(owner.text(key));
  Config inner = owner.child(key);
  if (inner.has("String")) return literal(inner.text("String"));
  if (inner.has("Regex")) return regex(inner.text("Regex"), owner.place() + ", " + owner.path());
  owner.bad(key, "{\"String\": …} / {\"Regex\": …}");
}

void Pattern::find_all(std::string_view text, std::vector<Match>& matches) const {
  if (regex_) return regex_->find_all(text, matches);
  if (literal_.empty()) return;
  for (size_t at = text.find(literal_); at != std::string_view::npos; at = text.find(literal_, at + literal_.size())) {
    matches.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(at + literal_.size())});
  }
}

SplitBehavior read_split_behavior(const Config& config, const char* key, SplitBehavior fallback) {
  if (!config.has(key)) return fallback;
  std::string name = config.text(key);
  if (name == "Removed") return SplitBehavior::removed;
  if (name == "Isolated") return SplitBehavior::isolated;
  if (name == "MergedWithPrevious") return SplitBehavior::merged_with_previous;
  if (name == "MergedWithNext") return SplitBehavior::merged_with_next;
  if (name == "Contiguous") return SplitBehavior::contiguous;
  config.bad(key, "Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous");
}

namespace {

struct Part {
  uint32_t begin;
  uint32_t end;
  bool delimiter;
};

template <class Visit>
void each_part(size_t size, const std::vector<Match>& delimiters, bool invert, Visit visit) {
  uint32_t previous = 0;
  for (const Match& match : delimiters) {
    if (previous != match.begin) visit(Part{previous, match.begin, invert});
    visit(Part{match.begin, match.end, !invert});
    previous = match.end;
  }
  if (previous != size) visit(Part{previous, static_cast<uint32_t>(size), invert});
}

void merge_with_next(const std::vector<Part>& parts, std::vector<Piece>& out) {
  size_t first = out.size();
  bool after_delimiter = false;
  for (size_t i = parts.size(); i-- > 0;) {
    const Part& part = parts[i];
    if (part.delimiter && !after_delimiter && out.size() > first) {
      out.back().begin = part.begin;
    } else {
      out.push_back({part.begin, part.end, -1});
    }
    after_delimiter = part.delimiter;
  }
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
}

}  // namespace

void cut(size_t size, const std::vector<Match>& delimiters, SplitBehavior behavior, bool invert,
         std::vector<Piece>& out) {
  if (behavior == SplitBehavior::merged_with_next) {
    std::vector<Part> parts;
    each_part(size, delimiters, invert, [&](const Part& part) { parts.push_back(part); });
    return merge_with_next(parts, out);
  }
  size_t first = out.size();
  bool after_delimiter = false;
  each_part(size, delimiters, invert, [&](const Part& part) {
    bool join = false;
    if (behavior == SplitBehavior::contiguous) join = part.delimiter == after_delimiter;
    if (behavior == SplitBehavior::merged_with_previous) join = part.delimiter && !after_delimiter;
    after_delimiter = part.delimiter;
    if (behavior == SplitBehavior::removed && part.delimiter) return;
    if (join && out.size() > first) {
      out.back().end = part.end;
    } else {
      out.push_back({part.begin, part.end, -1});
    }
  });
}

}  // namespace afina::tokenizer
