#include "afina/tuning/memory.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "afina/base/error.h"
#include "afina/base/memory.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/models/objective.h"
#include "afina/tuning/optimizer.h"

using namespace afina;
using namespace afina::tuning;

namespace {

// What the forecast may be off by, of what the allocator measured.
constexpr double kTooLow = 0.96, kTooHigh = 1.06;

Json llama(int64_t vocabulary, int64_t channels, int64_t intermediate, int64_t layers, int64_t heads, int64_t kv) {
  return {{"model_type", "llama"},
          {"vocab_size", vocabulary},
          {"hidden_size", channels},
          {"num_hidden_layers", layers},
          {"num_attention_heads", heads},
          {"num_key_value_heads", kv},
          {"intermediate_size", intermediate},
          {"max_position_embeddings", 4096},
          {"tie_word_embeddings", true}};
}

Json gpt2(int64_t vocabulary, int64_t channels, int64_t layers, int64_t heads) {
  return {{"model_type", "gpt2"}, {"vocab_size", vocabulary}, {"n_embd", channels},
          {"n_layer", layers},    {"n_head", heads},          {"n_positions", 1024}};
}

struct Rows {
  std::vector<std::vector<int32_t>> ids;
  std::vector<uint8_t> all;
  std::vector<models::Sequence> sequences;
};

Rows random_rows(int64_t batch, int64_t length, int64_t vocabulary) {
  Rows rows;
  Random random(7);
  rows.all.assign(static_cast<size_t>(length), 1);
  for (int64_t b = 0; b < batch; ++b) {
    std::vector<int32_t>& row = rows.ids.emplace_back();
    for (int64_t t = 0; t < length; ++t)
      row.push_back(static_cast<int32_t>(random.below(static_cast<uint64_t>(vocabulary))));
  }
  for (const auto& row : rows.ids) rows.sequences.push_back({row, rows.all, -1});
  return rows;
}

struct Case {
  std::string name;
  Json config;
  int64_t rank;  // 0: all weights
  int64_t batch, length;
  bool accumulates = false;
};

// The allocator's peak over two steps, the model's own weights included.
uint64_t measured_peak(models::CausalLM& model, const Case& c, const models::LoraOptions& lora) {
  ThreadPool pool(2);
  kernels::Context context{pool};
  std::vector<models::NamedTensor> parameters;
  if (c.rank > 0) {
    models::attach_lora(model, lora, 1);
    parameters = models::lora_parameters(model);
  } else {
    parameters = models::learn_all_weights(model);
  }
  Optimizer optimizer(parameters, {0.9, 0.999, 1e-8, 0.01, 1});
  const Rows rows = random_rows(c.batch, c.length, model.shape().vocabulary);
  reset_memory_peak();
  for (int step = 0; step < 2; ++step) {
    for (int part = 0; part <= (c.accumulates ? 1 : 0); ++part) {
      Tape tape;
      Graph graph{context, &tape, 3, true};
      models::BatchLoss loss = models::batch_loss(graph, model, nullptr, rows.sequences);
      tape.backward(loss.loss, 1.f);
    }
    optimizer.step(context, 1e-4);
  }
  return memory_stats().peak;
}

void check_case(models::CausalLM& model, uint64_t owned, uint64_t before, const Case& c) {
  CAPTURE(c.name);
  const models::LoraOptions lora{std::max<int64_t>(1, c.rank), 32, 0.05, {}};
  const Learning learning{model, c.rank > 0 ? &lora : nullptr, 0, c.accumulates};
  const int64_t tokens = c.batch * c.length;
  const TrainingMemory forecast = estimate_training(learning, owned, {tokens, tokens, 0}, {});
  const uint64_t measured = measured_peak(model, c, lora) - before;
  const double ratio = static_cast<double>(forecast.peak) / static_cast<double>(measured);
  MESSAGE(c.name << ": forecast " << (forecast.peak >> 20) << " MB, measured " << (measured >> 20) << " MB, ratio "
                 << ratio);
  CHECK(ratio > kTooLow);
  CHECK(ratio < kTooHigh);
}

}  // namespace

TEST_CASE("a step takes what was forecast, whatever the shape, the method and the batch") {
  const Json small = llama(2048, 256, 704, 6, 8, 8), wide = llama(8192, 512, 1536, 3, 8, 2),
             old = gpt2(4096, 256, 4, 4);
  const Case cases[] = {
      {"small, lora, short", small, 16, 4, 32},
      {"small, lora, long", small, 16, 2, 512},
      {"small, full, short", small, 0, 4, 32},
      {"small, full, large batch", small, 0, 32, 64},
      {"small, full, accumulating", small, 0, 8, 64, true},
      {"wide, lora", wide, 8, 8, 128},
      {"wide, lora, high rank", wide, 128, 8, 64},
      {"wide, full", wide, 0, 8, 128},
      {"wide, full, one row", wide, 0, 1, 64},
      {"wide, full, accumulating", wide, 0, 8, 128, true},
      {"gpt2, lora", old, 16, 8, 128},
      {"gpt2, full", old, 0, 8, 128},
      {"gpt2, full, short", old, 0, 2, 32},
  };
  for (const Case& c : cases) {
    testing::empty_memory_cache();
    const uint64_t before = memory_stats().live;
    const models::ModelOutline outlined = models::outline(c.config, nullptr, "config.json");
    auto model = models::create_model(c.config, 1);
    CHECK(memory_stats().live - before == outlined.owned);
    check_case(*model, outlined.owned, before, c);
  }
}

TEST_CASE("learning labels takes what was forecast, asked after every word and with the language") {
  for (int64_t rank : {0, 16}) {
    testing::empty_memory_cache();
    const uint64_t before = memory_stats().live;
    auto model = models::create_model(llama(2048, 256, 704, 6, 8, 8), 1);
    const uint64_t owned = memory_stats().live - before;
    const models::LoraOptions lora{16, 32, 0.05, {}};
    if (rank > 0) models::attach_lora(*model, lora, 1);
    auto parameters = rank > 0 ? models::lora_parameters(*model) : models::learn_all_weights(*model);
    models::ClassificationHead head{Tensor::zeros({5, 256}), {"a", "b", "c", "d", "e"}};
    head.score.set_requires_grad(true);
    parameters.push_back({"score.weight", &head.score, false});
    Optimizer optimizer(parameters, {0.9, 0.999, 1e-8, 0.01, 1});
    Rows rows = random_rows(16, 64, 2048);
    for (models::Sequence& s : rows.sequences) {
      s.label = 2;
      s.replication = 1;
      s.language = rank > 0 ? 0.f : 0.5f;
    }
    ThreadPool pool(2);
    kernels::Context context{pool};
    reset_memory_peak();
    for (int step = 0; step < 2; ++step) {
      Tape tape;
      Graph graph{context, &tape, 3, true};
      tape.backward(models::batch_loss(graph, *model, &head, rows.sequences).loss, 1.f);
      optimizer.step(context, 1e-4);
    }
    const models::PassSize pass{1024, rank > 0 ? 0 : 1024, 1024};
    const double ratio =
        static_cast<double>(estimate_training({*model, rank > 0 ? &lora : nullptr, 5}, owned, pass, {}).peak) /
        static_cast<double>(memory_stats().peak - before);
    MESSAGE("labels, rank " << rank << ": ratio " << ratio);
    CHECK(ratio > kTooLow);
    CHECK(ratio < kTooHigh);
  }
}

TEST_CASE("a pass that records nothing takes what was forecast") {
  for (const Json& config : {llama(2048, 256, 704, 6, 8, 8), llama(8192, 512, 1536, 3, 8, 2), gpt2(4096, 256, 4, 4)}) {
    auto model = models::create_model(config, 1);
    for (int64_t batch : {1, 8, 32}) {
      CAPTURE(batch);
      const Rows rows = random_rows(batch, 64, model->shape().vocabulary);
      ThreadPool pool(2);
      kernels::Context context{pool};
      Graph graph{context};
      const uint64_t before = memory_stats().live;
      reset_memory_peak();
      models::batch_loss(graph, *model, nullptr, rows.sequences);
      const int64_t tokens = batch * 64;
      const double ratio = static_cast<double>(models::inference_bytes(model->shape(), {tokens, tokens, 0})) /
                           static_cast<double>(memory_stats().peak - before);
      MESSAGE("inference, " << batch << " rows: ratio " << ratio);
      CHECK(ratio > 0.95);
      CHECK(ratio < 1.05);
    }
  }
}

TEST_CASE("a real model on disk takes what was forecast") {
  const char* set = std::getenv("AFINA_MODELS");
  const char* home = std::getenv("HOME");
  const std::filesystem::path models = set ? set : std::filesystem::path(home ? home : "") / ".cache" / "afina-models";
  const auto folder = models / "smollm2";
  if (!std::filesystem::exists(folder / "model.safetensors")) {
    MESSAGE("SKIPPED models: smollm2 is not in " << models.string());
    return;
  }
  testing::empty_memory_cache();
  const uint64_t before = memory_stats().live;
  const models::ModelFiles files = models::read_model_folder(folder);
  const models::ModelOutline outlined = models::outline(files.config, &files, files.place);
  auto model = models::load_model(files);
  CHECK(memory_stats().live - before == outlined.owned);
  check_case(*model, outlined.owned, before, {"SmolLM2, lora, 4 rows", {}, 16, 4, 128});
  check_case(*model, outlined.owned, before, {"SmolLM2, lora, 1 row", {}, 16, 1, 64});
}

namespace {

TrainingRows rows_of(int64_t count, int64_t length) {
  TrainingRows rows;
  for (int64_t i = 0; i < count; ++i) {
    data::EncodedRow row;
    row.ids.assign(static_cast<size_t>(length), 1);
    row.learned.assign(static_cast<size_t>(length), 1);
    row.learned[0] = 0;
    rows.train.push_back(row);
  }
  return rows;
}

TuneOptions options_of(int64_t batch) {
  TuneOptions options;
  options.batch_size = batch;
  options.max_steps = 10;
  return options;
}

Error refusal(const Learning& learning, const Workload& work) {
  try {
    tuning::check_memory(learning, 0, work, {});
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted");
  return Error("tuning.needs_memory", {});
}

}  // namespace

TEST_CASE("what cannot fit is refused with the largest that does, and nothing overflows") {
  const models::ModelOutline outlined = models::outline(llama(8192, 512, 1536, 3, 8, 2), nullptr, "config.json");
  const models::LoraOptions lora;
  const Learning learning{*outlined.model, &lora};
  Workload work;
  work.batch = 4096;
  work.longest = 1 << 20;
  work.tokens_of_rows = [](int64_t rows) { return rows << 20; };
  work.step.tokens = work.step.predicted = work.tokens_of_rows(work.batch);
  const Error error = refusal(learning, work);
  CHECK(error.code() == "tuning.needs_memory");
  CHECK(error.hint(Lang::en).find("{") == std::string::npos);
  CHECK(error.hint(Lang::en).size() > 10);
  work.step.tokens = int64_t{1} << 40;
  CHECK(refusal(learning, work).code() == "tuning.needs_memory");
}

TEST_CASE("a run that fits is not refused") {
  const models::ModelOutline outlined = models::outline(llama(2048, 256, 704, 6, 8, 8), nullptr, "config.json");
  tuning::check_memory({*outlined.model}, outlined.owned, workload_of(rows_of(64, 64), options_of(16), false), {});
  tuning::check_memory({*outlined.model}, outlined.owned, workload_of({}, options_of(16), false), {});
}

TEST_CASE("the largest passes are those of the rows and options") {
  TrainingRows rows = rows_of(40, 10);
  rows.train[3].ids.assign(100, 1);
  rows.train[3].learned.assign(100, 1);
  const Workload work = workload_of(rows, options_of(4), false);
  CHECK(work.batch == 4);
  CHECK(work.longest == 100);
  CHECK(work.tokens_of_rows(1) == 100);
  CHECK(work.tokens_of_rows(3) == 120);
  CHECK(work.tokens_of_rows(1000) == 490);
  CHECK(work.step.tokens == 130);
}
