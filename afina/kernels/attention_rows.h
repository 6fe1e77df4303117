// The parts of attention that are not matrix products, on the calling thread.
#pragma once

#include <algorithm>
#include <cstdint>

#include "afina/kernels/attention.h"
#include "afina/kernels/context.h"

namespace afina::kernels {

// Keys begin .. end - 1.
struct KeyRange {
  int64_t begin = 0, end = 0;
  int64_t count() const { return end - begin; }
};

// Of a block of scores: row 0 is the sequence's query row `first`, column 0 its key `begin`.
struct SeenKeys {
  AttentionMask mask;
  int64_t first = 0, begin = 0;

  // The columns, of `cols`, that a row of the block sees.
  KeyRange of(int64_t row, int64_t cols) const {
    const int64_t query = first + row - begin;  // in columns
    KeyRange seen{0, cols};
    if (mask.window > 0) seen = {query - mask.window + 1, query + mask.window};
    if (mask.causal) seen.end = query + 1;
    return {std::clamp<int64_t>(seen.begin, 0, cols), std::clamp<int64_t>(seen.end, 0, cols)};
  }
};

// scores <- softmax of each row, after the soft cap, over the keys it sees (one at least), 0 beyond; the row's
// log-sum-exp to lse where not null.
void masked_softmax(const SeenKeys& keys, Matrix scores, float* lse);

// delta[i] = out[i] . dout[i]
void attention_delta(ConstMatrix out, ConstMatrix dout, float* delta);

// p holds scores and becomes the weights e^(score - lse), scores after the soft cap; ds holds dout . v and becomes
// scale * weight * (ds - delta) * slope of the soft cap. Both 0 for keys not seen.
void attention_slopes(float scale, const SeenKeys& keys, const float* lse, const float* delta, Matrix p, Matrix ds);

// One query row of one head over all rows of k and v, whatever the mask but for its soft cap:
// out <- softmax(scale q k^T) v. `weights` is scratch for k.rows floats.
void attend_one(const AttentionShape& shape, const float* q, ConstMatrix k, ConstMatrix v, float* weights, float* out);

}  // namespace afina::kernels
