// Summaries of a person's document, with and without a model.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/data/language.h"
#include "afina/data/source.h"
#include "afina/workflow/section_writer.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace {

// A model with fewer parameters says what is not in the text more often than not (docs/decisions/summaries.md).
constexpr int64_t kFewParameters = 500'000'000;

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

Summary abstractive(Summary summary, const SummariseRequest& request, LoadedModel& loaded, ThreadPool& pool,
                    const Control& control) {
  const std::optional<Lang> language = data::language_of(summary.document);
  SectionWriter writer(loaded, language.value_or(afina::language()), pool, control);
  auto made = summarisation::summarise_abstractive(summary.document, writer.summariser(),
                                                   {request.words, request.sentences, language}, pool, control);
  const auto sections = static_cast<int64_t>(made.sections.size());
  summary.text = made.text;
  summary.statement = text("workflow.read_model", {{"read", std::to_string(made.read_bytes)},
                                                   {"bytes", std::to_string(made.document_bytes)},
                                                   {"sections", counted("workflow.sections", sections)},
                                                   {"model", request.model}});
  if (made.dropped > 0) summary.statement += " " + counted("workflow.dropped", made.dropped);
  if (made.quoted > 0) summary.statement += " " + counted("workflow.quoted", made.quoted);
  summary.statement += " " + text("workflow.model_can_invent");
  summary.abstractive = std::move(made);
  return summary;
}

Summary with_model(Summary summary, const SummariseRequest& request, ThreadPool& pool, const Control& control) {
  LoadedModel loaded = load_model_source(request.model, control);
  if (loaded.head) fail("workflow.run_classifies", {{"model", request.model}});
  const int64_t parameters = models::count_parameters(*loaded.model);
  const bool writes = loaded.task == data::Task::summarize || parameters >= kFewParameters;
  if (request.method == "abstractive" || writes) {
    return abstractive(std::move(summary), request, loaded, pool, control);
  }
  summary = extractive(std::move(summary), request, pool, control);
  summary.statement +=
      " " + text("workflow.small_model",
                 {{"model", request.model},
                  {"millions", std::to_string(std::max<int64_t>(1, (parameters + 500'000) / 1'000'000))}});
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
  SummariseRequest asked = request;
  if (asked.method == "abstractive" && asked.model.empty()) asked.model = "semilla";
  summary = asked.method == "extractive" || asked.model.empty() ? extractive(std::move(summary), asked, pool, control)
                                                                : with_model(std::move(summary), asked, pool, control);
  check_stop();
  return summary;
}

}  // namespace afina::workflow
