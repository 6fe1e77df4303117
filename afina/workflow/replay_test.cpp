#include "afina/workflow/replay.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "afina/data/language.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/general_text.h"
#include "afina/workflow/workflow_test_support.h"

using namespace afina;
using namespace afina::workflow;

namespace {

std::vector<data::EncodedRow> task_rows(int count, size_t tokens) {
  std::vector<data::EncodedRow> rows(static_cast<size_t>(count));
  for (data::EncodedRow& row : rows) row.ids.assign(tokens, 1);
  return rows;
}

int64_t tokens_of(const std::vector<data::EncodedRow>& rows) {
  int64_t tokens = 0;
  for (const data::EncodedRow& row : rows) tokens += std::ssize(row.ids);
  return tokens;
}

}  // namespace

TEST_CASE("general texts are the asked share of all tokens, in both languages, and none says that it ends") {
  const Workshop w;
  const LoadedModel loaded = load_model_source(w.path("modelo").string(), {});
  const auto rows = task_rows(2000, 40);
  for (const double share : {0.02, 0.05, 0.3}) {
    CAPTURE(share);
    const auto replayed = replay_rows(loaded, rows, share, 64);
    const auto tokens = static_cast<double>(tokens_of(replayed));
    CHECK(tokens / (tokens + 80000.0) == doctest::Approx(share).epsilon(0.05));
    for (const data::EncodedRow& row : replayed) {
      CHECK(row.ids.size() <= 64);
      CHECK(std::ranges::count(row.learned, 1) >= std::ssize(row.ids) - 1);
      for (const int32_t end : stop_ids(loaded)) CHECK(std::ranges::find(row.ids, end) == row.ids.end());
    }
  }
}

TEST_CASE("a few rows are left alone, and none is asked for with a share of nothing") {
  const Workshop w;
  const LoadedModel loaded = load_model_source(w.path("modelo").string(), {});
  CHECK(replay_rows(loaded, task_rows(10, 20), 0.05, 256).empty());
  CHECK(replay_rows(loaded, task_rows(5000, 40), 0, 256).empty());
}

TEST_CASE("what is replayed is not what forgetting is measured on") {
  for (const char* lang : {"es", "en"}) {
    const std::string_view measured = general_file(std::string(lang) + ".txt");
    const std::string_view replayed = general_file("replay_" + std::string(lang) + ".txt");
    CHECK(data::language_of(std::string(replayed)) == (std::string(lang) == "es" ? Lang::es : Lang::en));
    constexpr size_t kRun = 40;  // bytes
    for (size_t i = 0; i + kRun <= measured.size(); i += 8) {
      CHECK(replayed.find(measured.substr(i, kRun)) == std::string_view::npos);
    }
  }
}
