#include <algorithm>
#include <cmath>

#include "afina/tensor/ops/reference.h"

namespace afina::ops::reference {

namespace {

// What one row and head sees: keys first .. first + p.size() - 1 of all rows.
struct AttentionRow {
  int64_t row, head, first;
  std::vector<double> p;      // the attention weights
  std::vector<double> slope;  // of the score by q . k
};

bool sees(const kernels::AttentionMask& mask, int64_t i, int64_t j) {
  if (mask.causal && j > i) return false;
  return mask.window <= 0 || std::abs(i - j) < mask.window;
}

void fill_weights(const Array& q, const Array& k, const kernels::AttentionShape& shape, int64_t end,
                  AttentionRow& row) {
  const int64_t size = shape.head_size, kv = row.head / (shape.heads / shape.kv_heads);
  const double cap = shape.mask.softcap;
  double top = -1e300, total = 0;
  for (int64_t j = row.first; j < end; ++j) {
    double score = 0, slope = shape.scale;
    for (int64_t d = 0; d < size; ++d) score += q.at(row.row, row.head * size + d) * k.at(j, kv * size + d);
    score *= shape.scale;
    if (cap > 0) {
      const double bent = std::tanh(score / cap);
      score = cap * bent;
      slope *= 1 - bent * bent;
    }
    row.p.push_back(score);
    row.slope.push_back(slope);
    top = std::max(top, score);
  }
  for (double& x : row.p) total += x = std::exp(x - top);
  for (double& x : row.p) x /= total;
}

template <class Body>
void each_row(const Arrays& in, const kernels::AttentionShape& shape, const std::vector<int32_t>& starts, Body body) {
  for (size_t s = 0; s + 1 < starts.size(); ++s) {
    for (int64_t i = starts[s]; i < starts[s + 1]; ++i) {
      int64_t first = starts[s], end = starts[s + 1];
      while (!sees(shape.mask, i, first)) ++first;
      while (!sees(shape.mask, i, end - 1)) --end;
      for (int64_t h = 0; h < shape.heads; ++h) {
        AttentionRow row{i, h, first, {}, {}};
        fill_weights(in[0], in[1], shape, end, row);
        body(row);
      }
    }
  }
}

}  // namespace

Array attention(const Arrays& in, const kernels::AttentionShape& shape, const std::vector<int32_t>& starts) {
  Array y(in[0].rows, in[0].cols);
  int64_t group = shape.heads / shape.kv_heads, size = shape.head_size;
  each_row(in, shape, starts, [&](const AttentionRow& r) {
    for (int64_t n = 0; n < std::ssize(r.p); ++n)
      for (int64_t d = 0; d < size; ++d)
        y.at(r.row, r.head * size + d) +=
            r.p[static_cast<size_t>(n)] * in[2].at(r.first + n, r.head / group * size + d);
  });
  return y;
}

Arrays attention_gradients(const Arrays& in, const kernels::AttentionShape& shape, const std::vector<int32_t>& starts,
                           const Array& dy) {
  const Array &q = in[0], &k = in[1], &v = in[2];
  Array dq(q.rows, q.cols), dk(k.rows, k.cols), dv(v.rows, v.cols);
  int64_t group = shape.heads / shape.kv_heads, size = shape.head_size;
  each_row(in, shape, starts, [&](const AttentionRow& r) {
    const int64_t at_q = r.head * size, at_k = r.head / group * size;
    std::vector<double> dp(r.p.size(), 0.0);
    double delta = 0;
    for (size_t n = 0; n < dp.size(); ++n) {
      const int64_t j = r.first + static_cast<int64_t>(n);
      for (int64_t d = 0; d < size; ++d) {
        dp[n] += dy.at(r.row, at_q + d) * v.at(j, at_k + d);
        dv.at(j, at_k + d) += r.p[n] * dy.at(r.row, at_q + d);
      }
      delta += r.p[n] * dp[n];
    }
    for (size_t n = 0; n < dp.size(); ++n) {
      const int64_t j = r.first + static_cast<int64_t>(n);
      const double ds = r.p[n] * (dp[n] - delta) * r.slope[n];
      for (int64_t d = 0; d < size; ++d) {
        dq.at(r.row, at_q + d) += ds * k.at(j, at_k + d);
        dk.at(j, at_k + d) += ds * q.at(r.row, at_q + d);
      }
    }
  });
  return {dq, dk, dv};
}

}  // namespace afina::ops::reference
