#include "afina/kernels/cross_entropy.h"

#include <algorithm>
#include <cmath>

#include "afina/kernels/pieces.h"

namespace afina::kernels {

void cross_entropy_rows(Context& context, Matrix logits, std::span<const int32_t> targets, bool gradient,
                        std::span<float> losses) {
  for_row_ranges(context, logits.rows, logits.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      float* row = logits.row(m);
      float top = *std::max_element(row, row + logits.cols);
      float target = row[targets[m]] - top;
      double total = 0;
      for (int64_t v = 0; v < logits.cols; ++v) total += std::exp(row[v] - top);
      losses[m] = static_cast<float>(std::log(total)) - target;
      if (!gradient) continue;
      float inv = static_cast<float>(1 / total);
      for (int64_t v = 0; v < logits.cols; ++v) row[v] = std::exp(row[v] - top) * inv;
      row[targets[m]] -= 1.f;
    }
  });
}

void softmax_rows(Context& context, Matrix logits) {
  for_row_ranges(context, logits.rows, logits.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      float* row = logits.row(m);
      float top = *std::max_element(row, row + logits.cols);
      double total = 0;
      for (int64_t v = 0; v < logits.cols; ++v) total += row[v] = std::exp(row[v] - top);
      float inv = static_cast<float>(1 / total);
      for (int64_t v = 0; v < logits.cols; ++v) row[v] *= inv;
    }
  });
}

}  // namespace afina::kernels
