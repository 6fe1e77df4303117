// Speed of sentence splitting and of the extractive summary: bench_summarisation [FILE] [THREADS]
// Without a file, on two megabytes of made-up paragraphs.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "afina/base/random.h"
#include "afina/base/thread_pool.h"
#include "afina/summarisation/extractive.h"
#include "afina/summarisation/sentences.h"

namespace {

std::string made_up_text() {
  afina::Random random(1);
  std::string text;
  while (text.size() < 2'000'000) {
    for (int s = 0; s < 6; ++s) {
      text += "El";
      for (int w = 0; w < 18; ++w) text += " palabra" + std::to_string(random.below(20000));
      text += ". ";
    }
    text += "\n\n";
  }
  return text;
}

template <class Body>
double seconds(Body&& body) {
  auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int count, char** arguments) {
  std::string text;
  if (count > 1) {
    std::ifstream in(arguments[1], std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    text = all.str();
  } else {
    text = made_up_text();
  }
  afina::ThreadPool pool(count > 2 ? std::atoi(arguments[2]) : 2);
  size_t sentences = 0;
  double splitting = seconds([&] { sentences = afina::summarisation::split_sentences(text).size(); });
  double whole = seconds([&] { afina::summarisation::summarise_extractive(text, {.words = 200}, pool); });
  std::printf("%.2f MB, %zu sentences: split %.3f s, summary of 200 words %.3f s (%d threads)\n",
              static_cast<double>(text.size()) / 1e6, sentences, splitting, whole, pool.size());
  for (const char* piece : {". ", "(a. ", "1. ", "art. a "}) {  // all of which were quadratic or could be
    std::string signs;
    while (signs.size() < 2'000'000) signs += piece;
    std::printf("2 MB of «%s»: split %.3f s\n", piece, seconds([&] { afina::summarisation::split_sentences(signs); }));
  }
}
