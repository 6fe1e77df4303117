#include "afina/kernels/cross_entropy.h"

#include <algorithm>
#include <string>

#include "afina/kernels/kernels_test_support.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

TEST_CASE("cross-entropy, its gradient and softmax, for logits of any size") {
  const int64_t rows = 13;
  for (int64_t cols : {1, 2, 17, 315, 8192}) {
    for (double spread : {1., 100., 1e30}) {
      CAPTURE(cols);
      CAPTURE(spread);
      Floats logits = random_floats(rows * (cols + 1), 1, spread);
      std::vector<int32_t> targets;
      for (int64_t m = 0; m < rows; ++m) targets.push_back(static_cast<int32_t>(m * 31 % cols));
      Floats got = same_bits([&](Context& context) {
        Floats kept = logits, gradient = logits, weights = logits, losses(rows), again(rows);
        cross_entropy_rows(context, 0, {kept.data(), rows, cols, cols + 1}, targets, false, losses);
        cross_entropy_rows(context, 0, {gradient.data(), rows, cols, cols + 1}, targets, true, again);
        softmax_rows(context, {weights.data(), rows, cols, cols + 1});
        CHECK(kept == logits);
        CHECK(losses == again);
        return joined({losses, gradient, weights});
      });
      Doubles losses, gradient(logits.begin(), logits.end()), weights = gradient;
      for (int64_t m = 0; m < rows; ++m) {
        const float* row = &logits[m * (cols + 1)];
        double top = *std::max_element(row, row + cols), total = 0;
        for (int64_t v = 0; v < cols; ++v) total += std::exp(row[v] - top);
        losses.push_back(top + std::log(total) - row[targets[m]]);
        for (int64_t v = 0; v < cols; ++v) {
          weights[m * (cols + 1) + v] = std::exp(row[v] - top) / total;
          gradient[m * (cols + 1) + v] = weights[m * (cols + 1) + v] - (v == targets[m]);
        }
        weights[m * (cols + 1) + cols] = gradient[m * (cols + 1) + cols] = 0;  // between rows: compared apart
      }
      size_t at = 0;
      CHECK(relative_error(cut(got, at, losses.size()), losses) < 1e-6);
      for (Doubles* want : {&gradient, &weights}) {
        Floats part = cut(got, at, want->size());
        for (int64_t m = 0; m < rows; ++m) {
          CHECK(part[m * (cols + 1) + cols] == logits[m * (cols + 1) + cols]);
          part[m * (cols + 1) + cols] = 0;
        }
        CHECK(relative_error(part, *want) < 2e-6);
      }
    }
  }
}
