#include "afina/kernels/rotary.h"

#include "afina/kernels/pieces.h"

namespace afina::kernels {

void rotary(Context& context, RotaryTable table, std::span<const int32_t> positions, int64_t head_size, bool inverse,
            bool accumulate, ConstMatrix x, Matrix y) {
  const int64_t half = head_size / 2;
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      const float* cos = table.cos.row(positions[m]);
      const float* sin = table.sin.row(positions[m]);
      for (int64_t first = 0; first < x.cols; first += head_size) {
        const float* from = x.row(m) + first;
        float* to = y.row(m) + first;
        for (int64_t d = 0; d < half; ++d) {
          float s = inverse ? -sin[d] : sin[d];
          float low = from[d] * cos[d] - from[d + half] * s;
          float high = from[d + half] * cos[d] + from[d] * s;
          to[d] = accumulate ? to[d] + low : low;
          to[d + half] = accumulate ? to[d + half] + high : high;
        }
      }
    }
  });
}

}  // namespace afina::kernels
