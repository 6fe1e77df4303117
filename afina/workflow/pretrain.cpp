// Training a model from nothing on a corpus: how semilla is made.
#include <fmt/format.h>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/io/atomic_file.h"
#include "afina/io/mapped_file.h"
#include "afina/models/side_files.h"
#include "afina/tuning/memory.h"
#include "afina/workflow/semilla.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

// One document a line: {"text": "..."} or {"messages": [{"role", "content"}, ...]}.
std::vector<Json> read_documents(const fs::path& path) {
  std::vector<Json> documents;
  const std::string all = read_file(path, kMostDataBytes);
  int64_t number = 0;
  for (std::string_view line : split_lines(all)) {
    check_stop();
    ++number;
    if (line.empty()) continue;
    Json document = parse_json(line, fmt::format("{}:{}", path.string(), number));
    bool known = document.is_object() && ((document.contains("text") && document["text"].is_string()) ||
                                          (document.contains("messages") && document["messages"].is_array()));
    if (!known) fail("workflow.bad_document", {{"path", path.string()}, {"line", std::to_string(number)}});
    documents.push_back(std::move(document));
  }
  if (documents.empty()) fail("data.empty_file", {{"place", path.string()}});
  return documents;
}

// Everything is learned but a document's first token; long documents become consecutive windows.
void add_rows(std::vector<int32_t> ids, int64_t max_length, std::vector<data::EncodedRow>& rows) {
  for (size_t begin = 0; begin + 1 < ids.size();) {
    size_t end = std::min(ids.size(), begin + static_cast<size_t>(max_length));
    data::EncodedRow row;
    row.ids.assign(ids.begin() + static_cast<std::ptrdiff_t>(begin), ids.begin() + static_cast<std::ptrdiff_t>(end));
    row.learned.assign(row.ids.size(), 1);
    row.learned[0] = 0;
    rows.push_back(std::move(row));
    begin = end == ids.size() ? end : end - 1;
  }
}

std::vector<data::EncodedRow> encode_corpus(const fs::path& path, const data::Encoder& encoder, bool answers_only) {
  std::vector<data::EncodedRow> rows;
  for (const Json& document : read_documents(path)) {
    check_stop();
    if (document.contains("messages")) {
      data::Example example;
      example.messages = document["messages"];
      if (answers_only) {
        if (auto row = encoder.try_encode(example)) rows.push_back(std::move(*row));
        continue;
      }
      add_rows(encoder.encode(example).ids, encoder.options().max_length, rows);
    } else {
      std::vector<int32_t> ids = encoder.encode_text(document["text"].get<std::string>());
      ids.push_back(encoder.options().form.eos);
      add_rows(std::move(ids), encoder.options().max_length, rows);
    }
  }
  return rows;
}

void save_semilla_files(const PretrainRequest& request) {
  models::SideFiles files;
  files.tokenizer = read_file(request.tokenizer);
  Json tokenizer_config{
      {"tokenizer_class", "PreTrainedTokenizerFast"},
      {"chat_template", kSemillaTemplate},
      {"eos_token", kEndOfText},
      {"pad_token", kEndOfText},
      {"model_max_length", parse_json(read_file(request.config), request.config.string())["max_position_embeddings"]},
      {"clean_up_tokenization_spaces", false}};
  files.tokenizer_config = dump_json_pretty(tokenizer_config);
  auto tok = tokenizer::Tokenizer::load(request.tokenizer);
  Json ends = Json::array();
  for (auto token : {kEndOfText, kTurnEnd}) {
    if (auto id = tok.id_of(token)) ends.push_back(*id);
  }
  files.generation_config = dump_json_pretty({{"eos_token_id", ends}});
  models::write_side_files(files, request.out);
}

}  // namespace

tuning::TrainResult pretrain(const PretrainRequest& request, const Control& control) {
  const StopScope scope(control.cancel);
  check_options(request.options);
  check_any(threads_option(), request.threads);
  auto tok = tokenizer::Tokenizer::load(request.tokenizer);
  data::EncoderOptions encoding;
  encoding.form.chat = std::make_shared<const tokenizer::ChatTemplate>(
      tokenizer::ChatTemplate::parse(kSemillaTemplate, {}, "semilla", tok.special_texts()));
  encoding.max_length = request.options.max_length;
  encoding.form.eos = tok.id_of(kEndOfText).value_or(-1);
  if (encoding.form.eos < 0 || !tok.id_of(kTurnStart) || !tok.id_of(kTurnEnd)) {
    fail("workflow.tokenizer_lacks_tokens", {{"path", request.tokenizer.string()}});
  }
  data::Encoder encoder(tok, data::Task::instruct, encoding);

  tuning::TrainingRows rows;
  rows.train = encode_corpus(request.corpus, encoder, request.answers_only);
  if (!request.validation.empty()) rows.validation = encode_corpus(request.validation, encoder, request.answers_only);
  int64_t tokens = 0;
  for (const auto& row : rows.train) tokens += static_cast<int64_t>(row.ids.size());
  control.message(
      text("workflow.corpus_read", {{"rows", std::to_string(rows.train.size())}, {"tokens", std::to_string(tokens)}}));

  Json config = parse_json(read_file(request.config), request.config.string());
  auto model = request.start.empty() ? models::create_model(config, static_cast<uint64_t>(request.options.seed))
                                     : models::load_model(models::read_model_folder(request.start), control);
  tuning::TuneOptions options = request.options;
  options.method = "full";
  options = tuning::resolve_options(options, data::Task::continuation, model->shape(), rows.train);
  tuning::check_memory({*model, nullptr, 0, options.accumulate > 1}, 0, tuning::workload_of(rows, options, false),
                       control);
  tuning::Trainable what{*model, nullptr, models::learn_all_weights(*model)};

  ThreadPool pool(request.threads);
  kernels::Context context{pool};
  // The state says on which instructions it was computed: continuing on others gives other bits.
  make_private_folders(request.out);
  fs::path mark = request.out / "instruction_set";
  if (fs::exists(request.out / "checkpoint.safetensors") && fs::exists(mark) && read_file(mark) != instruction_set()) {
    fail("workflow.other_instruction_set", {{"was", read_file(mark)}, {"is", instruction_set()}});
  }
  write_file_atomically(mark, instruction_set());

  tuning::TrainResult result = tuning::train(context, what, rows, options, request.out, control);
  if (!result.interrupted) {
    models::save_model(*model, request.out, DType::bf16);
    save_semilla_files(request);
  }
  return result;
}

}  // namespace afina::workflow
