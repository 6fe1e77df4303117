// What every kernel is given, and the views it works on. Shape letters: B batch, T tokens, C channels,
// H heads, K kv heads, D head size, V vocabulary, R rank, M rows (usually all tokens of a batch).
#pragma once

#include <cstdint>
#include <type_traits>

#include "afina/base/dtype.h"
#include "afina/base/thread_pool.h"

namespace afina::kernels {

struct Context {
  ThreadPool& pool;
  // f32, or bf16: products with weights that rest in bf16 or in blocks then round what they multiply to bf16, and sum
  // in float32 all the same. Twice as fast where has_bf16_products(), no faster elsewhere.
  DType compute_dtype = DType::f32;
};

// Whether the processor multiplies pairs of bf16 numbers (AVX-512 BF16 or AMX).
bool has_bf16_products() noexcept;

// A row-major matrix somebody else owns. `stride` is the distance between rows in elements (>= cols).
template <class T>
struct MatrixView {
  T* data = nullptr;
  int64_t rows = 0;
  int64_t cols = 0;
  int64_t stride = 0;

  constexpr MatrixView() = default;
  constexpr MatrixView(T* d, int64_t r, int64_t c) : data(d), rows(r), cols(c), stride(c) {}
  constexpr MatrixView(T* d, int64_t r, int64_t c, int64_t s) : data(d), rows(r), cols(c), stride(s) {}
  template <class U>
  requires(!std::is_same_v<T, U> && std::is_same_v<T, const U>) constexpr MatrixView(const MatrixView<U>& o)
      : data(o.data), rows(o.rows), cols(o.cols), stride(o.stride) {}

  constexpr T* row(int64_t r) const { return data + r * stride; }
  constexpr MatrixView rows_from(int64_t begin, int64_t count) const { return {row(begin), count, cols, stride}; }
  constexpr MatrixView cols_from(int64_t begin, int64_t count) const { return {data + begin, rows, count, stride}; }
};

using Matrix = MatrixView<float>;
using ConstMatrix = MatrixView<const float>;

}  // namespace afina::kernels
