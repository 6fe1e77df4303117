// Grouped-query attention over packed sequences, under a mask. Only the log-sum-exp of each row is kept for
// backward; the weights are computed again block by block (FlashAttention-2, Dao 2023, on a CPU).
#pragma once

#include <cstdint>
#include <span>

#include "afina/kernels/context.h"

namespace afina::kernels {

// Which keys a row sees of its own sequence, and what becomes of a score before the softmax. Keys outside a window
// are neither multiplied nor read.
struct AttentionMask {
  bool causal = true;  // row i sees keys j <= i
  // Where positive, row i sees keys i - window < j and, if not causal, j < i + window: transformers' sliding_window
  // of its causal masks. (create_bidirectional_sliding_window_mask counts one less: its w is window w + 1.)
  int64_t window = 0;
  float softcap = 0.f;  // where positive, score <- softcap * tanh(score / softcap) (Gemma 2)
};

struct AttentionShape {
  int64_t heads = 1;      // H
  int64_t kv_heads = 1;   // K, divides H; query head h reads kv head h / (H / K)
  int64_t head_size = 1;  // D
  float scale = 1.f;      // usually 1 / sqrt(D)
  AttentionMask mask = {};
};

// q, out: [M, H*D]; k, v: [M, K*D]; lse: [H, M]. `starts` holds S + 1 row indices, starts[0] = 0,
// starts[S] = M: rows see only rows of the same sequence, those that shape.mask lets them.
void attention(Context&, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q, ConstMatrix k,
               ConstMatrix v, Matrix out, Matrix lse);
struct AttentionGrads {
  Matrix dq, dk, dv;  // ADDED to
};
void attention_backward(Context&, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q,
                        ConstMatrix k, ConstMatrix v, ConstMatrix out, ConstMatrix lse, ConstMatrix dout,
                        const AttentionGrads& grads);

// With a KV cache: q [N, H*D] are the rows `past` .. `past + N - 1` of one sequence, keys and values
// [past + N, K*D] all its rows so far. Row i sees of them what row past + i of the whole sequence would.
void attention_cached(Context&, const AttentionShape& shape, int64_t past, ConstMatrix q, ConstMatrix keys,
                      ConstMatrix values, Matrix out);

}  // namespace afina::kernels
