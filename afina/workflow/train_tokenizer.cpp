// Training a tokenizer on files, and what this program is.
#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/data/table.h"
#include "afina/io/atomic_file.h"
#include "afina/io/mapped_file.h"
#include "afina/kernels/instruction_set.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace {

void add_document(const Json& document, std::vector<std::string>& texts) {
  if (document.contains("text") && document["text"].is_string()) texts.push_back(document["text"]);
  if (!document.contains("messages") || !document["messages"].is_array()) return;
  for (const Json& message : document["messages"]) {
    if (message.contains("content") && message["content"].is_string()) texts.push_back(message["content"]);
  }
}

}  // namespace

void train_tokenizer(const TrainTokenizerRequest& request, const Control& control) {
  const StopScope scope(control.cancel);
  check_options(request);
  control.progress({.stage = "workflow.stage_tokenizer"});
  std::vector<std::string> texts;
  for (const auto& path : request.files) {
    if (path.extension() != ".jsonl") {
      data::Table table = data::load_table(path);
      if (!table.text.empty()) {
        texts.push_back(std::move(table.text));
      } else {
        for (const data::Row& row : table.rows) texts.insert(texts.end(), row.cells.begin(), row.cells.end());
      }
      continue;
    }
    std::string all = read_file(path, kMostDataBytes);
    int64_t number = 0;
    for (std::string_view raw : split_lines(all)) {
      check_stop();
      ++number;
      std::string_view line = trim(raw);
      if (!line.empty()) add_document(parse_json(line, path.string() + ":" + std::to_string(number)), texts);
    }
  }
  tokenizer::BpeTrainingOptions options;
  options.vocabulary_size = static_cast<int32_t>(request.vocabulary_size);
  options.special_tokens = request.special_tokens;
  write_file_atomically(request.out, tokenizer::train_bpe(texts, options));
}

std::string version() { return AFINA_VERSION; }
std::string instruction_set() { return kernels::instruction_set(); }

}  // namespace afina::workflow
