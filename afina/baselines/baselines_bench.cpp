// Speed of the baselines on made-up text: bench_baselines [THREADS]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "afina/base/random.h"
#include "afina/baselines/baselines.h"

namespace {

template <class Body>
double seconds(Body&& body) {
  auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void bench_classifier(afina::ThreadPool& pool) {
  constexpr int kClasses = 150, kTexts = 4000;
  afina::Random random(1);
  std::vector<std::string> texts;
  std::vector<afina::baselines::LabelledText> rows;
  for (int i = 0; i < kTexts; ++i) {
    std::string text = "tema" + std::to_string(random.below(3) ? i % kClasses : random.below(kClasses));
    for (int w = 0; w < 9; ++w) text += " palabra" + std::to_string(random.below(1 + random.below(4000)));
    texts.push_back(std::move(text));
  }
  for (int i = 0; i < kTexts; ++i) rows.push_back({texts[static_cast<size_t>(i)], i % kClasses});
  std::span<const afina::baselines::LabelledText> all(rows);
  double taken =
      seconds([&] { afina::baselines::TfidfClassifier::fit(all.first(3200), all.subspan(3200), kClasses, pool); });
  std::printf("TF-IDF grid of 12, 3200 + 800 texts, %d classes: %.2f s (%d threads)\n", kClasses, taken, pool.size());
}

void bench_ngrams(int order, uint32_t symbols) {
  afina::Random random(2);
  std::vector<int32_t> sequence;
  for (size_t i = 0; i < 2'000'000; ++i) {  // a skewed process of order two with noise
    auto before = i > 1 ? sequence[i - 1] * 31 + sequence[i - 2] * 7 : 0;
    uint64_t likely = static_cast<uint64_t>(before) + random.below(3), any = random.below(1 + random.below(symbols));
    sequence.push_back(static_cast<int32_t>((random.below(4) ? likely : any) % static_cast<uint64_t>(symbols)));
  }
  afina::baselines::NgramModel model(order, static_cast<int32_t>(symbols));
  double fit = seconds([&] {
    model.add(sequence);
    model.fit();
  });
  double nats = 0;
  double use = seconds([&] { nats = model.nats(sequence); });
  std::printf("Kneser-Ney order %d, %u symbols, 2 M symbols: fit %.2f s, score %.2f s (%.3f nats)\n", order, symbols,
              fit, use, nats / static_cast<double>(sequence.size()));
}

}  // namespace

int main(int count, char** arguments) {
  afina::ThreadPool pool(count > 1 ? std::atoi(arguments[1]) : 2);
  bench_classifier(pool);
  bench_ngrams(6, 256);
  bench_ngrams(4, 8192);
}
