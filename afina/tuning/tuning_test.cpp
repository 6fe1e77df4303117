#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/io/atomic_file.h"
#include "afina/models/objective.h"
#include "afina/tuning/batches.h"
#include "afina/tuning/checkpoint.h"
#include "afina/tuning/schedule.h"
#include "afina/tuning/trainer.h"

using namespace afina;
using namespace afina::tuning;

namespace {

Json tiny_config() {
  return {{"model_type", "llama"},
          {"architectures", {"LlamaForCausalLM"}},
          {"vocab_size", 61},
          {"hidden_size", 32},
          {"intermediate_size", 48},
          {"num_hidden_layers", 2},
          {"num_attention_heads", 4},
          {"num_key_value_heads", 2},
          {"max_position_embeddings", 64},
          {"rms_norm_eps", 1e-5},
          {"rope_theta", 10000.0},
          {"hidden_act", "silu"},
          {"tie_word_embeddings", true}};
}

// Rows of unequal length and unequal supervision; what follows a token depends on it, so there is something to learn.
std::vector<data::EncodedRow> make_rows(int count, uint64_t seed) {
  Random random(seed);
  std::vector<data::EncodedRow> rows;
  for (int r = 0; r < count; ++r) {
    data::EncodedRow row;
    auto length = static_cast<int>(5 + random.below(20));
    for (int i = 0; i < length; ++i) {
      row.ids.push_back(i == 0 ? static_cast<int32_t>(random.below(61)) : (row.ids.back() * 3 + 1) % 61);
      row.learned.push_back(i > static_cast<int>(random.below(static_cast<uint64_t>(length))));
    }
    row.learned.back() = 1;
    row.label = row.ids[0] % 3;
    row.text_begin = 1;
    row.text_end = length - 1;
    rows.push_back(row);
  }
  return rows;
}

struct Setup {
  std::unique_ptr<models::CausalLM> model = models::create_model(tiny_config(), 3);
  models::ClassificationHead head;
  std::vector<models::NamedTensor> parameters;

  explicit Setup(bool classifies = false) {
    models::attach_lora(*model, {4, 8, 0.1, {}}, 5);
    parameters = models::lora_parameters(*model);
    if (!classifies) return;
    head = {Tensor::zeros({3, 32}), {"a", "b", "c"}};
    head.score.set_requires_grad(true);
    parameters.push_back({"score.weight", &head.score, false});
  }
  Trainable trainable() { return {*model, head.score ? &head : nullptr, parameters}; }
  std::vector<float> values() const {
    std::vector<float> all;
    for (const auto& p : parameters) all.insert(all.end(), p.tensor->values().begin(), p.tensor->values().end());
    return all;
  }
};

TuneOptions quick_options() {
  TuneOptions o;
  o.batch_size = 4;
  o.max_steps = 12;
  o.epochs = 1;
  o.learning_rate = 5e-3;
  o.evaluate_every = 4;
  o.patience = 0;
  o.alpha = 8;
  o.token_dropout = 0.2;
  o.target_replication = 0.5;
  o.language_weight = 0.1;
  return o;
}

// Stops after some steps, as Ctrl-C would.
class StopAfter : public Observer {
 public:
  StopAfter(CancelToken& token, int64_t step) : token_(token), step_(step) {}
  void on_progress(const Progress& p) override {
    if (p.done == step_) token_.cancel();
  }

 private:
  CancelToken& token_;
  int64_t step_;
};

// Stops when a step has moved the parameters, before what follows it: the evaluation that is due, or the next step.
class StopInside : public Observer {
 public:
  StopInside(CancelToken& token, int64_t step) : token_(token), step_(step) {}
  void on_metric(std::string_view name, int64_t step, double) override {
    if (name == "loss" && step == step_) token_.cancel();
  }

 private:
  CancelToken& token_;
  int64_t step_;
};

template <class Stop = StopAfter>
std::vector<float> train_once(int threads, bool classifies, const std::vector<int64_t>& stops = {}) {
  testing::TemporaryFolder folder;
  TrainingRows rows{make_rows(30, 1), make_rows(8, 2)};
  ThreadPool pool(threads);
  kernels::Context context{pool};
  for (int64_t stop : stops) {
    Setup s(classifies);
    CancelToken token;
    Stop observer(token, stop);
    TrainResult r = train(context, s.trainable(), rows, quick_options(), folder.path(), {&observer, &token});
    REQUIRE(r.interrupted);
    REQUIRE(r.steps == stop);
  }
  Setup s(classifies);
  TrainResult r = train(context, s.trainable(), rows, quick_options(), folder.path(), {});
  REQUIRE_FALSE(r.interrupted);
  CHECK(r.steps == 12);
  CHECK(r.curve.size() == 3);
  return s.values();
}

// Stops after a time, wherever the training is then, until it ends by itself. The times grow, or a machine whose steps
// take longer would never end.
std::vector<float> train_interrupted(bool classifies, uint64_t seed, int& interruptions) {
  testing::TemporaryFolder folder;
  TrainingRows rows{make_rows(30, 1), make_rows(8, 2)};
  ThreadPool pool(2);
  kernels::Context context{pool};
  Random random(seed);
  uint64_t sittings = 0;
  while (true) {
    Setup s(classifies);
    CancelToken token;
    std::thread stopper([&token, pause = std::chrono::microseconds(random.below(8000 * ++sittings))] {
      std::this_thread::sleep_for(pause);
      token.cancel();
    });
    const TrainResult r = train(context, s.trainable(), rows, quick_options(), folder.path(), {nullptr, &token});
    stopper.join();
    if (!r.interrupted) return s.values();
    ++interruptions;
  }
}

// Gradients of all adapters after one window of `batches`.
std::vector<double> window_gradients(const std::vector<std::vector<data::EncodedRow>>& batches) {
  Setup s;
  ThreadPool pool(2);
  kernels::Context context{pool};
  for (auto& p : s.parameters) {
    // B is zero at first, and with it A's gradient.
    Random random(p.name.size());
    for (float& v : p.tensor->mutable_values()) v = static_cast<float>(0.1 * random.normal());
  }
  int64_t total = 0;
  double nats = 0;
  for (const auto& batch : batches) {
    for (const auto& row : batch) total += std::count(row.learned.begin() + 1, row.learned.end(), 1);
  }
  for (const auto& batch : batches) {
    Tape tape;
    Graph graph{context, &tape};
    std::vector<models::Sequence> sequences;
    for (const auto& row : batch) sequences.push_back({row.ids, row.learned, -1});
    auto loss = models::batch_loss(graph, *s.model, nullptr, sequences);
    for (double n : loss.nats) nats += n;
    tape.backward(loss.loss, 1.f / static_cast<float>(total));
  }
  std::vector<double> all{nats / static_cast<double>(total)};
  for (const auto& p : s.parameters) all.insert(all.end(), p.tensor->grad().begin(), p.tensor->grad().end());
  return all;
}

}  // namespace

TEST_CASE("a training stopped inside a step or an evaluation ends in the same bits") {
  for (bool classifies : {false, true}) {
    CAPTURE(classifies);
    const std::vector<float> whole = train_once(2, classifies);
    CHECK(train_once<StopInside>(2, classifies, {3, 4, 7, 8, 12}) == whole);
    int interruptions = 0;
    for (uint64_t seed = 0; seed < 6; ++seed) CHECK(train_interrupted(classifies, seed, interruptions) == whole);
    CHECK(interruptions > 0);
  }
}

TEST_CASE("four batches of two weigh tokens as one batch of eight") {
  auto rows = make_rows(8, 7);
  auto together = window_gradients({rows});
  auto apart = window_gradients({{rows[0], rows[1]}, {rows[2], rows[3]}, {rows[4], rows[5]}, {rows[6], rows[7]}});
  double difference = 0, size = 0;
  for (size_t i = 1; i < together.size(); ++i) {
    difference += (together[i] - apart[i]) * (together[i] - apart[i]);
    size += together[i] * together[i];
  }
  CHECK(size > 0);
  CHECK(std::abs(together[0] - apart[0]) < 1e-5 * together[0]);
  CHECK(std::sqrt(difference / size) < 1e-5);
}

TEST_CASE("the same adapters for 1 to 4 threads, and with interruptions anywhere") {
  for (bool classifies : {false, true}) {
    auto reference = train_once(1, classifies);
    for (int threads : {2, 3, 4}) CHECK(train_once(threads, classifies) == reference);
    CHECK(train_once(2, classifies, {1}) == reference);
    CHECK(train_once(1, classifies, {3, 4, 11}) == reference);
  }
}

TEST_CASE("training lowers the validation loss, and the best step is kept") {
  testing::TemporaryFolder folder;
  TrainingRows rows{make_rows(60, 1), make_rows(20, 2)};
  ThreadPool pool(2);
  kernels::Context context{pool};
  Setup s;
  // All weights: an adapter on random frozen ones has little to work with.
  s.model = models::create_model(tiny_config(), 3);
  s.parameters = models::learn_all_weights(*s.model);
  TuneOptions options = quick_options();
  options.max_steps = 120;
  options.learning_rate = 1e-2;
  Loss before = validation_loss(context, s.trainable(), rows.validation);
  TrainResult r = train(context, s.trainable(), rows, options, folder.path(), {});
  Loss after = validation_loss(context, s.trainable(), rows.validation);
  CHECK(after.nats_per_token < 0.8 * before.nats_per_token);
  CHECK(after.nats_per_token == doctest::Approx(r.best_validation_loss));
  for (const auto& point : r.curve) CHECK(point.validation_loss >= r.best_validation_loss);
}

TEST_CASE("early stopping stops, and patience 0 never does") {
  TrainingRows rows{make_rows(20, 1), make_rows(6, 2)};
  // Labels of the validation part that contradict training: it can only get worse.
  for (auto& row : rows.validation) row.label = (row.label + 1) % 3;
  ThreadPool pool(1);
  kernels::Context context{pool};
  TuneOptions options = quick_options();
  options.max_steps = 200;
  options.patience = 2;
  testing::TemporaryFolder folder;
  Setup s(true);
  TrainResult r = train(context, s.trainable(), rows, options, folder.path(), {});
  CHECK(r.stopped_early);
  CHECK(r.steps < 200);
}

TEST_CASE("a checkpoint of another run is refused") {
  testing::TemporaryFolder folder;
  Setup s;
  Optimizer optimizer(s.parameters, {});
  save_checkpoint(folder.path(), optimizer, "one", Json::object());
  Setup other(true);
  Optimizer larger(other.parameters, {});
  CHECK(testing::error_code([&] { load_checkpoint(folder.path(), larger, "one"); }) == "tuning.checkpoint_mismatch");
  CHECK(testing::error_code([&] { load_checkpoint(folder.path(), optimizer, "two"); }) == "tuning.checkpoint_mismatch");
  CHECK(load_checkpoint(folder.path(), optimizer, "one").has_value());
}

TEST_CASE("a run that dies between two evaluations goes on from a checkpoint by time, to the same bits") {
  const std::vector<float> whole = train_once(1, true);
  struct Dies : Observer {
    void on_metric(std::string_view name, int64_t step, double) override {
      if (name == "loss" && step == 7) throw std::runtime_error("killed");
    }
  } dies;
  testing::TemporaryFolder folder;
  TrainingRows rows{make_rows(30, 1), make_rows(8, 2)};
  ThreadPool pool(1);
  kernels::Context context{pool};
  Setup first(true);
  Trainable what = first.trainable();
  what.checkpoint_seconds = 0;
  CHECK_THROWS_AS(train(context, what, rows, quick_options(), folder.path(), {&dies}), std::runtime_error);
  Setup second(true);
  Optimizer reader(second.parameters, {});
  CHECK(load_checkpoint(folder.path(), reader, "")->at("step") == 6);
  Setup third(true);
  train(context, third.trainable(), rows, quick_options(), folder.path(), {});
  CHECK(third.values() == whole);
}

TEST_CASE("one flipped bit of a checkpoint, or a state that no run comes to, is refused") {
  testing::TemporaryFolder folder;
  TrainingRows rows{make_rows(30, 1), make_rows(8, 2)};
  ThreadPool pool(1);
  kernels::Context context{pool};
  Setup s;
  CancelToken token;
  StopAfter observer(token, 6);
  train(context, s.trainable(), rows, quick_options(), folder.path(), {&observer, &token});
  auto code = [&] {
    Setup again;
    return testing::error_code([&] { train(context, again.trainable(), rows, quick_options(), folder.path(), {}); });
  };
  for (const char* name : {"checkpoint.safetensors", "best-4.safetensors"}) {
    const std::string good = testing::slurp(folder.path() / name);
    for (size_t at : {good.size() / 2, good.size() - 1}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 8);
      write_file_atomically(folder.path() / name, bad);
      // The best step's file is read at the end; a better one may have taken its place by then.
      const std::string found = code();
      CHECK_MESSAGE((found == "tuning.checkpoint_damaged" || (found.empty() && name[0] == 'b')), name, " ", found);
    }
    write_file_atomically(folder.path() / name, good);
    if (name[0] == 'b') continue;
    Setup other;
    Optimizer optimizer(other.parameters, {});
    const Json state = *load_checkpoint(folder.path(), optimizer, "");
    const std::vector<std::pair<const char*, Json>> bad{
        {"step", -1},       {"step", 13},    {"step", 1.5},       {"batch", -1},    {"batch", 1000},   {"epoch", -1},
        {"best_step", 9},   {"waited", -1},  {"tokens", -1},      {"nats", Json()}, {"seconds", "x"},  {"finished", 1},
        {"finished", true}, {"curve", {{}}}, {"curve", {{1, 2}}}, {"curve", 3},     {"best_loss", "x"}};
    for (const auto& [key, value] : bad) {
      Json changed = state;
      changed[key] = value;
      save_checkpoint(folder.path(), optimizer, "", changed);
      CHECK_MESSAGE(code() == "tuning.checkpoint_mismatch", key, " ", value.dump());
    }
    write_file_atomically(folder.path() / name, good);
  }
}

TEST_CASE("schedules begin, peak and end where they should") {
  CHECK(schedule_factor("constant", 0, 0, 10) == 1);
  CHECK(schedule_factor("linear", 0, 4, 10) == doctest::Approx(0.2));
  CHECK(schedule_factor("linear", 4, 4, 10) == 1);
  CHECK(schedule_factor("linear", 7, 4, 10) == doctest::Approx(0.5));
  CHECK(schedule_factor("cosine", 7, 4, 10) == doctest::Approx(0.5));
  CHECK(schedule_factor("cosine", 10, 4, 10) == doctest::Approx(0));
}

TEST_CASE("batches hold every row once, differ between epochs, and respect the token limit") {
  auto rows = make_rows(50, 3);
  auto first = make_batches(rows, 8, 60, 1, 0), again = make_batches(rows, 8, 60, 1, 0),
       second = make_batches(rows, 8, 60, 1, 1);
  CHECK(first == again);
  CHECK(first != second);
  std::vector<int> seen(50);
  for (const auto& batch : first) {
    int64_t tokens = 0;
    for (int32_t row : batch) {
      ++seen[static_cast<size_t>(row)];
      tokens += static_cast<int64_t>(rows[static_cast<size_t>(row)].ids.size());
    }
    CHECK(batch.size() <= 8);
    CHECK(tokens <= 60);
  }
  for (int count : seen) CHECK(count == 1);
}

TEST_CASE("dropped tokens are of the text, never all of it, and the same for the same key") {
  data::EncodedRow row;
  for (int32_t i = 0; i < 40; ++i) row.ids.push_back(i);
  row.text_begin = 5;
  row.text_end = 35;
  int64_t kept = 0;
  for (uint64_t key = 0; key < 200; ++key) {
    auto ids = drop_tokens(row, 0.3, key);
    CHECK(ids == drop_tokens(row, 0.3, key));
    CHECK(std::vector<int32_t>(ids.begin(), ids.begin() + 5) == std::vector<int32_t>{0, 1, 2, 3, 4});
    CHECK(std::vector<int32_t>(ids.end() - 5, ids.end()) == std::vector<int32_t>{35, 36, 37, 38, 39});
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    kept += static_cast<int64_t>(ids.size()) - 10;
  }
  CHECK(static_cast<double>(kept) / (200 * 30) == doctest::Approx(0.7).epsilon(0.03));
  CHECK(drop_tokens(row, 0.3, 1) != drop_tokens(row, 0.3, 2));
  CHECK(drop_tokens(row, 0, 1) == row.ids);
  row.text_end = 6;
  for (uint64_t key = 0; key < 50; ++key) CHECK(drop_tokens(row, 0.9, key) == row.ids);  // one token of text stays
}
