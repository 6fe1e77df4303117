// Dense matrices of N rows and one column a class, stored in strips of kLanes columns so that a sparse product
// keeps its sums in registers: element (row, k) is at strip k / lanes, row, lane k % lanes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "afina/base/thread_pool.h"
#include "afina/baselines/tfidf.h"

// Compiled twice, the processor choosing at run time; a sum keeps its order, so both give the same bits.
// Sanitizers and function choice at load time do not go together.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define AFINA_BASELINES_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define AFINA_BASELINES_WIDE
#endif

namespace afina::baselines {

class Panel {
 public:
  Panel() = default;
  Panel(int64_t rows, int32_t classes)
      : rows_(rows),
        classes_(classes),
        lanes_(classes <= 8    ? 8
               : classes <= 16 ? 16
                               : 32) {
    data_.assign(static_cast<size_t>(strips() * rows_ * lanes_), 0.0f);
  }

  int64_t rows() const noexcept { return rows_; }
  int32_t classes() const noexcept { return classes_; }
  int32_t lanes() const noexcept { return lanes_; }
  int64_t strips() const noexcept { return lanes_ ? (classes_ + lanes_ - 1) / lanes_ : 0; }
  float* strip(int64_t s) noexcept { return data_.data() + s * rows_ * lanes_; }
  const float* strip(int64_t s) const noexcept { return data_.data() + s * rows_ * lanes_; }
  std::vector<float>& data() noexcept { return data_; }
  const std::vector<float>& data() const noexcept { return data_; }

  void read_row(int64_t row, float* out) const noexcept {
    for (int64_t s = 0; s < strips(); ++s) {
      const float* from = strip(s) + row * lanes_;
      std::copy(from, from + std::min<int64_t>(lanes_, classes_ - s * lanes_), out + s * lanes_);
    }
  }
  void write_row(int64_t row, const float* in) noexcept {
    for (int64_t s = 0; s < strips(); ++s) {
      const float* from = in + s * lanes_;
      std::copy(from, from + std::min<int64_t>(lanes_, classes_ - s * lanes_), strip(s) + row * lanes_);
    }
  }

 private:
  int64_t rows_ = 0;
  int32_t classes_ = 0, lanes_ = 0;
  std::vector<float> data_;
};

// out = rows x in; in has rows.columns rows, out has rows.rows().
void multiply(const SparseRows& rows, const Panel& in, Panel& out, ThreadPool& pool);

// Sum of a[i] * b[i], the same bits for any number of threads.
double dot(const Panel& a, const Panel& b, ThreadPool& pool);

struct ScaledPanel {
  double factor;
  const Panel* panel;
};
// out = sum of factor x panel. `out` may be one of them.
void combine(const std::vector<ScaledPanel>& parts, Panel& out, ThreadPool& pool);

}  // namespace afina::baselines
