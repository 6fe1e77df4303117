// Using models: generate, chat, classify.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/data/instruction.h"
#include "afina/kernels/cross_entropy.h"
#include "afina/models/objective.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace {

void add_stops(const LoadedModel& loaded, generation::GenerationOptions& options) {
  std::ranges::copy(stop_ids(loaded), std::back_inserter(options.stop_ids));
}

// Another model asked exactly as a run is, so that what they say differs by the model alone.
void ask_as(LoadedModel run, LoadedModel& loaded) {
  loaded.kind = run.kind;
  loaded.task = run.task;
  loaded.encoder = run.encoder;
}

// Raw text for base models and continuation runs, a user's turn for the rest.
std::vector<int32_t> prompt_ids(const LoadedModel& loaded, const std::string& prompt, bool raw) {
  data::Task task = loaded.task.value_or(data::Task::continuation);
  data::Encoder encoder(loaded.tokenizer, task, loaded.encoder);
  // A run that answers or summarises was taught in a format: the same one asks it.
  bool answers = loaded.kind == SourceKind::run && (task == data::Task::instruct || task == data::Task::summarize);
  if (raw || !answers) {
    std::vector<int32_t> ids = encoder.encode_text(prompt);
    // Nothing to begin with: the model's token for the beginning, as Hugging Face's generate does.
    if (ids.empty() && !loaded.beginning) fail("generation.no_beginning", {{"model", loaded.name}});
    if (ids.empty()) ids.push_back(*loaded.beginning);
    return ids;
  }
  data::Example example;
  example.input = prompt;
  return encoder.encode_prompt(example);
}

}  // namespace

generation::Generated generate(const GenerateRequest& request, const std::function<void(std::string_view)>& on_text,
                               const Control& control) {
  const StopScope scope(control.cancel);
  check_options(request.options);
  check_any(threads_option(), request.threads);
  LoadedModel loaded = load_model_source(request.model, control);
  if (loaded.head) fail("workflow.run_classifies", {{"model", request.model}});
  if (!request.asked_as.empty()) ask_as(load_model_source(request.asked_as, control), loaded);
  ThreadPool pool(request.threads);
  kernels::Context context{pool};
  generation::GenerationOptions options = request.options;
  add_stops(loaded, options);
  return generation::generate(context, *loaded.model, loaded.tokenizer, prompt_ids(loaded, request.prompt, request.raw),
                              options, on_text, control.cancel);
}

struct Chat::Impl {
  LoadedModel loaded;
  ThreadPool pool;
  kernels::Context context{pool};
  Json messages = Json::array();

  Impl(const std::string& model, int threads) : loaded(load_model_source(model)), pool(threads) {
    if (!loaded.encoder.form.chat || loaded.head) fail("workflow.no_chat", {{"model", model}});
    loaded.encoder.max_length = loaded.model->shape().context;
  }
};

Chat::Chat(const std::string& model, int threads) {
  check_any(threads_option(), threads);
  impl_ = std::make_unique<Impl>(model, threads);
}
Chat::~Chat() = default;
void Chat::reset() { impl_->messages = Json::array(); }

generation::Generated Chat::say(std::string_view said, const generation::GenerationOptions& asked,
                                const std::function<void(std::string_view)>& on_text, const CancelToken* cancel) {
  check_options(asked);
  Impl& c = *impl_;
  // The conversation takes the question in together with its answer: a failure in between leaves it as it was.
  Json messages = c.messages;
  messages.push_back({{"role", "user"}, {"content", said}});
  data::Encoder encoder(c.loaded.tokenizer, data::Task::instruct, c.loaded.encoder);
  data::Example example;
  example.messages = messages;
  example.messages->push_back({{"role", "assistant"}, {"content", ""}});  // the answer to be written
  generation::GenerationOptions options = asked;
  add_stops(c.loaded, options);
  models::check_weights(*c.loaded.model);
  generation::Generated answer = generation::generate(c.context, *c.loaded.model, c.loaded.tokenizer,
                                                      encoder.encode_prompt(example), options, on_text, cancel);
  messages.push_back({{"role", "assistant"}, {"content", answer.text}});
  c.messages = std::move(messages);
  return answer;
}

std::vector<Classified> classify(const std::string& run, const std::vector<std::string>& texts, int threads,
                                 const CancelToken* cancel) {
  const StopScope scope(cancel);
  check_any(threads_option(), threads);
  LoadedModel loaded = load_model_source(run, {nullptr, cancel});
  if (!loaded.head) fail("workflow.not_a_classifier", {{"model", run}});
  ThreadPool pool(threads);
  kernels::Context context{pool};
  Graph graph{context};
  // A classifier's folder that does not say what it was asked is of a version that asked in Spanish.
  const data::Encoder encoder = make_encoder(loaded, data::Task::classify, loaded.encoder.max_length,
                                             data::default_instruction(data::Task::classify, Lang::es));
  std::vector<Classified> all;
  for (const std::string& text : texts) {
    data::Example example;
    example.input = text;
    std::vector<int32_t> ids = encoder.encode_prompt(example);
    if (ids.empty()) fail("generation.empty_prompt");
    models::Sequence sequence{ids, {}, -1};
    Tensor scores = models::classify_scores(graph, *loaded.model, *loaded.head, {&sequence, 1});
    kernels::softmax_rows(context, scores.mutable_matrix());
    Classified result{text, {}};
    for (size_t i = 0; i < loaded.head->labels.size(); ++i) {
      result.labels.emplace_back(loaded.head->labels[i], scores.values()[i]);
    }
    std::ranges::stable_sort(result.labels, [](const auto& a, const auto& b) { return a.second > b.second; });
    check_stop();
    all.push_back(std::move(result));
  }
  return all;
}

}  // namespace afina::workflow
