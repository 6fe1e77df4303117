#include "afina/workflow/chat_template_source.h"

#include "afina/base/error.h"
#include "afina/io/gguf.h"
#include "afina/io/input_file.h"
#include "afina/tokenizer/chat_template_files.h"
#include "afina/tokenizer/gguf_tokenizer.h"
#include "afina/workflow/gguf_model.h"
#include "afina/workflow/model_source.h"
#include "afina/workflow/run_folder.h"
#include "afina/workflow/semilla.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

constexpr const char* kConfigFile = "tokenizer_config.json";
constexpr const char* kTemplateFile = "chat_template.jinja";

std::optional<tokenizer::ChatTemplate> of_file(const std::string& name, bool tools) {
  if (is_gguf_name(name)) {
    const Json config = tokenizer::tokenizer_config_from_gguf(read_gguf(name, GgufRead::metadata));
    return tokenizer::load_chat_template({dump_json(config), {}}, name, {}, tools);
  }
  const std::string text = read_text(name);
  if (name.ends_with(".json")) return tokenizer::load_chat_template({text, {}}, name, {}, tools);
  return tokenizer::ChatTemplate::parse(text, {}, name, {});
}

std::optional<tokenizer::ChatTemplate> of_folder(const fs::path& folder, bool tools) {
  const std::string config = read_file_if_present(folder / kConfigFile),
                    source = read_file_if_present(folder / kTemplateFile);
  const fs::path place = folder / (source.empty() ? kConfigFile : kTemplateFile);
  return tokenizer::load_chat_template({config, source}, place.string(), {}, tools);
}

}  // namespace

tokenizer::ChatTemplate load_template_source(const std::string& name, bool tools) {
  std::error_code error;
  std::optional<tokenizer::ChatTemplate> found;
  if (name == "semilla" && !fs::exists("semilla/config.json", error)) {
    found = tokenizer::load_chat_template({semilla_file(kConfigFile), {}}, "semilla/tokenizer_config.json", {}, tools);
  } else if (!fs::exists(name, error)) {
    load_tokenizer_source(name);  // says what a MODEL may be
  } else if (!fs::is_directory(name, error)) {
    found = of_file(name, tools);
  } else if (is_run_folder(name)) {
    return load_template_source(open_finished_run(name).model, tools);
  } else {
    found = of_folder(name, tools);
  }
  if (!found) fail("workflow.no_chat_template", {{"model", name}});
  return std::move(*found);
}

}  // namespace afina::workflow
