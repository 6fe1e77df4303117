// The parts of attention that are not matrix products, on the calling thread.
#pragma once

#include "afina/kernels/context.h"

namespace afina::kernels {

// scores <- softmax of each row over the keys it sees (first + its index + 1 of them), 0 beyond; the row's
// log-sum-exp to lse where not null.
void causal_softmax(Matrix scores, int64_t first, float* lse);

// delta[i] = out[i] . dout[i]
void attention_delta(ConstMatrix out, ConstMatrix dout, float* delta);

// For keys begin .. begin + cols - 1 and query rows from `first`: p holds scores and becomes the weights
// e^(score - lse), ds holds dout . v and becomes scale * weight * (ds - delta); both 0 for keys not seen.
void attention_slopes(float scale, int64_t first, int64_t begin, const float* lse, const float* delta, Matrix p,
                      Matrix ds);

// One query row of one head over all rows of k and v: out <- softmax(scale q k^T) v. `weights` is scratch for
// k.rows floats.
void attend_one(float scale, const float* q, ConstMatrix k, ConstMatrix v, float* weights, float* out);

}  // namespace afina::kernels
