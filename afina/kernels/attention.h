// Grouped-query causal attention over packed sequences. Only the log-sum-exp of each row is kept for backward;
// the weights are computed again block by block (FlashAttention-2, Dao 2023, on a CPU).
#pragma once

#include <cstdint>
#include <span>

#include "afina/kernels/context.h"

namespace afina::kernels {

struct AttentionShape {
  int64_t heads = 1;      // H
  int64_t kv_heads = 1;   // K, divides H; query head h reads kv head h / (H / K)
  int64_t head_size = 1;  // D
  float scale = 1.f;      // usually 1 / sqrt(D)
};

// q, out: [M, H*D]; k, v: [M, K*D]; lse: [H, M]. `starts` holds S + 1 row indices, starts[0] = 0,
// starts[S] = M: rows of one sequence see only earlier rows (and themselves) of the same sequence.
void attention(Context&, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q, ConstMatrix k,
               ConstMatrix v, Matrix out, Matrix lse);
struct AttentionGrads {
  Matrix dq, dk, dv;  // ADDED to
};
void attention_backward(Context&, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q,
                        ConstMatrix k, ConstMatrix v, ConstMatrix out, ConstMatrix lse, ConstMatrix dout,
                        const AttentionGrads& grads);

// With a KV cache: q [N, H*D] are the rows `past` .. `past + N - 1` of one sequence, keys and values
// [past + N, K*D] all its rows so far. Row i sees keys 0 .. past + i.
void attention_cached(Context&, const AttentionShape& shape, int64_t past, ConstMatrix q, ConstMatrix keys,
                      ConstMatrix values, Matrix out);

}  // namespace afina::kernels
