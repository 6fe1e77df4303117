// What a model and its passes take, before anything is loaded or computed. Formulas follow the order in which the
// blocks (llama.cpp, gpt2.cpp) and the loss (objective.cpp) hold their tensors; a test holds them to the allocator's
// measured peak. All in bytes, with the allocator's rounding; mapped files are apart.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "afina/models/model_files.h"

namespace afina::models {

// A model without values: shapes, names and layers as loading `files` would give, at no cost. Only its sizes may be
// asked for. Errors: those of the architecture about config.json.
struct ModelOutline {
  std::unique_ptr<CausalLM> model;
  uint64_t owned = 0;   // weights that are converted when loaded, or drawn
  uint64_t mapped = 0;  // used where they lie in the file
};
// `files` may be null: then every weight is made new.
ModelOutline outline(const Json& config, const ModelFiles* files, std::string_view place);

// Tokens of one pass: `predicted` of them have a loss over the vocabulary, `asked` one over labels.
struct PassSize {
  int64_t tokens = 0, predicted = 0, asked = 0;
};

uint64_t tensor_bytes(int64_t rows, int64_t columns);
// The highest point of a pass that records nothing, the model's weights apart.
uint64_t inference_bytes(const ModelShape& shape, const PassSize& pass);
// The tokens that go through the model at once in training, where rows are short enough: what they leave for the
// backward pass stays within 320 MiB, and more at once is hardly faster. Part of the result's bits, hence a function of
// the shape alone.
int64_t tokens_at_once(const ModelShape& shape);
// Keys and values of `tokens` tokens, with room for a layer that grows.
uint64_t cache_bytes(const ModelShape& shape, int64_t tokens);
// Logits of the loss over the vocabulary, a chunk of rows.
uint64_t loss_chunk_bytes(const ModelShape& shape, int64_t rows);

// Before weights are read or drawn. Errors: models.needs_memory (place, parameters, needed, free).
void check_room_for(const ModelOutline& outline, std::string_view place);
// Before a pass. Errors: models.pass_needs_memory (tokens, needed, free, most: the tokens that fit).
void check_room_for(const ModelShape& shape, const PassSize& pass, bool cached = false);

}  // namespace afina::models
