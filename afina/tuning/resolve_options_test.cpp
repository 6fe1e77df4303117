// What a run uses where a person chose nothing.
#include <doctest/doctest.h>

#include <vector>

#include "afina/base/test_support.h"
#include "afina/tuning/trainer.h"

using namespace afina;
using namespace afina::tuning;

namespace {

std::vector<data::EncodedRow> rows_of(int count) {
  std::vector<data::EncodedRow> rows(static_cast<size_t>(count));
  for (data::EncodedRow& row : rows) {
    row.ids.assign(12, 1);
    row.learned.assign(12, 1);
  }
  return rows;
}

}  // namespace

TEST_CASE("what is left to choose is chosen from the model and the task") {
  const auto rows = rows_of(100);
  models::ModelShape small;
  small.vocabulary = 8192;
  small.channels = 256;
  small.layers = 6;
  small.heads = small.kv_heads = 4;
  small.head_size = 64;
  small.intermediate = 704;
  models::ModelShape large = small;
  large.vocabulary = 49152;
  large.channels = 1024;
  for (data::Task task : {data::Task::classify, data::Task::instruct, data::Task::continuation}) {
    TuneOptions chosen = resolve_options({}, task, small, rows);
    CHECK(chosen.method == "full");
    CHECK(resolve_options({}, task, large, rows).method == "lora");
    CHECK(chosen.max_steps > 0);
    CHECK(chosen.learning_rate > 0);
    CHECK((chosen.token_dropout > 0) == (task == data::Task::classify));
  }
  TuneOptions asked;
  asked.method = "lora";
  asked.learning_rate = 0.25;
  asked.token_dropout = 0.5;
  TuneOptions kept = resolve_options(asked, data::Task::classify, small, rows);
  CHECK(kept.method == "lora");
  CHECK(kept.learning_rate == 0.25);
  CHECK(kept.token_dropout == 0.5);
}

TEST_CASE("an option that only adapters have makes the run one with adapters, or is refused") {
  const auto rows = rows_of(100);
  models::ModelShape small;
  std::vector<TuneOptions> asked(4);
  asked[0].rank = 4;
  asked[1].alpha = 32;
  asked[2].lora_dropout = 0;
  asked[3].targets = "q_proj";
  for (TuneOptions options : asked) {
    TuneOptions chosen = resolve_options(options, data::Task::instruct, small, rows);
    CHECK(chosen.method == "lora");
    CHECK(chosen.rank == (options.rank == 0 ? 16 : options.rank));
    CHECK(chosen.alpha == (options.alpha == 0 ? 2.0 * static_cast<double>(chosen.rank) : options.alpha));
    CHECK(chosen.lora_dropout == (options.lora_dropout < 0 ? 0.05 : options.lora_dropout));
    options.method = "full";
    CHECK(testing::error_code([&] { resolve_options(options, data::Task::instruct, small, rows); }) ==
          "tuning.option_needs_lora");
  }
}

TEST_CASE("adapters are trained in bf16 where the processor has it, all weights in f32") {
  const auto rows = rows_of(100);
  models::ModelShape shape;
  shape.channels = 640;
  TuneOptions asked;
  asked.method = "lora";
  auto resolved = [&] { return resolve_options(asked, data::Task::instruct, shape, rows).precision; };
  CHECK(resolved() == (kernels::has_bf16_products() ? "bf16" : "f32"));
  for (const char* precision : {"bf16", "f32"}) {
    asked.precision = precision;
    CHECK(resolved() == precision);
  }
  asked.method = "full";
  CHECK(resolved() == "f32");
  asked.precision = "bf16";
  CHECK(testing::error_code([&] { resolved(); }) == "tuning.option_needs_lora");
  asked = {};
  asked.method = "lora";
  asked.save_dtype = "bf16";
  CHECK(testing::error_code([&] { resolved(); }) == "tuning.option_needs_full");
  asked.method = "full";
  CHECK(resolved() == "f32");
}

namespace {

constexpr int64_t kLarge = 640, kNarrow = 256;  // channels

TuneOptions resolved_for(const TuneOptions& asked, data::Task task, int64_t channels) {
  models::ModelShape shape;
  shape.channels = channels;
  return resolve_options(asked, task, shape, rows_of(100));
}

}  // namespace

TEST_CASE("general text is replayed where a language task could make a large model forget") {
  TuneOptions asked;
  asked.method = "lora";
  auto replay = [&](data::Task task, int64_t channels) { return resolved_for(asked, task, channels).replay; };
  CHECK(replay(data::Task::instruct, kLarge) == 0.05);
  CHECK(replay(data::Task::continuation, kLarge) == 0.05);
  CHECK(replay(data::Task::classify, kLarge) == 0);
  CHECK(replay(data::Task::instruct, kNarrow) == 0);
  asked.replay = 0.2;
  CHECK(replay(data::Task::instruct, kNarrow) == 0.2);
  CHECK(testing::error_code([&] { replay(data::Task::classify, kLarge); }) == "tuning.replay_classifies");
  asked.replay = -1;
  asked.method = "full";
  CHECK(replay(data::Task::instruct, kLarge) == 0);
}

TEST_CASE("what adapters learned is kept whole unless a large model writes, or somebody says so") {
  TuneOptions asked;
  asked.method = "lora";
  auto kept = [&](data::Task task, int64_t channels) { return resolved_for(asked, task, channels).interpolation; };
  CHECK(kept(data::Task::instruct, kLarge) == -1);
  CHECK(kept(data::Task::classify, kLarge) == 1);
  CHECK(kept(data::Task::instruct, kNarrow) == 1);
  asked.interpolation = 0.8;
  CHECK(kept(data::Task::instruct, kNarrow) == 0.8);
  asked.method = "full";
  CHECK(testing::error_code([&] { kept(data::Task::instruct, kNarrow); }) == "tuning.option_needs_lora");
  asked.interpolation = 1;
  CHECK(kept(data::Task::instruct, kLarge) == 1);
}

TEST_CASE("qlora is adapters over a packed base: the file's own blocks, or q8_0 where it has none") {
  const auto rows = rows_of(100);
  models::ModelShape shape;
  shape.channels = 640;
  TuneOptions asked;
  asked.method = "qlora";
  TuneOptions folder = resolve_options(asked, data::Task::instruct, shape, rows, false);
  CHECK(folder.method == "lora");
  CHECK(folder.quantize == "q8_0");
  CHECK(resolve_options(asked, data::Task::instruct, shape, rows, true).quantize == "none");
  asked.quantize = "q4_k";
  CHECK(resolve_options(asked, data::Task::instruct, shape, rows, false).quantize == "q4_k");
  // Weights in blocks do not learn: a small quantised model is given adapters too.
  CHECK(resolve_options({}, data::Task::instruct, shape, rows, true).method == "lora");
  asked.method = "full";
  CHECK(testing::error_code([&] { resolve_options(asked, data::Task::instruct, shape, rows); }) ==
        "tuning.option_needs_lora");
}
