#include "afina/summarisation/map_reduce.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/summarisation/abbreviations.h"
#include "afina/summarisation/faithfulness.h"
#include "afina/summarisation/sections.h"
#include "afina/summarisation/sentences.h"

namespace afina::summarisation {

namespace {

// A reduction that shortens by less has stopped helping, and each one costs the time of the model.
constexpr double kLeastShrink = 0.95;

std::string_view part(std::string_view text, int64_t begin, int64_t end) {
  return text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
}

bool has_words(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    char32_t c = next_code_point(text, i);
    if (is_letter(c) || is_digit(c)) return true;
  }
  return false;
}

// Words of a text that is given piece by piece, each ending where a word ends: as a person or a word processor counts
// them, or as metrics do, the larger, so that a limit holds either way.
class WordCount {
 public:
  int64_t add(std::string_view piece) {
    for (size_t i = 0; i < piece.size();) {
      bool blank = is_white_space(next_code_point(piece, i));
      separated_ += !blank && !inside_;
      inside_ = !blank;
    }
    words_ += static_cast<int64_t>(unicode_words(piece).size());
    return std::max(separated_, words_);
  }

 private:
  int64_t separated_ = 0, words_ = 0;
  bool inside_ = false;
};
int64_t count_words(std::string_view text) { return WordCount().add(text); }

// What the model says of a section, without what does not rest on it.
std::string grounded_summary(std::string_view section, const SectionSummariser& summariser, ModelSummary& made) {
  const std::string said = summariser.summarise(section);
  Grounded kept = keep_grounded(trim(said), section);
  made.dropped += kept.dropped;
  if (!kept.text.empty() || kept.dropped == 0) return std::move(kept.text);
  ++made.quoted;
  return closest_sentence(said, section);
}

void summarise_sections(std::string_view document, std::vector<Section>& sections, const SectionSummariser& summariser,
                        ModelSummary& made, const Control& control) {
  const auto total = static_cast<int64_t>(sections.size());
  for (int64_t i = 0; i < total; ++i) {
    if (control.cancelled()) fail("summarisation.cancelled");
    control.progress({.stage = "workflow.stage_sections", .done = i, .total = total});
    Section& section = sections[static_cast<size_t>(i)];
    std::string_view text = trim(part(document, section.begin, section.end));
    // Rules and rows of dots are read, and say nothing.
    if (has_words(text)) section.summary = grounded_summary(text, summariser, made);
  }
  // A cancelled model may have answered with half a summary.
  if (control.cancelled()) fail("summarisation.cancelled");
  control.progress({.stage = "workflow.stage_sections", .done = total, .total = total});
}

bool ends_sentence(std::string_view text) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{".", "!", "?", "…", "»", "”", "\"", ")"},
                             [&](std::string_view mark) { return text.ends_with(mark); });
}

// One text of all summaries; what a small model says again word for word stands once.
std::string join(const std::vector<Section>& sections) {
  std::string text;
  std::unordered_set<std::string_view> said;
  for (const Section& section : sections) {
    if (section.summary.empty() || !said.insert(section.summary).second) continue;
    if (!text.empty()) text += ends_sentence(text) ? " " : "\n\n";
    text += section.summary;
  }
  return text;
}

bool too_long(std::string_view text, const SectionSummariser& summariser, const MapReduceOptions& options) {
  if (options.words > 0 && count_words(text) > options.words) return true;
  if (options.sentences > 0 && static_cast<int64_t>(split_sentences(text).size()) > options.sentences) return true;
  return options.words == 0 && options.sentences == 0 && summariser.tokens(text) > summariser.section_tokens;
}

// The beginning of a sentence that alone is longer than asked.
std::string first_words(std::string_view sentence, int64_t words) {
  int64_t cut = 0;
  WordCount count;
  for (size_t i = 0, counted = 0; i < sentence.size();) {
    size_t at = i;
    if (!is_white_space(next_code_point(sentence, i))) continue;
    if (count.add(sentence.substr(counted, at - counted)) > words) break;
    counted = at;
    cut = static_cast<int64_t>(at);
  }
  return std::string(trim(part(sentence, 0, cut))) + "…";
}

// Whole sentences from the beginning, as many as were asked for.
std::string trim_to_budget(std::string text, const MapReduceOptions& options) {
  const int64_t words = options.words > 0 ? options.words : INT64_MAX;
  const int64_t most = options.sentences > 0 ? options.sentences : INT64_MAX;
  if (words == INT64_MAX && most == INT64_MAX) return text;
  std::vector<Sentence> sentences = split_sentences(text);
  int64_t end = 0, taken = 0;
  WordCount count;
  for (const Sentence& sentence : sentences) {
    if (taken == most || count.add(part(text, end, sentence.end)) > words) break;
    end = sentence.end;
    ++taken;
  }
  if (taken > 0) return std::string(part(text, 0, end));
  for (const Sentence& sentence : sentences) {
    std::string_view own = part(text, sentence.begin, sentence.end);
    if (count_words(own) <= words) return std::string(own);
  }
  return sentences.empty() ? text : first_words(part(text, sentences[0].begin, sentences[0].end), words);
}

// Which section each sentence of a summary is closest to.
class Origins {
 public:
  Origins(std::string_view document, const std::vector<Section>& sections) : sections_(sections.size()) {
    for (size_t s = 0; s < sections.size(); ++s) {
      for (std::string& word : unicode_words(part(document, sections[s].begin, sections[s].end))) {
        auto& list = where_[std::move(word)];
        if (list.empty() || list.back() != s) list.push_back(s);
      }
    }
  }

  ModelSummary::Origin of(std::string_view text, const Sentence& sentence) const {
    ModelSummary::Origin origin{sentence.begin, sentence.end, -1, 0};
    std::string_view own = part(text, sentence.begin, sentence.end);
    std::unordered_set<std::string> words = content_words(own);
    if (words.empty()) {  // «¿Y tú?»
      for (std::string& word : unicode_words(own)) words.insert(std::move(word));
    }

    std::unordered_map<size_t, Share> shares;
    for (const std::string& word : words) {
      auto at = where_.find(word);
      if (at == where_.end()) continue;
      const double rarity = std::log(1.0 + static_cast<double>(sections_) / static_cast<double>(at->second.size()));
      for (size_t s : at->second) {
        shares[s].found += 1;
        shares[s].rarity += rarity;
      }
    }
    Share best;
    for (const auto& [section, share] : shares) {
      const auto number = static_cast<int64_t>(section);
      if (!share.beats(best) && (best.beats(share) || number > origin.section)) continue;
      best = share;
      origin.section = number;
      origin.overlap = share.found / static_cast<double>(words.size());
    }
    if (!rests_on(own, [&](const std::string& word) { return stands_in(word, origin.section); })) origin.section = -1;
    return origin;
  }

 private:
  // Among sections with as many of the words, the one with the rarer ones; then the earlier.
  struct Share {
    double found = 0, rarity = 0;
    bool beats(const Share& other) const {
      return found != other.found ? found > other.found : rarity > other.rarity + 1e-9;
    }
  };
  bool stands_in(const std::string& word, int64_t section) const {
    auto at = where_.find(word);
    return at != where_.end() && std::ranges::find(at->second, static_cast<size_t>(section)) != at->second.end();
  }

  size_t sections_;
  std::unordered_map<std::string, std::vector<size_t>> where_;
};

}  // namespace

ModelSummary summarise_map_reduce(std::string_view document, const SectionSummariser& summariser,
                                  const MapReduceOptions& options, const Control& control) {
  if (options.words < 0 || options.sentences < 0) {
    fail("summarisation.bad_budget", {{"value", std::to_string(std::min(options.words, options.sentences))}});
  }
  if (!has_words(document)) fail("summarisation.empty_document");
  ModelSummary made;
  made.document_bytes = static_cast<int64_t>(document.size());
  made.sections = split_sections(document, summariser);
  summarise_sections(document, made.sections, summariser, made, control);
  for (const Section& section : made.sections) made.read_bytes += section.end - section.begin;
  made.text = join(made.sections);

  for (size_t parts = made.sections.size(); parts > 1 && too_long(made.text, summariser, options);) {
    std::vector<Section> sections = split_sections(made.text, summariser);
    summarise_sections(made.text, sections, summariser, made, control);
    std::string shorter = join(sections);
    const auto before = static_cast<double>(summariser.tokens(made.text));
    const auto after = static_cast<double>(summariser.tokens(shorter));
    if (shorter.empty() || after >= before) break;
    made.text = std::move(shorter);
    ++made.rounds;
    parts = after > kLeastShrink * before ? 1 : sections.size();
  }

  made.text = trim_to_budget(std::move(made.text), options);
  Origins origins(document, made.sections);
  for (const Sentence& sentence : split_sentences(made.text)) made.origins.push_back(origins.of(made.text, sentence));
  return made;
}

}  // namespace afina::summarisation
