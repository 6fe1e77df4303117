// A GGUF file as a model's files, in Hugging Face's words.
#pragma once

#include <filesystem>

#include "afina/io/gguf.h"
#include "afina/models/model_files.h"

namespace afina::workflow {

bool is_gguf_name(const std::string& name);

// Config, tokenizer, template, end tokens and tensors by Hugging Face names. Errors: those of read_gguf,
// models::hf_config_from_gguf and tokenizer::tokenizer_json_from_gguf.
models::ModelFiles read_gguf_model(const std::filesystem::path& path);
// The same without the tensors, for what only asks how texts are read.
models::ModelFiles read_gguf_texts(const Gguf& gguf);

}  // namespace afina::workflow
