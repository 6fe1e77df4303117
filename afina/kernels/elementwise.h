// Element-wise work, reductions and the optimiser's step. Reductions fold fixed pieces in a fixed order.
#pragma once

#include <cstdint>
#include <span>

#include "afina/kernels/context.h"
#include "afina/kernels/stored_matrix.h"

namespace afina::kernels {

void fill(Context&, std::span<float> y, float value);
void add(Context&, std::span<const float> x, std::span<float> y);                                    // y += x
void shift(Context&, float by, std::span<float> y);                                                  // y += by
void scale(Context&, float alpha, std::span<float> y);                                               // y *= alpha
void sum(Context&, std::span<const float> a, std::span<const float> b, std::span<float> y);          // y = a + b
void scaled(Context&, float alpha, std::span<const float> x, std::span<float> y);                    // y = alpha * x
void add_scaled(Context&, float alpha, std::span<const float> x, std::span<float> y);                // y += alpha * x
void product(Context&, std::span<const float> a, std::span<const float> b, std::span<float> y);      // y = a * b
void add_product(Context&, std::span<const float> a, std::span<const float> b, std::span<float> y);  // y += a * b
// Into the first rows and columns of y, which may have more than x.
void copy(Context&, ConstMatrix x, Matrix y);                         // y = x
void add(Context&, ConstMatrix x, Matrix y);                          // y += x
void scale_rows(Context&, std::span<const float> factors, Matrix y);  // y[m, :] *= factors[m]
void add_bias(Context&, std::span<const float> bias, Matrix y);       // y[m, :] += bias
void add_column_sums(Context&, ConstMatrix x, std::span<float> y);    // y[c] += sum over m of x[m, c]
int64_t argmax(std::span<const float> x);                             // the first of the largest; 0 for none
double sum_of_squares(Context&, std::span<const float> x);            // accumulated in double
bool all_finite(StoredMatrix x);                                      // of f32, halves or blocks; f32 must be aligned
bool all_finite(std::span<const float> x);                            // no NaN and no infinity; at the speed of memory

// y[i] = keep(i) ? x[i] / (1 - p) : 0, keep(i) from random_bits(key, first_index + i) (base/random.h): an
// element is dropped where the upper 32 bits are below p * 2^32. x may equal y. Backward is the same call on
// the gradient.
void dropout(Context&, float p, uint64_t key, uint64_t first_index, std::span<const float> x, std::span<float> y);

// y[m, :] = table[ids[m], :]
void gather_rows(Context&, ConstMatrix table, std::span<const int32_t> ids, Matrix y);
void gather_rows(Context&, StoredMatrix table, std::span<const int32_t> ids, Matrix y);
// table[ids[m], :] += x[m, :]; equal ids are added in the order of m.
void scatter_add_rows(Context&, ConstMatrix x, std::span<const int32_t> ids, Matrix table);

// AdamW (Loshchilov & Hutter 2019, as torch.optim.AdamW). `grad_scale` multiplies the gradient first (clipping
// and averaging); `step` counts from 1.
struct AdamWOptions {
  float learning_rate = 1e-4f;
  float beta1 = 0.9f;
  float beta2 = 0.999f;
  float epsilon = 1e-8f;
  float weight_decay = 0.f;
  float grad_scale = 1.f;
  int64_t step = 1;
};
void adamw(Context&, const AdamWOptions& options, std::span<const float> grad, std::span<float> first_moment,
           std::span<float> second_moment, std::span<float> parameter);

}  // namespace afina::kernels
