// Scores of predictions against references, and how sure they are. One file a metric and a line in the
// registry (metrics/registry.h).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace afina::metrics {

// --- classification -------------------------------------------------------------------------------------
struct ClassScore {
  std::string label;
  double precision = 0, recall = 0, f1 = 0;
  int64_t support = 0;
};
struct ClassificationScores {
  double accuracy = 0;
  double macro_f1 = 0;  // over labels with support or predictions (scikit-learn)
  std::vector<ClassScore> classes;
  std::vector<std::vector<int64_t>> confusion;  // [truth][prediction]
};
// Throws Error metrics.different_counts, or metrics.bad_label for a number outside `labels`.
ClassificationScores classification(std::span<const int32_t> truth, std::span<const int32_t> predicted,
                                    const std::vector<std::string>& labels);

// --- texts: a score in [0, 1] or, for chrF and BLEU, in [0, 100] as sacrebleu prints it ------------------
struct RougeScore {
  double precision = 0, recall = 0, f1 = 0;
};
struct RougeOptions {
  bool stemming = false;  // Porter, as the official package's use_stemmer
  bool unicode = false;   // false: the official tokenisation, which drops accented letters; true: Unicode words
};
RougeScore rouge_n(std::string_view prediction, std::string_view reference, int n, const RougeOptions& options);
RougeScore rouge_l(std::string_view prediction, std::string_view reference, const RougeOptions& options);
RougeScore rouge_lsum(std::string_view prediction, std::string_view reference, const RougeOptions& options);
// All four at the price of one tokenisation.
struct RougeScores {
  RougeScore rouge1, rouge2, rouge_l, rouge_lsum;
};
RougeScores rouge(std::string_view prediction, std::string_view reference, const RougeOptions& options);

// The corpus functions throw Error metrics.different_counts where the numbers of texts differ.
double chrf(std::span<const std::string> predictions, std::span<const std::string> references);  // corpus chrF2
double chrf(std::string_view prediction, std::string_view reference);                            // one sentence
double bleu(std::span<const std::string> predictions, std::span<const std::string> references);  // 13a, exp smoothing
// SQuAD's, with Unicode words: lower case, no punctuation; Spanish and English articles dropped, unless they are
// all there is («A» as an answer).
double exact_match(std::string_view prediction, std::string_view reference);
double token_f1(std::string_view prediction, std::string_view reference);

// --- language modelling: NaN where there are no bytes or tokens --------------------------------------------
double bits_per_byte(double nats, int64_t bytes);
double perplexity(double nats, int64_t tokens);

// --- how sure ---------------------------------------------------------------------------------------------
struct Interval {
  double low = 0, high = 0;
};
inline constexpr int kBootstrapSamples = 2000;
// 95 % percentile interval of the mean of `values` by the bootstrap (Efron 1979).
Interval bootstrap_mean(std::span<const double> values, uint64_t seed);
// 95 % interval of mean(a) - mean(b) over paired rows (Koehn 2004).
Interval paired_bootstrap(std::span<const double> a, std::span<const double> b, uint64_t seed);
// The same for any statistic of resampled rows: `statistic(indices)`.
Interval bootstrap(int64_t rows, const std::function<double(std::span<const int32_t>)>& statistic, uint64_t seed);

enum class Verdict { better, worse, no_difference_shown };
// From the interval of (after - before), in the direction where larger is better.
Verdict verdict(const Interval& difference);

}  // namespace afina::metrics
