// ROUGE (Lin 2004) exactly as google-research's rouge-score 0.1.2 computes it, and the same over Unicode words.
#include <algorithm>
#include <unordered_map>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/metrics/entries.h"
#include "afina/metrics/lcs.h"
#include "afina/metrics/metrics.h"
#include "afina/metrics/ngrams.h"
#include "afina/metrics/porter.h"

namespace afina::metrics {

namespace {

constexpr std::string_view kCapitalIWithDot = "\xC4\xB0";  // lower case: i and a combining dot
constexpr std::string_view kKelvin = "\xE2\x84\xAA";       // lower case: k

// The official tokenisation: lower case, then everything but a-z and 0-9 separates. Of all letters outside
// ASCII, two have an ASCII letter in their lower case.
template <class Sink>
void official_words(std::string_view line, Sink sink) {
  std::string word;
  auto end_word = [&] {
    if (!word.empty()) sink(word);
    word.clear();
  };
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += c;
    } else if (c >= 'A' && c <= 'Z') {
      word += static_cast<char>(c - 'A' + 'a');
    } else if (line.substr(i).starts_with(kKelvin)) {
      word += 'k';
      i += kKelvin.size() - 1;
    } else {
      if (line.substr(i).starts_with(kCapitalIWithDot)) word += 'i';
      end_word();
    }
  }
  end_word();
}

bool is_ascii(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Two texts as numbered words, the same word with the same number in both.
class WordPair {
 public:
  WordPair(std::string_view prediction, std::string_view reference, const RougeOptions& options) {
    read(prediction, options, predicted, predicted_lines);
    read(reference, options, referenced, reference_lines);
  }

  std::vector<uint32_t> predicted, referenced;
  std::vector<size_t> predicted_lines, reference_lines;  // where each line ends

  uint32_t distinct() const { return static_cast<uint32_t>(numbers_.size()); }

 private:
  void read(std::string_view text, const RougeOptions& options, std::vector<uint32_t>& words,
            std::vector<size_t>& lines) {
    auto add = [&](std::string word) {
      constexpr size_t kUnstemmed = 3;  // rouge-score leaves short words alone
      if (options.stemming && word.size() > kUnstemmed && is_ascii(word)) word = porter_stem(std::move(word));
      auto number = static_cast<uint32_t>(numbers_.size());
      if (!word.empty()) words.push_back(numbers_.try_emplace(std::move(word), number).first->second);
    };
    while (true) {
      const size_t end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      if (options.unicode) {
        for (std::string& word : unicode_words(line)) add(std::move(word));
      } else {
        official_words(line, add);
      }
      lines.push_back(words.size());
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
    }
  }

  std::unordered_map<std::string, uint32_t> numbers_;
};

RougeScore score_of(int64_t matched, int64_t predicted, int64_t reference) {
  RougeScore score;
  score.precision = static_cast<double>(matched) / static_cast<double>(std::max<int64_t>(predicted, 1));
  score.recall = static_cast<double>(matched) / static_cast<double>(std::max<int64_t>(reference, 1));
  const double sum = score.precision + score.recall;
  score.f1 = sum > 0 ? 2 * score.precision * score.recall / sum : 0;
  return score;
}

RougeScore score_of(const NgramCounts& counts) { return score_of(counts.matched, counts.predicted, counts.reference); }

// A longest common subsequence takes steps in proportion to the product of the lengths. Within this limit, seconds.
void require_affordable(const WordPair& pair) {
  constexpr double kMostSteps = 1e10, kStepsOfLines = 64;
  const auto words = static_cast<double>(pair.predicted.size()) * static_cast<double>(pair.referenced.size()) / 64;
  const auto lines =
      static_cast<double>(pair.predicted_lines.size()) * static_cast<double>(pair.reference_lines.size());
  if (words + kStepsOfLines * lines <= kMostSteps) return;
  fail("metrics.texts_too_long",
       {{"predicted", std::to_string(pair.predicted.size())}, {"reference", std::to_string(pair.referenced.size())}});
}

RougeScore score_lcs(const WordPair& pair) {
  require_affordable(pair);
  LcsMatcher matcher(pair.distinct());
  matcher.set_reference(pair.referenced);
  return score_of(matcher.length(pair.predicted), static_cast<int64_t>(pair.predicted.size()),
                  static_cast<int64_t>(pair.referenced.size()));
}

// Summary level: for each line of the reference, the union of its longest common subsequences with every line
// of the prediction; no occurrence of a word counts twice.
RougeScore score_union_lcs(const WordPair& pair) {
  require_affordable(pair);
  std::vector<int64_t> left_predicted(pair.distinct()), left_reference(pair.distinct());
  for (uint32_t word : pair.predicted) ++left_predicted[word];
  for (uint32_t word : pair.referenced) ++left_reference[word];

  const std::span<const uint32_t> predicted(pair.predicted), referenced(pair.referenced);
  LcsMatcher matcher(pair.distinct());
  int64_t hits = 0;
  size_t begin = 0;
  for (size_t end : pair.reference_lines) {
    const auto line = referenced.subspan(begin, end - begin);
    begin = end;
    matcher.set_reference(line);
    std::vector<char> in_union(line.size(), 0);
    size_t from = 0;
    for (size_t to : pair.predicted_lines) {
      matcher.mark(predicted.subspan(from, to - from), in_union);
      from = to;
    }
    for (size_t i = 0; i < line.size(); ++i) {
      if (!in_union[i] || left_predicted[line[i]] == 0 || left_reference[line[i]] == 0) continue;
      ++hits;
      --left_predicted[line[i]];
      --left_reference[line[i]];
    }
  }
  return score_of(hits, static_cast<int64_t>(predicted.size()), static_cast<int64_t>(referenced.size()));
}

}  // namespace

RougeScore rouge_n(std::string_view prediction, std::string_view reference, int n, const RougeOptions& options) {
  constexpr int kPacked = 4;
  if (n < 1) fail("metrics.internal", {{"detail", "rouge_n: n = " + std::to_string(n)}});
  WordPair pair(prediction, reference, options);
  if (n > kPacked) return score_of(count_long_ngrams(pair.predicted, pair.referenced, n));
  std::vector<NgramCounts> orders(static_cast<size_t>(n));
  count_ngrams(pair.predicted, pair.referenced, orders);
  return score_of(orders.back());
}

RougeScore rouge_l(std::string_view prediction, std::string_view reference, const RougeOptions& options) {
  return score_lcs(WordPair(prediction, reference, options));
}

RougeScore rouge_lsum(std::string_view prediction, std::string_view reference, const RougeOptions& options) {
  return score_union_lcs(WordPair(prediction, reference, options));
}

RougeScores rouge(std::string_view prediction, std::string_view reference, const RougeOptions& options) {
  WordPair pair(prediction, reference, options);
  NgramCounts orders[2];
  count_ngrams(pair.predicted, pair.referenced, orders);
  return {score_of(orders[0]), score_of(orders[1]), score_lcs(pair), score_union_lcs(pair)};
}

namespace {

void add_rouge(Json& out, std::span<const std::string> predictions, std::span<const std::string> references,
               const RougeOptions& options, const std::string& suffix) {
  constexpr const char* kNames[] = {"rouge1", "rouge2", "rougeL", "rougeLsum"};
  std::vector<double> f1[4];
  for (size_t i = 0; i < predictions.size(); ++i) {
    check_stop();
    const RougeScores scores = rouge(predictions[i], references[i], options);
    f1[0].push_back(scores.rouge1.f1);
    f1[1].push_back(scores.rouge2.f1);
    f1[2].push_back(scores.rouge_l.f1);
    f1[3].push_back(scores.rouge_lsum.f1);
  }
  for (size_t k = 0; k < 4; ++k) out[kNames[k] + suffix] = mean_with_interval(f1[k]);
}

Json score_plain(std::span<const std::string> predictions, std::span<const std::string> references) {
  check_texts(predictions, references);
  Json out = Json::object();
  add_rouge(out, predictions, references, {}, "");
  add_rouge(out, predictions, references, {.unicode = true}, "-unicode");
  return out;
}

Json score_stemmed(std::span<const std::string> predictions, std::span<const std::string> references) {
  check_texts(predictions, references);
  Json out = Json::object();
  add_rouge(out, predictions, references, {.stemming = true}, "");
  return out;
}

}  // namespace

constinit const MetricEntry kRouge{
    "rouge", "Palabras y pares de palabras en común con la referencia (ROUGE-1, 2, L y Lsum), de 0 a 1.",
    "Words and pairs of words shared with the reference (ROUGE-1, 2, L and Lsum), from 0 to 1.", score_plain};
constinit const MetricEntry kRougeStemmed{"rouge-stem", "ROUGE sobre raíces de palabras inglesas (Porter), de 0 a 1.",
                                          "ROUGE over stems of English words (Porter), from 0 to 1.", score_stemmed};

}  // namespace afina::metrics
