#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/baselines/baselines.h"
#include "afina/baselines/logistic.h"
#include "afina/baselines/tfidf.h"

namespace afina::baselines {

namespace {

constexpr double kPenalties[] = {1, 10, 100};

// The blocks of the grid, simplest first; each candidate is one or two of them.
enum Block : size_t { kWords1, kWords12, kCharacters, kBlocks };
constexpr NgramKind kKinds[kBlocks] = {NgramKind::words_1, NgramKind::words_1_2, NgramKind::characters_2_5};
struct Candidate {
  const char* name;  // in the catalogue
  std::vector<size_t> blocks;
};
const std::vector<Candidate>& candidates() {
  static const std::vector<Candidate> all = {
      {"baselines.words_1", {kWords1}},
      {"baselines.words_1_2", {kWords12}},
      {"baselines.characters_2_5", {kCharacters}},
      {"baselines.words_and_characters", {kWords12, kCharacters}},
  };
  return all;
}

std::string penalty_text(double c) { return std::to_string(static_cast<int>(c)); }

std::vector<Term> terms_of(std::string_view text, std::span<const TfidfBlock* const> blocks) {
  std::vector<Term> terms;
  int32_t first = 0;
  for (const TfidfBlock* block : blocks) {
    block->transform(text, first, terms);
    first += block->columns();
  }
  return terms;
}

void check(std::span<const LabelledText> rows, int32_t labels) {
  for (const LabelledText& row : rows) {
    if (row.label < 0 || row.label >= labels) {
      fail("baselines.internal", {{"detail", "label " + std::to_string(row.label) + " of " + std::to_string(labels)}});
    }
  }
}

int64_t correct_of(const LogisticWeights& model, std::span<const LabelledText> rows,
                   std::span<const std::vector<Term>> terms, ThreadPool& pool) {
  std::vector<char> right(rows.size());
  pool.run(static_cast<int64_t>(rows.size()), [&](int64_t i) {
    auto at = static_cast<size_t>(i);
    right[at] = predict_class(model, terms[at]) == rows[at].label;
  });
  int64_t correct = 0;
  for (char r : right) correct += r;
  return correct;
}

}  // namespace

int32_t majority_label(std::span<const LabelledText> train, int32_t labels) {
  check(train, labels);
  if (train.empty()) fail("baselines.no_training_text");
  std::vector<int64_t> counts(static_cast<size_t>(labels));
  for (const LabelledText& row : train) ++counts[static_cast<size_t>(row.label)];
  return static_cast<int32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

struct TfidfClassifier::Impl {
  std::vector<TfidfBlock> blocks;
  LogisticWeights model;
  std::string description;

  std::vector<const TfidfBlock*> views() const {
    std::vector<const TfidfBlock*> out;
    for (const TfidfBlock& block : blocks) out.push_back(&block);
    return out;
  }
};

TfidfClassifier::TfidfClassifier() : impl_(std::make_unique<Impl>()) {}
TfidfClassifier::TfidfClassifier(TfidfClassifier&&) noexcept = default;
TfidfClassifier::~TfidfClassifier() = default;

TfidfClassifier TfidfClassifier::fit(std::span<const LabelledText> train, std::span<const LabelledText> validation,
                                     int32_t labels, ThreadPool& pool, const Control& control) {
  check(train, labels);
  check(validation, labels);
  if (train.empty()) fail("baselines.no_training_text");
  std::vector<std::string_view> texts;
  std::vector<int32_t> targets;
  for (const LabelledText& row : train) {
    texts.push_back(row.text);
    targets.push_back(row.label);
  }
  std::vector<TfidfBlock> blocks;
  for (NgramKind kind : kKinds) blocks.emplace_back(kind, texts, pool);

  TfidfClassifier best;
  int64_t best_correct = -1, done = 0;
  const auto total = static_cast<int64_t>(candidates().size() * std::size(kPenalties));
  const Candidate* chosen = nullptr;
  for (const Candidate& candidate : candidates()) {
    std::vector<const TfidfBlock*> used;
    for (size_t block : candidate.blocks) used.push_back(&blocks[block]);
    SparseRows rows = used[0]->training_rows();
    for (size_t i = 1; i < used.size(); ++i) rows = SparseRows::beside(rows, used[i]->training_rows());
    std::vector<std::vector<Term>> terms(validation.size());
    pool.run(static_cast<int64_t>(validation.size()), [&](int64_t i) {
      terms[static_cast<size_t>(i)] = terms_of(validation[static_cast<size_t>(i)].text, used);
    });
    LogisticRegression regression(rows, targets, labels, pool);
    for (double c : kPenalties) {
      regression.fit(c, {}, control);
      if (control.cancelled()) fail("baselines.cancelled");
      control.progress({.stage = "baselines.stage_tfidf", .done = ++done, .total = total});
      LogisticWeights model = regression.weights();
      int64_t correct = correct_of(model, validation, terms, pool);
      if (correct <= best_correct) continue;
      best_correct = correct;
      chosen = &candidate;
      best.impl_->model = std::move(model);
      best.impl_->description = text(candidate.name, {{"c", penalty_text(c)}});
    }
  }
  for (size_t block : chosen->blocks) best.impl_->blocks.push_back(std::move(blocks[block]));
  for (TfidfBlock& block : best.impl_->blocks) block.release_training_rows();
  return best;
}

int32_t TfidfClassifier::predict(std::string_view text) const {
  return predict_class(impl_->model, terms_of(text, impl_->views()));
}

const std::string& TfidfClassifier::description() const noexcept { return impl_->description; }

}  // namespace afina::baselines
