// How many MB of text a second one thread turns into tokens, line by line and at once. Times are processor time of
// the thread, so that a busy machine disturbs them less.
//   bench_tokenizer tokenizer.json TEXT-FILE
#include <cstdio>
#include <ctime>
#include <string>

#include "afina/base/error.h"
#include "afina/io/mapped_file.h"
#include "afina/tokenizer/tokenizer.h"

namespace {

double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}
double seconds_since(double start) { return now() - start; }

int measure(const char* tokenizer_json, const char* text_file) {
  double start = now();
  auto tokenizer = afina::tokenizer::Tokenizer::load(tokenizer_json);
  std::printf("load    %8.1f ms\n", seconds_since(start) * 1e3);

  std::string text = afina::read_file(text_file);
  double megabytes = static_cast<double>(text.size()) / 1e6;
  start = now();
  std::vector<int32_t> ids;
  std::string_view rest = text;
  while (!rest.empty()) {
    size_t end = std::min(rest.find('\n'), rest.size());
    auto encoding = tokenizer.encode(rest.substr(0, end));
    ids.insert(ids.end(), encoding.ids.begin(), encoding.ids.end());
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::printf("lines   %8.2f MB/s  (%.2f MB, %zu tokens)\n", megabytes / seconds_since(start), megabytes, ids.size());

  start = now();
  size_t whole = tokenizer.encode(text).ids.size();
  std::printf("whole   %8.2f MB/s  (%zu tokens)\n", megabytes / seconds_since(start), whole);

  start = now();
  size_t bytes = tokenizer.decode(ids, true).size();
  std::printf("decode  %8.2f MB/s\n", static_cast<double>(bytes) / 1e6 / seconds_since(start));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: bench_tokenizer tokenizer.json TEXT-FILE\n");
    return 2;
  }
  try {
    return measure(argv[1], argv[2]);
  } catch (const afina::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
