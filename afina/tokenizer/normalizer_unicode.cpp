// Normal forms (UAX 15), lower case, accents: over utf8proc's tables, with the reference's alignments, which is
// why utf8proc's own whole-string functions do not serve.
#include <utf8proc.h>

#include <algorithm>
#include <bitset>

#include "afina/base/utf8.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/normalizer.h"

namespace afina::tokenizer {

namespace {

constexpr char32_t kFirstUnstable = 0x300;  // below it NFC changes nothing
constexpr char32_t kTableEnd = 0x30000;     // planes with decompositions; beyond them every character is inert

// A character of the result: `change` 0 takes the place of one input character, n > 0 is inserted, and -n takes
// the place of one and removes n more.
struct Change {
  char32_t c = 0;
  int change = 0;
};

// The reference's tables are Unicode 9's: characters that got a combining class or a decomposition later are
// ordinary there, and models were trained on texts normalised so.
struct Range {
  char32_t first;
  char32_t last;
};
constexpr Range kAfterUnicode9[] = {
    {0x7fd, 0x7fd},     {0x898, 0x89f},     {0x8ca, 0x8d3},     {0x9fe, 0x9fe},     {0xc3c, 0xc3c},
    {0xd3b, 0xd3c},     {0xeba, 0xeba},     {0x1715, 0x1715},   {0x1abf, 0x1ace},   {0x1df6, 0x1dfa},
    {0x32ff, 0x32ff},   {0xa7f2, 0xa7f4},   {0xa82c, 0xa82c},   {0xab69, 0xab69},   {0x10781, 0x107ba},
    {0x10d24, 0x10d27}, {0x10eab, 0x10eac}, {0x10f46, 0x10f50}, {0x10f82, 0x10f85}, {0x11070, 0x11070},
    {0x1133b, 0x1133b}, {0x1145e, 0x1145e}, {0x11839, 0x1183a}, {0x11938, 0x11938}, {0x1193d, 0x1193e},
    {0x11943, 0x11943}, {0x119e0, 0x119e0}, {0x11a34, 0x11a34}, {0x11a47, 0x11a47}, {0x11a99, 0x11a99},
    {0x11d42, 0x11d42}, {0x11d44, 0x11d45}, {0x11d97, 0x11d97}, {0x16ff0, 0x16ff1}, {0x1e130, 0x1e136},
    {0x1e2ae, 0x1e2ae}, {0x1e2ec, 0x1e2ef}, {0x1f16c, 0x1f16c}, {0x1fbf0, 0x1fbf9},
};

bool is_after_unicode9(char32_t c) noexcept {
  auto found = std::lower_bound(std::begin(kAfterUnicode9), std::end(kAfterUnicode9), c,
                                [](const Range& range, char32_t value) { return range.last < value; });
  return found != std::end(kAfterUnicode9) && found->first <= c;
}

int combining_class(char32_t c) {
  if (c < kFirstUnstable || is_after_unicode9(c)) return 0;
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
}

void sort_marks(std::vector<Change>& chars, size_t from) {
  std::stable_sort(chars.begin() + static_cast<std::ptrdiff_t>(from), chars.end(),
                   [](const Change& a, const Change& b) { return combining_class(a.c) < combining_class(b.c); });
}

std::vector<Change> decompose(std::string_view in, bool compatible) {
  std::vector<Change> out;
  out.reserve(in.size());
  auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | (compatible ? UTF8PROC_COMPAT : 0));
  size_t marks_from = 0;
  for (size_t position = 0; position < in.size();) {
    utf8proc_int32_t parts[32];
    int last_class = 0;
    char32_t c = next_code_point(in, position);
    utf8proc_ssize_t count = 1;
    if (is_after_unicode9(c)) {
      parts[0] = static_cast<utf8proc_int32_t>(c);
    } else {
      count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts, 32, options, &last_class);
    }
    for (utf8proc_ssize_t i = 0; i < count && i < 32; ++i) {
      auto part = static_cast<char32_t>(parts[i]);
      if (combining_class(part) == 0) {
        sort_marks(out, marks_from);
        marks_from = out.size() + 1;
      }
      out.push_back({part, i > 0 ? 1 : 0});
    }
  }
  sort_marks(out, std::min(marks_from, out.size()));
  return out;
}

// The primary composite of two characters, or 0.
char32_t compose_pair(char32_t first, char32_t second) {
  utf8proc_int32_t pair[3] = {static_cast<utf8proc_int32_t>(first), static_cast<utf8proc_int32_t>(second), 0};
  auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  if (utf8proc_normalize_utf32(pair, 2, options) != 1) return 0;
  auto composite = static_cast<char32_t>(pair[0]);
  return is_after_unicode9(composite) ? 0 : composite;
}

std::vector<Change> recompose(const std::vector<Change>& chars) {
  std::vector<Change> out;
  out.reserve(chars.size());
  bool open = false;  // out[base] is a starter that may still compose
  size_t base = 0;
  int last_class = -1;  // of the last mark between the starter and here; -1 when there is none
  for (const Change& next : chars) {
    int own_class = combining_class(next.c);
    bool blocked = last_class >= own_class;
    char32_t composite = open && !blocked ? compose_pair(out[base].c, next.c) : 0;
    if (composite) {
      out[base] = {composite, out[base].change + next.change - 1};
      continue;
    }
    if (own_class == 0) {
      base = out.size();
      open = true;
      last_class = -1;
    } else if (open) {
      last_class = own_class;
    }
    out.push_back(next);
  }
  return out;
}

// The reference's rule: an inserted character shares the alignment of the byte before, any other takes that of
// the character it stands for.
void apply_changes(std::string_view in, const std::vector<Change>& changes, Rewritten& out) {
  size_t position = 0;
  for (const Change& next : changes) {
    size_t from = position;
    if (next.change > 0) {
      out.append(next.c, position == 0 ? kNoSource : static_cast<uint32_t>(position - 1));
      continue;
    }
    for (int skip = next.change; skip <= 0 && position < in.size(); ++skip) next_code_point(in, position);
    out.append(next.c, static_cast<uint32_t>(std::min(from, in.size() - 1)));
  }
}

// Characters that canonical composition neither changes nor joins with a neighbour.
const std::bitset<kTableEnd>& inert_table() {
  static const auto table = [] {
    auto built = std::make_unique<std::bitset<kTableEnd>>();
    built->set();
    for (char32_t c = kFirstUnstable; c < kTableEnd; ++c) {
      utf8proc_int32_t parts[32];
      int last_class = 0;
      utf8proc_ssize_t count =
          utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts, 32, UTF8PROC_DECOMPOSE, &last_class);
      bool itself = count == 1 && static_cast<char32_t>(parts[0]) == c;
      if (combining_class(c) != 0 || !itself) built->reset(c);
      for (utf8proc_ssize_t i = 1; i < count && i < 32; ++i) built->reset(static_cast<size_t>(parts[i]));
    }
    // Every precomposed Hangul syllable and most others are their own composite.
    for (char32_t c = 0xAC00; c <= 0xD7A3; ++c) built->set(c);
    return built;
  }();
  return *table;
}

bool surely_composed(std::string_view in) {
  // Lead bytes below 0xCC begin characters below U+0300.
  if (std::none_of(in.begin(), in.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xCC; })) return true;
  const auto& inert = inert_table();
  for (size_t position = 0; position < in.size();) {
    char32_t c = next_code_point(in, position);
    if (c >= kFirstUnstable && c < kTableEnd && !inert[c]) return false;
  }
  return true;
}

class UnicodeForm final : public Normalizer {
 public:
  UnicodeForm(bool compose, bool compatible) : compose_(compose), compatible_(compatible) {}

  bool normalize(std::string_view in, Rewritten& out) const override {
    bool ascii = std::none_of(in.begin(), in.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (ascii || (compose_ && !compatible_ && surely_composed(in))) return false;
    std::vector<Change> chars = decompose(in, compatible_);
    if (compose_) chars = recompose(chars);
    apply_changes(in, chars, out);
    return out.text != in;
  }

 private:
  bool compose_;
  bool compatible_;
};

class Lowercase final : public Normalizer {
 public:
  bool normalize(std::string_view in, Rewritten& out) const override {
    for (size_t position = 0; position < in.size();) {
      auto from = static_cast<uint32_t>(position);
      char32_t c = next_code_point(in, position);
      if (c == 0x130) {  // the one character whose lower case is two
        out.append(U'i', from);
        out.append(char32_t{0x307}, from);
      } else {
        out.append(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))), from);
      }
    }
    return out.text != in;
  }
};

class StripAccents final : public Normalizer {
 public:
  bool normalize(std::string_view in, Rewritten& out) const override {
    for (size_t position = 0; position < in.size();) {
      size_t begin = position;
      char32_t c = next_code_point(in, position);
      if (!is_mark(c) || is_after_unicode9(c)) out.copy(in, begin, position);
    }
    return out.text.size() != in.size();
  }
};

}  // namespace

std::unique_ptr<Normalizer> make_unicode_form(const Config& config) {
  std::string type = config.type();
  return std::make_unique<UnicodeForm>(type == "NFC" || type == "NFKC", type == "NFKC" || type == "NFKD");
}

std::unique_ptr<Normalizer> make_lowercase(const Config&) { return std::make_unique<Lowercase>(); }
std::unique_ptr<Normalizer> make_strip_accents(const Config&) { return std::make_unique<StripAccents>(); }

}  // namespace afina::tokenizer
