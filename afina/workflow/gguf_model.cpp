#include "afina/workflow/gguf_model.h"

#include "afina/base/json.h"
#include "afina/models/gguf_config.h"
#include "afina/tokenizer/gguf_tokenizer.h"

namespace afina::workflow {

namespace {

using models::GgufLayout;
using models::Stored;

Stored stored_as(GgufLayout layout, const Json& config) {
  const char* key = layout == GgufLayout::permuted_q ? "num_attention_heads" : "num_key_value_heads";
  const bool permuted = layout == GgufLayout::permuted_q || layout == GgufLayout::permuted_k;
  // Norms that hold their factors and matrices as [out, in] are as a model has them.
  return permuted ? Stored{Stored::As::permuted, config.at(key).get<int64_t>()} : Stored{};
}

// The ids that end an answer: the file's end token and the end of a turn.
std::string generation_config(const Gguf& gguf) {
  Json ends = Json::array();
  for (const char* key : {"eos_token_id", "eot_token_id", "eom_token_id"}) {
    if (const auto id = gguf.integer("tokenizer.ggml." + std::string(key))) ends.push_back(*id);
  }
  return dump_json_pretty({{"eos_token_id", ends}});
}

}  // namespace

bool is_gguf_name(const std::string& name) { return name.ends_with(".gguf"); }

models::ModelFiles read_gguf_texts(const Gguf& gguf) {
  models::ModelFiles files;
  files.place = gguf.place();
  files.side.tokenizer = tokenizer::tokenizer_json_from_gguf(gguf);
  files.side.tokenizer_config = dump_json_pretty(tokenizer::tokenizer_config_from_gguf(gguf));
  files.side.generation_config = generation_config(gguf);
  return files;
}

models::ModelFiles read_gguf_model(const std::filesystem::path& path) {
  const Gguf gguf = read_gguf(path);
  Json config = models::hf_config_from_gguf(gguf);
  models::ModelFiles files = read_gguf_texts(gguf);
  const std::string architecture = gguf.text("general.architecture").value_or("");
  for (const auto& [name, tensor] : gguf.tensors()) {
    const auto hf = models::hf_tensor(architecture, name);
    if (!hf) continue;
    files.checkpoint.tensors[hf->hf] = tensor;
    files.stored[hf->hf] = stored_as(hf->layout, config);
  }
  files.config = std::move(config);
  return files;
}

}  // namespace afina::workflow
