// How a tensor lies in its file beside how a model holds it, for reading and for writing.
#pragma once

#include <cstdint>

#include "afina/io/safetensors.h"
#include "afina/tensor/weight.h"

namespace afina::models {

struct Stored {
  enum class As {
    is,
    transposed,  // [in, out], as GPT-2's matrices ("Conv1D")
    minus_one,   // a norm's factor less one, as Gemma's
    permuted,    // rows of each head in the order of llama.cpp's rotary pairs, as GGUF's Llama q and k
  };
  As as = As::is;
  int64_t heads = 0;  // of permuted rows

  bool transposed() const { return as == As::transposed; }
};

// The shape in the file of what the model holds as `shape`.
Shape stored_shape(const Shape& shape, Stored stored);
// Whether reading leaves the numbers in the file's memory.
bool stays_mapped(const StoredTensor& tensor, const Shape& shape, Stored stored);
// A matrix keeps its element type where it can be a weight's (f32, f16, bf16, blocks); a vector becomes floats.
// Errors: io.unsupported_dtype (tensor, dtype).
Weight from_file(const StoredTensor& tensor, const Shape& shape, Stored stored);
// The floats to be written.
Tensor for_file(const Tensor& held, Stored stored);

}  // namespace afina::models
