// Summaries of a person's document, with and without a model.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/data/source.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace {

// Room for the answer within the model's context.
constexpr int64_t kAnswerTokens = 96;

// «1 frase», «12 frases»: the entry KEY_one or KEY_many.
std::string counted(const std::string& key, int64_t count) {
  return count == 1 ? text(key + "_one") : text(key + "_many", {{"count", std::to_string(count)}});
}

Summary extractive(Summary summary, const SummariseRequest& request, ThreadPool& pool, const Control& control) {
  auto made = summarisation::summarise_extractive(summary.document, {request.words, request.sentences}, pool, control);
  for (const auto& sentence : made.sentences) {
    if (!summary.text.empty()) summary.text += ' ';
    summary.text += sentence.text;
  }
  const auto chosen = static_cast<int64_t>(made.sentences.size());
  summary.statement = text(chosen == 1 ? "workflow.read_extractive_one" : "workflow.read_extractive",
                           {{"bytes", std::to_string(made.read_bytes)},
                            {"sentences", counted("workflow.sentences", made.document_sentences)},
                            {"chosen", std::to_string(chosen)}});
  summary.extractive = std::move(made);
  return summary;
}

Summary abstractive(Summary summary, const SummariseRequest& request, ThreadPool& pool, const Control& control) {
  LoadedModel loaded = load_model_source(request.model);
  if (loaded.head) fail("workflow.run_classifies", {{"model", request.model}});
  loaded.encoder.max_length = loaded.model->shape().context;
  kernels::Context context{pool};
  data::Encoder encoder(loaded.tokenizer, data::Task::summarize, loaded.encoder);
  generation::GenerationOptions options;
  options.max_new_tokens = kAnswerTokens;
  options.stop_ids = loaded.stop_ids;

  summarisation::SectionSummariser summariser;
  summariser.tokens = [&](std::string_view part) {
    return static_cast<int64_t>(
        loaded.tokenizer.encode(part, {.add_special = false, .parse_special = false}).ids.size());
  };
  summariser.summarise = [&](std::string_view part) {
    data::Example example;
    example.input = std::string(part);
    auto prompt = encoder.encode_prompt(example);
    return std::string(
        trim(generation::generate(context, *loaded.model, loaded.tokenizer, prompt, options, {}, control.cancel).text));
  };
  // A section and its answer fit the context, and sections stay near the length such models are taught on.
  summariser.section_tokens = std::min<int64_t>(256, (loaded.encoder.max_length - kAnswerTokens) * 3 / 4);
  auto made =
      summarisation::summarise_map_reduce(summary.document, summariser, {request.words, request.sentences}, control);
  const auto sections = static_cast<int64_t>(made.sections.size());
  summary.text = made.text;
  summary.statement = text("workflow.read_model", {{"read", std::to_string(made.read_bytes)},
                                                   {"bytes", std::to_string(made.document_bytes)},
                                                   {"sections", counted("workflow.sections", sections)},
                                                   {"model", request.model},
                                                   {"rounds", counted("workflow.rounds", made.rounds)}});
  if (made.dropped > 0) summary.statement += " " + counted("workflow.dropped", made.dropped);
  if (made.quoted > 0) summary.statement += " " + counted("workflow.quoted", made.quoted);
  summary.statement += " " + text("workflow.model_can_invent");
  summary.abstractive = std::move(made);
  return summary;
}

// The text of a file whose name does not say what it is and whose commas or braces look like a table's.
std::string nameless_text(const std::filesystem::path& path, const std::string& format) {
  const std::filesystem::path extension = path.extension();
  if (format == "folder" || (extension != "" && extension != ".dat" && extension != ".data")) {
    fail("workflow.not_a_document", {{"path", path.string()}, {"format", format}});
  }
  data::Source source = data::open_source(path);
  data::decode_source(source);
  return data::normalise_line_breaks(source.text);
}

}  // namespace

Summary summarise(const SummariseRequest& request, const Control& control) {
  const StopScope scope(control.cancel);
  check_options(request);
  check_any(threads_option(), request.threads);
  Summary summary;
  // The same reader as for data: encodings are recognised, office files refused with the way out.
  data::Table table = data::load_table(request.file);
  summary.document = table.format == "txt" ? std::move(table.text) : nameless_text(request.file, table.format);
  ThreadPool pool(request.threads);
  summary = request.model.empty() ? extractive(std::move(summary), request, pool, control)
                                  : abstractive(std::move(summary), request, pool, control);
  check_stop();
  return summary;
}

}  // namespace afina::workflow
