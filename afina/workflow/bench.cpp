// Speed of the engine on a model's shape. With weights and ids given, the same work as a peer's, so that losses
// can be compared.
#include <algorithm>
#include <chrono>
#include <ctime>

#include "afina/base/error.h"
#include "afina/base/memory.h"
#include "afina/base/option_check.h"
#include "afina/base/random.h"
#include "afina/base/stop.h"
#include "afina/base/system_memory.h"
#include "afina/io/mapped_file.h"
#include "afina/models/objective.h"
#include "afina/tuning/batches.h"
#include "afina/tuning/memory.h"
#include "afina/tuning/optimizer.h"
#include "afina/workflow/gguf_model.h"
#include "afina/workflow/semilla.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace {

using Clock = std::chrono::steady_clock;

Json llama_shape(int64_t vocabulary, int64_t hidden, int64_t intermediate, int64_t layers, int64_t heads, int64_t kv) {
  return {{"model_type", "llama"},
          {"architectures", {"LlamaForCausalLM"}},
          {"vocab_size", vocabulary},
          {"hidden_size", hidden},
          {"intermediate_size", intermediate},
          {"num_hidden_layers", layers},
          {"num_attention_heads", heads},
          {"num_key_value_heads", kv},
          {"max_position_embeddings", 8192},
          {"rms_norm_eps", 1e-6},
          {"rope_theta", 10000.0},
          {"hidden_act", "silu"},
          {"tie_word_embeddings", true}};
}

Json shape_config(const std::string& shape) {
  if (shape == "smol135") return llama_shape(49152, 576, 1536, 30, 9, 3);
  if (shape == "llama8m") return llama_shape(8192, 256, 704, 8, 8, 8);
  if (shape == "semilla") return parse_json(semilla_file("config.json"), "semilla/config.json");
  auto file = std::filesystem::path(shape) / "config.json";
  if (!std::filesystem::exists(file)) fail("workflow.unknown_shape", {{"shape", shape}});
  return parse_json(read_file(file), file.string());
}

// Without its tokenizer, which random models lack and ids do not need.
std::unique_ptr<models::CausalLM> model_of(const BenchRequest& r, const Control& control) {
  if (r.model.empty()) return models::create_model(shape_config(r.shape), 1);
  const bool gguf = is_gguf_name(r.model);
  return models::load_model(gguf ? read_gguf_model(r.model) : models::read_model_folder(r.model), control);
}

// The rows of each step: those of the file, in order and around, or random ones.
std::vector<std::vector<int32_t>> step_rows(const BenchRequest& r, const Json& ids, int64_t vocabulary, int64_t step) {
  std::vector<std::vector<int32_t>> rows;
  Random random(random_key({7, static_cast<uint64_t>(step)}));
  for (int64_t b = 0; b < r.batch; ++b) {
    if (!ids.empty()) {
      rows.push_back(ids.at(static_cast<size_t>(step * r.batch + b) % ids.size()).get<std::vector<int32_t>>());
      continue;
    }
    std::vector<int32_t> row;
    for (int64_t t = 0; t < r.length; ++t)
      row.push_back(static_cast<int32_t>(random.below(static_cast<uint64_t>(vocabulary))));
    rows.push_back(std::move(row));
  }
  return rows;
}

// Counts that no memory holds are compared, not multiplied.
int64_t product(int64_t a, int64_t b) {
  constexpr double kMost = 0x1p40;
  return static_cast<int64_t>(std::min(kMost, static_cast<double>(a) * static_cast<double>(b)));
}

tuning::Workload workload_of(const BenchRequest& r, const Json& ids) {
  tuning::Workload work;
  work.batch = r.batch;
  work.longest = ids.empty() ? r.length : 0;
  for (const Json& row : ids) work.longest = std::max(work.longest, static_cast<int64_t>(row.size()));
  work.tokens_of_rows = [length = work.longest](int64_t rows) { return product(rows, length); };
  work.step.tokens = work.step.predicted = work.tokens_of_rows(r.batch);
  if (!ids.empty()) {  // rows of several lengths: what the first step takes
    work.step.tokens = 0;
    for (int64_t b = 0; b < std::min<int64_t>(r.batch, std::ssize(ids)); ++b) {
      work.step.tokens += static_cast<int64_t>(ids.at(static_cast<size_t>(b)).size());
    }
    work.step.predicted = work.step.tokens;
  }
  return work;
}

double median(std::vector<double> v) {
  std::ranges::sort(v);
  return v[v.size() / 2];
}

double decode_speed(kernels::Context& context, models::CausalLM& model, int64_t tokens) {
  models::KvCache cache = model.make_cache(tokens + 1);
  Graph graph{context};
  auto begin = Clock::now();
  for (int64_t t = 0; t < tokens; ++t) {
    check_stop();
    const auto id = static_cast<int32_t>(t % model.shape().vocabulary);
    model.logits(graph, model.hidden(graph, models::continuation({&id, 1}, t), &cache));
  }
  return static_cast<double>(tokens) / std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

Json bench(const BenchRequest& request, const Control& control) {
  const StopScope scope(control.cancel);
  check_options(request);
  check_any(threads_option(), request.threads);
  ThreadPool pool(request.threads);
  kernels::Context context{pool, tuning::compute_dtype(request.precision)};
  std::unique_ptr<models::CausalLM> model = model_of(request, control);
  Json ids = request.ids.empty() ? Json::array() : parse_json(read_file(request.ids), request.ids.string());
  const models::LoraOptions lora{request.rank, 2.0 * static_cast<double>(request.rank), 0, {}};
  tuning::check_memory({*model, request.method == "lora" ? &lora : nullptr}, 0, workload_of(request, ids), control);
  std::vector<models::NamedTensor> parameters;
  if (request.method == "lora") {
    models::attach_lora(*model, lora, 1);
    parameters = models::lora_parameters(*model);
  } else {
    parameters = models::learn_all_weights(*model);
  }
  tuning::Optimizer optimizer(parameters, {0.9, 0.999, 1e-8, 0.01, 0});
  Json losses = Json::array();
  std::vector<double> seconds, processor_seconds;
  int64_t tokens = 0;
  for (int64_t step = 0; step < request.steps; ++step) {
    check_stop();
    auto rows = step_rows(request, ids, model->shape().vocabulary, step);
    auto begin = Clock::now();
    const std::clock_t begin_processor = std::clock();
    tokens = 0;
    int64_t predicted = 0;
    const auto length = [](const std::vector<int32_t>& row) { return std::ssize(row); };
    for (const auto& row : rows) tokens += length(row), predicted += length(row) - 1;
    double nats = 0;
    for (const auto& pass :
         tuning::cut_batch<std::vector<int32_t>>(rows, models::tokens_at_once(model->shape()), length)) {
      Tape tape;
      Graph graph{context, &tape, 0, true};
      const std::vector<uint8_t> all(static_cast<size_t>(length(std::ranges::max(pass, {}, length))), 1);
      std::vector<models::Sequence> sequences;
      for (const auto& row : pass) sequences.push_back({row, std::span(all).first(row.size()), -1});
      models::BatchLoss loss = models::batch_loss(graph, *model, nullptr, sequences);
      for (double n : loss.nats) nats += n;
      tape.backward(loss.loss, 1.f / static_cast<float>(predicted));
    }
    optimizer.step(context, 1e-4);
    seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
    processor_seconds.push_back(static_cast<double>(std::clock() - begin_processor) / CLOCKS_PER_SEC);
    losses.push_back(nats / static_cast<double>(predicted));
    control.progress(
        {.stage = "tuning.stage_training", .done = step + 1, .total = request.steps, .loss = losses.back()});
  }
  // The first step also warms caches up.
  for (auto* s : {&seconds, &processor_seconds}) {
    if (s->size() > 1) s->erase(s->begin());
  }
  Json result{{"shape", request.model.empty() ? request.shape : request.model.string()},
              {"method", request.method},
              {"batch", request.batch},
              {"threads", pool.size()},
              {"instruction_set", instruction_set()},
              {"compute_dtype", dtype_name(context.compute_dtype)},
              {"step_seconds", median(seconds)},
              {"step_processor_seconds", median(processor_seconds)},  // on every core, for a machine that others use
              {"tokens_per_second", static_cast<double>(tokens) / median(seconds)},
              {"losses", losses},
              {"peak_anonymous_bytes", peak_anonymous_bytes()},
              {"peak_resident_bytes", peak_resident_bytes()},  // as getrusage gives it, to compare with other programs
              {"peak_tensor_bytes", memory_stats().peak}};
  result["decode_tokens_per_second"] = decode_speed(context, *model, 32);
  check_stop();
  return result;
}

}  // namespace afina::workflow
