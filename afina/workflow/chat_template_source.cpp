#include "afina/workflow/chat_template_source.h"

#include "afina/base/error.h"
#include "afina/io/gguf.h"
#include "afina/io/input_file.h"
#include "afina/models/side_files.h"
#include "afina/tokenizer/chat_template_files.h"
#include "afina/tokenizer/gguf_tokenizer.h"
#include "afina/workflow/model_source.h"
#include "afina/workflow/run_folder.h"
#include "afina/workflow/semilla.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

std::optional<tokenizer::ChatTemplate> of_gguf(const std::string& name, bool tools) {
  const Json config = tokenizer::tokenizer_config_from_gguf(read_gguf(name, GgufRead::metadata));
  return tokenizer::load_chat_template({dump_json(config), {}}, name, {}, tools);
}

std::optional<tokenizer::ChatTemplate> of_file(const std::string& name, bool tools) {
  const std::string text = read_text(name);
  if (name.ends_with(".json")) return tokenizer::load_chat_template({text, {}}, name, {}, tools);
  return tokenizer::ChatTemplate::parse(text, {}, name, {});
}

std::optional<tokenizer::ChatTemplate> of_folder(const fs::path& folder, bool tools) {
  const models::SideFiles side = models::read_side_files(folder);
  const fs::path place = folder / (side.chat_template.empty() ? "tokenizer_config.json" : "chat_template.jinja");
  return tokenizer::load_chat_template({side.tokenizer_config, side.chat_template}, place.string(), {}, tools);
}

std::optional<tokenizer::ChatTemplate> of_semilla(bool tools) {
  constexpr const char* kFile = "tokenizer_config.json";
  return tokenizer::load_chat_template({semilla_file(kFile), {}}, std::string("semilla/") + kFile, {}, tools);
}

}  // namespace

tokenizer::ChatTemplate load_template_source(const std::string& name, bool tools) {
  std::optional<tokenizer::ChatTemplate> found;
  switch (find_source(name)) {
    case SourceKind::semilla:
      found = of_semilla(tools);
      break;
    case SourceKind::run:
      return load_template_source(open_finished_run(name).model, tools);
    case SourceKind::gguf:
      found = of_gguf(name, tools);
      break;
    case SourceKind::file:
      found = of_file(name, tools);
      break;
    case SourceKind::folder:
      found = of_folder(name, tools);
      break;
  }
  if (!found) fail("workflow.no_chat_template", {{"model", name}});
  return std::move(*found);
}

}  // namespace afina::workflow
