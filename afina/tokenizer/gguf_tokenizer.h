// The tokenizer that a GGUF's metadata describe (tokenizer.ggml.*): kinds "gpt2", byte-level BPE, and "llama",
// SentencePiece BPE by scores. It is written as a tokenizer.json, so that everything after it works on one form.
#pragma once

#include <string>

#include "afina/base/json.h"
#include "afina/io/gguf.h"
#include "afina/tokenizer/tokenizer.h"

namespace afina::tokenizer {

// Errors: io.gguf_key_* (place, key); tokenizer.gguf_kind (place, kind) and tokenizer.gguf_pre (place, pre) for what is
// not known here; tokenizer.gguf_list (place, key) for lists that do not fit each other.
std::string tokenizer_json_from_gguf(const Gguf& gguf);
Tokenizer tokenizer_from_gguf(const Gguf& gguf);

// What a tokenizer_config.json would say: bos_token, eos_token, unk_token, pad_token, add_bos_token, add_eos_token
// where the file says them, and chat_template, a text or a list of {"name", "template"}.
Json tokenizer_config_from_gguf(const Gguf& gguf);

}  // namespace afina::tokenizer
