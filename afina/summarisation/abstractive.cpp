#include "afina/summarisation/abstractive.h"

#include <algorithm>
#include <span>

#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/summarisation/extractive.h"
#include "afina/summarisation/faithfulness.h"
#include "afina/summarisation/sections.h"
#include "afina/summarisation/words.h"

namespace afina::summarisation {

namespace {

// A sentence of the document stands in for one of the model's where so much of what was said is in it. Where less is,
// the model was speaking of something else, and it does so only if nothing else is left of the section.
constexpr double kLeastLikeness = 1.0 / 4;
constexpr int64_t kLeastWeight = 3;  // content stems of a sentence that stands in for another

std::string_view part(std::string_view text, int64_t begin, int64_t end) {
  return text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
}

// The extractive summary of a stretch, or nothing where no sentence of it fits.
std::optional<ExtractiveSummary> extract(std::string_view text, const ExtractiveOptions& options, ThreadPool& pool) {
  try {
    return summarise_extractive(text, options, pool);
  } catch (const Error& error) {
    if (error.code() != "summarisation.empty_document" && error.code() != "summarisation.budget_too_small") throw;
    return std::nullopt;
  }
}

// The weightiest sentences of a text, in its order, in at most so many words.
std::string in_words(std::string_view text, int64_t words, ThreadPool& pool) {
  if (count_words(text) <= words) return std::string(text);
  const auto summary = extract(text, {.words = words}, pool);
  if (!summary) return first_words(text, words);
  std::string joined;
  for (const ChosenSentence& sentence : summary->sentences) joined += (joined.empty() ? "" : " ") + sentence.text;
  return joined;
}

// What the model reads of a section.
std::string digest(std::string_view text, const SectionSummariser& summariser, ThreadPool& pool) {
  int64_t words = summariser.digest_words > 0 ? summariser.digest_words : count_words(text);
  std::string read = in_words(text, words, pool);
  if (summariser.digest_tokens <= 0) return read;
  for (int64_t tokens = summariser.tokens(read); tokens > summariser.digest_tokens && words > 1;) {
    words = std::min(words, count_words(read)) * summariser.digest_tokens / (tokens + 1);
    read = in_words(text, std::max<int64_t>(1, words), pool);
    tokens = summariser.tokens(read);
  }
  return read;
}

bool ends_sentence(std::string_view text) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{".", "!", "?", "…", "»", "”", "\"", ")"},
                             [&](std::string_view mark) { return text.ends_with(mark); });
}

class Writer {
 public:
  Writer(std::string_view document, const SectionSummariser& summariser, std::optional<Lang> language, ThreadPool& pool)
      : document_(document), summariser_(summariser), pool_(pool), evidence_(document, language) {}

  void write(const std::vector<Section>& sections, const Control& control) {
    const auto total = std::ssize(sections);
    for (int64_t i = 0; i < total; ++i) {
      if (control.cancelled()) fail("summarisation.cancelled");
      control.progress({.stage = "workflow.stage_sections", .done = i, .total = total});
      write_section(sections[static_cast<size_t>(i)], i);
    }
    control.progress({.stage = "workflow.stage_sections", .done = total, .total = total});
  }

  // Fills text, sentences and draft, within the budget.
  void finish(ModelSummary& made, const AbstractiveOptions& options, const Control& control) {
    std::vector<std::string> said;
    for (const SummarySentence& sentence : written_) said.push_back(sentence.text);
    keep(evidence_.distinct(said), said);
    ExtractiveOptions budget{options.words, options.sentences};
    if (options.words == 0 && options.sentences == 0) budget.sentences = usual_sentences(usable());
    try {
      keep(choose_sentences(said, budget, pool_, control), said);
    } catch (const Error& error) {  // not one fits: the beginning of the first
      if (error.code() != "summarisation.budget_too_small") throw;
      written_.resize(1);
      written_[0].text = first_words(written_[0].text, options.words);
    }
    made.sentences = std::move(written_);
    made.draft = std::move(draft_);
    for (const SummarySentence& sentence : made.sentences) {
      if (!made.text.empty()) made.text += ends_sentence(made.text) ? " " : "\n\n";
      made.text += sentence.text;
      made.quoted += sentence.quoted;
    }
    made.dropped =
        std::ranges::count_if(made.draft, [](const DraftSentence& s) { return !s.supported && !s.unfinished; });
  }

  bool empty() const { return written_.empty(); }

 private:
  void write_section(const Section& section, int64_t number) {
    const std::string_view text = trim(part(document_, section.begin, section.end));
    if (!has_words(text)) return;  // rules and rows of dots are read, and say nothing
    const Said said = summariser_.summarise(digest(text, summariser_, pool_));
    const std::string_view own = trim(said.text);
    const std::vector<Sentence> sentences = split_sentences(own);
    const size_t before = written_.size(), drafted = draft_.size();
    for (size_t i = 0; i < sentences.size(); ++i) {
      const std::string sentence = fold_blanks(part(own, sentences[i].begin, sentences[i].end));
      const bool cut = !said.finished && i + 1 == sentences.size() && !ends_sentence(sentence);
      judge(sentence, section, number, cut);
    }
    if (written_.size() == before) speak_for(section, number, drafted);
  }

  void judge(const std::string& sentence, const Section& section, int64_t number, bool unfinished) {
    const Support support = evidence_.support(sentence, evidence_.within(section.begin, section.end));
    DraftSentence draft{sentence, number, support.holds() && !unfinished, unfinished, std::nullopt};
    if (support.sentence >= 0) draft.source = source(static_cast<size_t>(support.sentence), support.share);
    if (draft.supported) {
      written_.push_back({sentence, number, false, *draft.source});
    } else if (!unfinished && support.share >= kLeastLikeness && can_stand_in(*draft.source)) {
      quote(*draft.source, number);
    }
    draft_.push_back(std::move(draft));
  }

  // Of a section the model said nothing that stands: the sentence nearest to what it said speaks, else the weightiest.
  void speak_for(const Section& section, int64_t number, size_t drafted) {
    const DraftSentence* nearest = nullptr;
    for (const DraftSentence& draft : std::span(draft_).subspan(drafted)) {
      if (draft.source && can_stand_in(*draft.source) && (!nearest || draft.source->share > nearest->source->share))
        nearest = &draft;
    }
    if (nearest) return quote(*nearest->source, number);
    const auto best = extract(part(document_, section.begin, section.end), {.sentences = 1}, pool_);
    if (!best) return;
    const ChosenSentence& chosen = best->sentences.front();
    const Evidence::Range at = evidence_.within(section.begin + chosen.begin, section.begin + chosen.end);
    if (at.first == at.last) return;
    quote(source(at.first, 1), number);
  }

  bool can_stand_in(const Source& source) const {
    return evidence_.weight(static_cast<size_t>(source.sentence - 1)) >= kLeastWeight;
  }

  void quote(Source own, int64_t number) {
    own.share = 1;
    written_.push_back({own.text, number, true, std::move(own)});
  }

  Source source(size_t sentence, double share) const {
    const Sentence& s = evidence_.sentences()[sentence];
    return {s.begin, s.end, static_cast<int64_t>(sentence) + 1, s.paragraph + 1, fold_blanks(evidence_.text(sentence)),
            share};
  }

  void keep(const std::vector<size_t>& which, std::vector<std::string>& said) {
    std::vector<SummarySentence> kept;
    said.clear();
    for (size_t i : which) {
      kept.push_back(std::move(written_[i]));
      said.push_back(kept.back().text);
    }
    written_ = std::move(kept);
  }

  int64_t usable() const {
    return std::ranges::count_if(evidence_.sentences(), [](const Sentence& s) {
      return s.kind != SentenceKind::heading && s.kind != SentenceKind::markup;
    });
  }

  std::string_view document_;
  const SectionSummariser& summariser_;
  ThreadPool& pool_;
  Evidence evidence_;
  std::vector<SummarySentence> written_;
  std::vector<DraftSentence> draft_;
};

}  // namespace

ModelSummary summarise_abstractive(std::string_view document, const SectionSummariser& summariser,
                                   const AbstractiveOptions& options, ThreadPool& pool, const Control& control) {
  if (options.words < 0 || options.sentences < 0) {
    fail("summarisation.bad_budget", {{"value", std::to_string(std::min(options.words, options.sentences))}});
  }
  if (!has_words(document)) fail("summarisation.empty_document");
  ModelSummary made;
  made.document_bytes = std::ssize(document);
  made.sections = split_sections(document, summariser);
  Writer writer(document, summariser, options.language, pool);
  writer.write(made.sections, control);
  if (writer.empty()) fail("summarisation.empty_document");
  for (const Section& section : made.sections) made.read_bytes += section.end - section.begin;
  writer.finish(made, options, control);
  return made;
}

}  // namespace afina::summarisation
