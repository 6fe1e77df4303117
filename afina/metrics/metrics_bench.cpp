// Pairs of texts scored a second, on one thread. The same pairs can be given to rouge-score and sacrebleu:
//   bench_metrics [--write FOLDER]   writes predictions.txt and references.txt and ends
#include <chrono>
#include <fstream>
#include <iostream>

#include "afina/base/random.h"
#include "afina/metrics/metrics.h"

using namespace afina;
using namespace afina::metrics;

namespace {

struct Pairs {
  std::vector<std::string> predictions, references;
};

// Texts of 60 made-up words of Zipfian frequency; the prediction shares about two thirds of the reference.
Pairs make_pairs(size_t count) {
  constexpr int kWords = 60;
  constexpr std::string_view kSyllables[] = {"ca", "mi", "no",  "ta",   "ri",  "lo",
                                             "pe", "su", "dor", "ción", "ing", "ed"};
  Random random(7);
  std::vector<std::string> vocabulary(4000);
  for (std::string& word : vocabulary) {
    for (uint64_t n = 1 + random.below(4); n > 0; --n) word += kSyllables[random.below(std::size(kSyllables))];
  }
  auto draw = [&] {
    double u = random.uniform();
    return vocabulary[static_cast<size_t>(u * u * u * static_cast<double>(vocabulary.size()))];
  };
  Pairs pairs;
  for (size_t i = 0; i < count; ++i) {
    std::string prediction, reference;
    for (int w = 0; w < kWords; ++w) {
      const char* end = w % 12 == 11 ? ". " : " ";
      std::string word = draw();
      reference += word + end;
      prediction += (random.below(3) == 0 ? draw() : word) + end;
    }
    pairs.predictions.push_back(std::move(prediction));
    pairs.references.push_back(std::move(reference));
  }
  return pairs;
}

template <class Body>
void measure(const char* name, size_t pairs, Body body) {
  const auto start = std::chrono::steady_clock::now();
  const double check = body();
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  std::cout << name << ": " << static_cast<int64_t>(static_cast<double>(pairs) / time.count()) << " pairs/s (score "
            << check << ")\n";
}

double mean_rouge(const Pairs& pairs, const RougeOptions& options) {
  double sum = 0;
  for (size_t i = 0; i < pairs.predictions.size(); ++i) {
    sum += rouge(pairs.predictions[i], pairs.references[i], options).rouge_lsum.f1;
  }
  return sum / static_cast<double>(pairs.predictions.size());
}

}  // namespace

int main(int argc, char** argv) {
  const size_t count = 10000;
  const Pairs pairs = make_pairs(count);
  if (argc == 3 && std::string_view(argv[1]) == "--write") {
    const std::string folder = argv[2];
    std::ofstream predictions(folder + "/predictions.txt"), references(folder + "/references.txt");
    for (const std::string& text : pairs.predictions) predictions << text << '\n';
    for (const std::string& text : pairs.references) references << text << '\n';
    return predictions.good() && references.good() ? 0 : 1;
  }
  measure("rouge 1, 2, L, Lsum", count, [&] { return mean_rouge(pairs, {}); });
  measure("rouge with stemming", count, [&] { return mean_rouge(pairs, {.stemming = true}); });
  measure("rouge over Unicode words", count, [&] { return mean_rouge(pairs, {.unicode = true}); });
  measure("bleu", count, [&] { return bleu(pairs.predictions, pairs.references); });
  measure("chrf", count, [&] { return chrf(pairs.predictions, pairs.references); });
  const std::vector<double> rows(count, 0.5);
  measure("bootstrap interval of the mean", count, [&] { return bootstrap_mean(rows, 1).low; });
  return 0;
}
