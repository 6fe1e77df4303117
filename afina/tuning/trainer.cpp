#include "afina/tuning/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <limits>
#include <stdexcept>
#include <utility>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/random.h"
#include "afina/base/stop.h"
#include "afina/io/atomic_file.h"
#include "afina/kernels/elementwise.h"
#include "afina/models/memory.h"
#include "afina/models/objective.h"
#include "afina/tuning/batches.h"
#include "afina/tuning/checkpoint.h"
#include "afina/tuning/interpolation.h"
#include "afina/tuning/schedule.h"
#include "afina/tuning/train_state.h"

namespace afina::tuning {

namespace {

using Clock = std::chrono::steady_clock;

// Rows of one forward pass where nothing is learned; bounded by tokens so that long rows do not fill the memory.
constexpr int64_t kEvaluationRows = 32;
constexpr int64_t kEvaluationTokens = 4096;
// Keeps the random numbers of token dropout apart from those of dropout inside the model.
constexpr uint64_t kTokenDropoutStream = 0x746f6b;

models::Sequence as_sequence(const data::EncodedRow& row) { return {row.ids, row.learned, row.label}; }

std::vector<models::Sequence> select(std::span<const data::EncodedRow> rows, std::span<const int32_t> indices) {
  std::vector<models::Sequence> chosen;
  for (int32_t i : indices) chosen.push_back(as_sequence(rows[static_cast<size_t>(i)]));
  return chosen;
}

int64_t supervised(const data::EncodedRow& row, bool classifies) {
  if (classifies) return row.label >= 0 ? 1 : 0;
  // A row's first token is never predicted (models/objective.h).
  return row.ids.empty() ? 0 : std::count(row.learned.begin() + 1, row.learned.end(), 1);
}

class Trainer {
 public:
  Trainer(kernels::Context& context, const Trainable& what, const TrainingRows& rows, const TuneOptions& options,
          const std::filesystem::path& folder, const Control& control)
      : context_(context),
        what_(what),
        rows_(rows),
        options_(options),
        folder_(folder),
        control_(control),
        optimizer_(what.parameters, {0.9, options.beta2, 1e-8, options.weight_decay, options.max_grad_norm}) {}

  TrainResult run() {
    if (auto saved = load_checkpoint(folder_, optimizer_, what_.run)) resume(*saved);
    plan();
    sitting_ = Clock::now();
    try {
      while (!over()) {
        step();
        if (evaluation_due()) {
          evaluate();  // and saves
        } else if (seconds_in_sitting() >= what_.checkpoint_seconds) {
          save();
        }
        report();
      }
      check_stop();
      load_best(folder_, state_.best_step, state_.best_checksum, optimizer_.parameters());
      interpolate_adapters();
    } catch (const Error& error) {
      // Stopped between two steps, or a mapped file broke: the parameters are those of the last whole step.
      if (!is_cancelled(error) && error.code() != "io.file_damaged") throw;
      save_unfinished();
      if (!is_cancelled(error)) throw;
      interrupted_ = true;
    }
    return result();
  }

 private:
  void resume(const Json& saved) {
    std::string field = "__metadata__.state";
    try {
      state_ = train_state_from_json(saved, options_);
      load_epoch();
      if (state_.batch > static_cast<int64_t>(batches_.size())) throw std::out_of_range("batch");
      optimizer_.set_steps(state_.step);
      return;
    } catch (const Json::exception&) {
      // A member that is missing or of another type.
    } catch (const std::out_of_range& bad) {
      field += std::string(".") + bad.what();
    }
    fail("tuning.checkpoint_mismatch", {{"path", (folder_ / "checkpoint.safetensors").string()}, {"tensor", field}});
  }

  // After every `evaluate_every` steps and after the last, unless that was done.
  bool evaluation_due() const {
    const bool at_one = state_.step >= total_steps_ || state_.step % options_.evaluate_every == 0;
    return state_.step > 0 && at_one && (state_.curve.empty() || state_.curve.back().step != state_.step);
  }

  // An evaluation that was broken off is made up for first.
  bool over() {
    if (evaluation_due()) evaluate();
    check_stop();
    return state_.finished;
  }

  void save_unfinished() {
    if (!state_.finished) save();  // otherwise saved by the evaluation that ended it
  }

  void load_epoch() {
    batches_ = make_batches(rows_.train, options_.batch_size, options_.batch_tokens,
                            static_cast<uint64_t>(options_.seed), state_.epoch);
  }

  void plan() {
    if (batches_.empty()) load_epoch();
    first_step_ = state_.step;
    total_steps_ = options_.max_steps;
    warmup_ = static_cast<int64_t>(options_.warmup * static_cast<double>(total_steps_));
  }

  // What one optimiser step sees.
  struct Window {
    std::vector<std::vector<models::Sequence>> passes;  // the batches, cut into what goes through the model at once
    std::deque<std::vector<int32_t>> shortened;         // ids of the sequences that lost tokens; the spans point here
    int64_t supervised = 0;
  };

  // The batches of one optimiser step; moves on to the next epoch where this one is used up.
  Window next_window() {
    Window window;
    for (int64_t i = 0; i < options_.accumulate; ++i) {
      if (state_.batch >= static_cast<int64_t>(batches_.size())) {
        state_.batch = 0;
        ++state_.epoch;
        load_epoch();
      }
      const auto& indices = batches_[static_cast<size_t>(state_.batch++)];
      std::vector<models::Sequence> batch = select(rows_.train, indices);
      for (size_t k = 0; k < indices.size(); ++k) {
        const data::EncodedRow& row = rows_.train[static_cast<size_t>(indices[k])];
        window.supervised += supervised(row, what_.head != nullptr);
        tokens_of_step_ += static_cast<int64_t>(row.ids.size());
        if (!what_.head) continue;
        batch[k].text_begin = row.text_begin;
        batch[k].replication = static_cast<float>(options_.target_replication);
        batch[k].language = static_cast<float>(options_.language_weight);
        if (options_.token_dropout > 0) {
          uint64_t key = random_key({static_cast<uint64_t>(options_.seed), kTokenDropoutStream,
                                     static_cast<uint64_t>(state_.epoch), static_cast<uint64_t>(indices[k])});
          batch[k].ids = window.shortened.emplace_back(drop_tokens(row, options_.token_dropout, key));
          batch[k].learned = {};
        }
      }
      const auto length = [](const models::Sequence& s) { return std::ssize(s.ids); };
      for (auto& pass : cut_batch<models::Sequence>(batch, models::tokens_at_once(what_.model.shape()), length)) {
        window.passes.push_back(std::move(pass));
      }
    }
    return window;
  }

  // Forward and backward over a window. Gives its nats; the gradients stay with the parameters.
  double accumulate(const Window& window) {
    double nats = 0;
    for (size_t i = 0; i < window.passes.size(); ++i) {
      Tape tape;
      uint64_t key = random_key({static_cast<uint64_t>(options_.seed), static_cast<uint64_t>(state_.step), i});
      Graph graph{context_, &tape, key, true};
      models::BatchLoss loss = models::batch_loss(graph, what_.model, what_.head, window.passes[i]);
      for (double n : loss.nats) nats += n;
      // Summed over the window and divided by all of its supervised tokens: a batch with few of them counts less.
      if (window.supervised > 0) tape.backward(loss.loss, 1.f / static_cast<float>(window.supervised));
    }
    check_stop();  // before anything moves: what follows is not left half done
    return nats;
  }

  // Puts back what an abandoned step took: the batches, and the gradients that it left.
  void abandon(int64_t epoch, int64_t batch) {
    optimizer_.clear_gradients();
    state_.batch = batch;
    if (std::exchange(state_.epoch, epoch) != epoch) load_epoch();
  }

  void step() {
    tokens_of_step_ = 0;
    const int64_t epoch = state_.epoch, batch = state_.batch;
    try {
      const Window window = next_window();
      learn(window, accumulate(window));
    } catch (const Error&) {
      abandon(epoch, batch);
      throw;
    }
  }

  void learn(const Window& window, double nats) {
    const UnstoppableScope whole;
    const int64_t total = window.supervised;
    double rate = options_.learning_rate * schedule_factor(options_.schedule, state_.step, warmup_, total_steps_);
    double norm = optimizer_.step(context_, rate);
    if (!std::isfinite(norm) || !std::isfinite(nats)) {
      fail("tuning.diverged", {{"step", std::to_string(state_.step + 1)}});
    }
    ++state_.step;
    state_.tokens += tokens_of_step_;
    state_.nats += nats;
    state_.supervised_tokens += total;
    last_loss_ = total > 0 ? nats / static_cast<double>(total) : 0;
    smooth_loss_ = smooth_loss_ < 0 ? last_loss_ : 0.95 * smooth_loss_ + 0.05 * last_loss_;
    tokens_in_sitting_ += tokens_of_step_;
    control_.metric("loss", state_.step, last_loss_);
  }

  void evaluate() {
    CurvePoint point;
    point.step = state_.step;
    point.epoch = static_cast<double>(state_.epoch) +
                  static_cast<double>(state_.batch) / static_cast<double>(std::max<size_t>(1, batches_.size()));
    point.train_loss = state_.nats / static_cast<double>(std::max<int64_t>(1, state_.supervised_tokens));
    Loss loss = validation_loss(context_, what_, rows_.validation);
    check_stop();
    if (!std::isfinite(loss.nats_per_token)) fail("tuning.diverged", {{"step", std::to_string(state_.step)}});
    point.validation_loss = loss.nats_per_token;
    point.validation_accuracy = loss.accuracy;
    state_.nats = 0;
    state_.supervised_tokens = 0;
    state_.curve.push_back(point);
    control_.metric("validation_loss", state_.step, loss.nats_per_token);

    // Without a validation part the last step is the best there is.
    bool better = rows_.validation.empty() || loss.accuracy > state_.best_accuracy ||
                  (loss.accuracy == state_.best_accuracy && loss.nats_per_token < state_.best_loss);
    if (better) {
      state_.best_loss = loss.nats_per_token;
      state_.best_accuracy = loss.accuracy;
      state_.best_step = state_.step;
      state_.evaluations_without_better = 0;
      state_.best_checksum = save_best(folder_, state_.step, optimizer_.parameters());
    } else if (++state_.evaluations_without_better >= options_.patience && options_.patience > 0) {
      state_.stopped_early = state_.finished = true;
    }
    if (state_.step >= total_steps_) state_.finished = true;
    save();
    remove_checkpoints(folder_, state_.best_step);
  }

  // Not in any checkpoint: whoever resumes finds what was learned, whole.
  void interpolate_adapters() {
    if (options_.method != "lora") return;
    if (options_.interpolation >= 0) {
      interpolation_ = options_.interpolation;
      if (interpolation_ < 1) keep_share(what_.parameters, interpolation_);
    } else if (!rows_.validation.empty()) {
      const auto loss = [this] {
        check_stop();
        return validation_loss(context_, what_, rows_.validation).nats_per_token;
      };
      interpolation_ = interpolate(what_.parameters, state_.best_loss, loss).share;
    }
    check_stop();
  }

  double seconds_in_sitting() const { return std::chrono::duration<double>(Clock::now() - sitting_).count(); }

  void save() {
    state_.seconds += seconds_in_sitting();
    sitting_ = Clock::now();
    save_checkpoint(folder_, optimizer_, what_.run, to_json(state_));
  }

  void report() {
    double elapsed = std::chrono::duration<double>(Clock::now() - started_).count();
    double speed = static_cast<double>(tokens_in_sitting_) / std::max(elapsed, 1e-9);
    double done_here = static_cast<double>(state_.step - first_step_);
    Progress p;
    p.stage = "tuning.stage_training";
    p.done = state_.step;
    p.total = total_steps_;
    p.loss = smooth_loss_;
    p.tokens_per_second = speed;
    p.seconds_left = done_here > 0 ? elapsed / done_here * static_cast<double>(total_steps_ - state_.step) : -1;
    control_.progress(p);
  }

  TrainResult result() const {
    TrainResult r;
    r.steps = state_.step;
    r.best_step = state_.best_step;
    r.best_validation_loss = state_.best_loss;
    r.interpolation = interpolation_;
    r.interrupted = interrupted_;
    r.stopped_early = state_.stopped_early;
    r.seconds = state_.seconds;
    r.tokens = state_.tokens;
    r.curve = state_.curve;
    return r;
  }

  kernels::Context& context_;
  const Trainable& what_;
  const TrainingRows& rows_;
  const TuneOptions& options_;
  std::filesystem::path folder_;
  const Control& control_;
  Optimizer optimizer_;
  TrainState state_;
  std::vector<std::vector<int32_t>> batches_;
  int64_t total_steps_ = 0, warmup_ = 0, tokens_of_step_ = 0, tokens_in_sitting_ = 0;
  int64_t first_step_ = 0;
  bool interrupted_ = false;
  double interpolation_ = 1;
  double last_loss_ = 0, smooth_loss_ = -1;
  Clock::time_point sitting_ = Clock::now(), started_ = Clock::now();
};

}  // namespace

models::PassSize largest_validation_pass(std::span<const data::EncodedRow> rows, bool classifies) {
  models::PassSize largest;
  for (const auto& batch : make_batches(rows, kEvaluationRows, kEvaluationTokens, 0, 0)) {
    models::PassSize pass;
    for (int32_t i : batch) {
      const data::EncodedRow& row = rows[static_cast<size_t>(i)];
      pass.tokens += std::ssize(row.ids);
      if (!classifies) pass.predicted += std::count(row.learned.begin(), row.learned.end(), 1);
    }
    if (classifies) pass.asked = std::ssize(batch);
    if (pass.tokens > largest.tokens) largest = pass;
  }
  return largest;
}

Loss validation_loss(kernels::Context& context, const Trainable& what, std::span<const data::EncodedRow> rows) {
  Loss loss;
  if (rows.empty()) return loss;
  int64_t total = 0, right = 0;
  double nats = 0;
  auto batches = make_batches(rows, kEvaluationRows, kEvaluationTokens, 0, 0);
  for (const auto& indices : batches) {
    Graph graph{context};
    auto sequences = select(rows, indices);
    models::BatchLoss batch = models::batch_loss(graph, what.model, what.head, sequences);
    for (double n : batch.nats) nats += n;
    total += batch.supervised;
    if (!what.head) continue;
    for (size_t i = 0; i < sequences.size(); ++i) {
      const auto labels = static_cast<size_t>(batch.scores.cols());
      right += kernels::argmax(batch.scores.values().subspan(i * labels, labels)) == sequences[i].label;
    }
  }
  loss.nats_per_token = nats / static_cast<double>(std::max<int64_t>(1, total));
  if (what.head) loss.accuracy = static_cast<double>(right) / static_cast<double>(rows.size());
  return loss;
}

TrainResult train(kernels::Context& context, const Trainable& what, const TrainingRows& rows,
                  const TuneOptions& options, const std::filesystem::path& folder, const Control& control) {
  const StopScope scope(control.cancel);
  make_private_folders(folder);
  return Trainer(context, what, rows, options, folder, control).run();
}

}  // namespace afina::tuning
