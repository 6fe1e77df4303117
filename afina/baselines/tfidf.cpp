#include "afina/baselines/tfidf.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "afina/base/random.h"
#include "afina/base/utf8.h"

namespace afina::baselines {

namespace {

constexpr int64_t kTextsPerPiece = 64;
constexpr size_t kShortest = 2, kLongest = 5;

uint64_t extend(uint64_t hash, char32_t c) { return mix64(hash ^ c); }

void add_words(std::string_view text, bool pairs, std::vector<uint64_t>& out) {
  uint64_t previous = 0;
  bool has_previous = false;
  for (const std::string& word : unicode_words(text)) {
    uint64_t hash = 1;
    size_t length = 0;
    for (size_t i = 0; i < word.size(); ++length) hash = extend(hash, next_code_point(word, i));
    if (length < 2) continue;
    out.push_back(hash);
    if (pairs && has_previous) out.push_back(mix64(previous ^ mix64(hash)));
    previous = hash;
    has_previous = true;
  }
}

void add_word_characters(std::u32string_view padded, std::vector<uint64_t>& out) {
  for (size_t start = 0; start < padded.size(); ++start) {
    uint64_t hash = 2;
    for (size_t n = 1; n <= kLongest && start + n <= padded.size(); ++n) {
      hash = extend(hash, padded[start + n - 1]);
      if (n >= kShortest) out.push_back(hash);
    }
  }
}

void add_characters(std::string_view text, std::vector<uint64_t>& out) {
  std::string lower = to_lower(normalize(text, NormalForm::nfc));
  std::u32string padded = U" ";
  auto flush = [&] {
    if (padded.size() > 1) add_word_characters(padded += U' ', out);
    padded = U" ";
  };
  for (size_t i = 0; i < lower.size();) {
    char32_t c = next_code_point(lower, i);
    if (is_white_space(c)) {
      flush();
    } else {
      padded += c;
    }
  }
  flush();
}

using Count = NgramCount;

std::vector<Count> counted(const std::vector<uint64_t>& hashes) {
  std::vector<Count> counts;
  for (uint64_t hash : hashes) {
    if (counts.empty() || counts.back().hash != hash) counts.push_back({hash, 0});
    ++counts.back().times;
  }
  return counts;
}

float weight_of(int32_t times, float idf) { return (1.0f + std::log(static_cast<float>(times))) * idf; }

}  // namespace

std::vector<uint64_t> ngram_hashes(std::string_view text, NgramKind kind) {
  std::vector<uint64_t> hashes;
  if (kind == NgramKind::characters_2_5) {
    add_characters(text, hashes);
  } else {
    add_words(text, kind == NgramKind::words_1_2, hashes);
  }
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

SparseRows SparseRows::transposed() const {
  SparseRows out;
  out.columns = static_cast<int32_t>(rows());
  out.begin.assign(static_cast<size_t>(columns) + 1, 0);
  for (int32_t c : column) ++out.begin[static_cast<size_t>(c) + 1];
  for (size_t c = 0; c < static_cast<size_t>(columns); ++c) out.begin[c + 1] += out.begin[c];
  out.column.resize(column.size());
  out.value.resize(value.size());
  std::vector<int64_t> next(out.begin.begin(), out.begin.end() - 1);
  for (size_t row = 0; row + 1 < begin.size(); ++row) {
    for (auto k = static_cast<size_t>(begin[row]); k < static_cast<size_t>(begin[row + 1]); ++k) {
      auto to = static_cast<size_t>(next[static_cast<size_t>(column[k])]++);
      out.column[to] = static_cast<int32_t>(row);
      out.value[to] = value[k];
    }
  }
  return out;
}

SparseRows SparseRows::beside(const SparseRows& left, const SparseRows& right) {
  SparseRows out;
  out.columns = left.columns + right.columns;
  for (size_t row = 0; row + 1 < left.begin.size(); ++row) {
    for (const SparseRows* part : {&left, &right}) {
      for (auto k = static_cast<size_t>(part->begin[row]); k < static_cast<size_t>(part->begin[row + 1]); ++k) {
        out.column.push_back(part->column[k] + (part == &right ? left.columns : 0));
        out.value.push_back(part->value[k]);
      }
    }
    out.begin.push_back(static_cast<int64_t>(out.column.size()));
  }
  return out;
}

TfidfBlock::TfidfBlock(NgramKind kind, std::span<const std::string_view> texts, ThreadPool& pool) : kind_(kind) {
  std::vector<std::vector<Count>> counts(texts.size());
  auto pieces = (static_cast<int64_t>(texts.size()) + kTextsPerPiece - 1) / kTextsPerPiece;
  pool.run(pieces, [&](int64_t piece) {
    auto last = std::min(texts.size(), static_cast<size_t>((piece + 1) * kTextsPerPiece));
    for (auto i = static_cast<size_t>(piece * kTextsPerPiece); i < last; ++i) {
      counts[i] = counted(ngram_hashes(texts[i], kind));
    }
  });
  number_columns(counts);
  rows_.columns = columns_;
  for (size_t i = 0; i < counts.size(); ++i) add_training_row(counts[i]);
}

void TfidfBlock::number_columns(const std::vector<std::vector<Count>>& counts) {
  // Which texts an n-gram occurs in, and how often, as one number: equal numbers mean equal columns.
  struct Seen {
    uint64_t signature = 0;
    int32_t texts = 0;
  };
  std::unordered_map<uint64_t, Seen> seen;
  for (size_t i = 0; i < counts.size(); ++i) {
    for (const Count& count : counts[i]) {
      Seen& s = seen[count.hash];
      s.signature += random_key({i, static_cast<uint64_t>(count.times)});
      ++s.texts;
    }
  }
  struct Column {
    int32_t index;
    int32_t members = 0;
  };
  std::unordered_map<uint64_t, Column> by_signature;
  for (const auto& row : counts) {  // in the order of the texts, so that columns are numbered alike everywhere
    for (const Count& count : row) {
      if (features_.contains(count.hash)) continue;
      const Seen& s = seen[count.hash];
      auto [column, fresh] = by_signature.try_emplace(s.signature, Column{columns_});
      columns_ += fresh;
      ++column->second.members;
      double idf = std::log((1.0 + static_cast<double>(counts.size())) / (1.0 + s.texts)) + 1.0;
      features_.emplace(count.hash, Feature{column->second.index, static_cast<float>(idf), 0});
    }
  }
  for (auto& [hash, feature] : features_) {
    feature.share = 1.0f / std::sqrt(static_cast<float>(by_signature[seen[hash].signature].members));
  }
}

void TfidfBlock::add_training_row(const std::vector<Count>& counts) {
  double squares = 0;
  std::vector<Term> terms;
  for (const Count& count : counts) {
    const Feature& feature = features_[count.hash];
    float weight = weight_of(count.times, feature.idf);
    squares += static_cast<double>(weight) * weight;
    terms.push_back({feature.column, weight / feature.share});
  }
  // N-grams that share a column have the same weight here; the column stands once.
  std::sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.column < b.column; });
  auto same = [](const Term& a, const Term& b) { return a.column == b.column; };
  terms.erase(std::unique(terms.begin(), terms.end(), same), terms.end());
  auto scale = static_cast<float>(squares > 0 ? 1.0 / std::sqrt(squares) : 0.0);
  for (const Term& term : terms) {
    rows_.column.push_back(term.column);
    rows_.value.push_back(term.value * scale);
  }
  rows_.begin.push_back(static_cast<int64_t>(rows_.column.size()));
}

void TfidfBlock::transform(std::string_view text, int32_t first_column, std::vector<Term>& out) const {
  auto first = out.size();
  double squares = 0;
  for (const Count& count : counted(ngram_hashes(text, kind_))) {
    auto found = features_.find(count.hash);
    if (found == features_.end()) continue;
    float weight = weight_of(count.times, found->second.idf);
    squares += static_cast<double>(weight) * weight;
    out.push_back({first_column + found->second.column, weight * found->second.share});
  }
  auto scale = static_cast<float>(squares > 0 ? 1.0 / std::sqrt(squares) : 0.0);
  for (size_t k = first; k < out.size(); ++k) out[k].value *= scale;
}

}  // namespace afina::baselines
