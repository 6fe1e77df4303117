#include "afina/kernels/attention.h"

#include <string>

#include "afina/kernels/kernels_test_support.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

namespace {

// Everything in double precision, one score at a time.
struct Reference {
  Doubles out, lse, dq, dk, dv;

  Reference(const AttentionShape& s, const std::vector<int32_t>& starts, ConstMatrix q, ConstMatrix k, ConstMatrix v,
            ConstMatrix dout)
      : out(q.rows * q.cols), lse(s.heads * q.rows), dq(out.size()), dk(k.rows * k.cols), dv(dk.size()) {
    for (size_t n = 0; n + 1 < starts.size(); ++n) {
      for (int64_t head = 0; head < s.heads; ++head) {
        for (int64_t i = starts[n]; i < starts[n + 1]; ++i) row(s, starts[n], head, i, q, k, v, dout);
      }
    }
  }

  void row(const AttentionShape& s, int64_t start, int64_t head, int64_t i, ConstMatrix q, ConstMatrix k, ConstMatrix v,
           ConstMatrix dout) {
    const int64_t size = s.head_size, kv = head / (s.heads / s.kv_heads);
    const float *qi = q.row(i) + head * size, *doi = dout.row(i) + head * size;
    Doubles p, dp;
    double total = 0, delta = 0;
    for (int64_t j = start; j <= i; ++j) {
      double score = 0, slope = 0;
      for (int64_t d = 0; d < size; ++d) {
        score += static_cast<double>(qi[d]) * k.row(j)[kv * size + d];
        slope += static_cast<double>(doi[d]) * v.row(j)[kv * size + d];
      }
      p.push_back(std::exp(s.scale * score));
      dp.push_back(slope);
      total += p.back();
    }
    lse[head * q.rows + i] = std::log(total);
    for (size_t j = 0; j < p.size(); ++j) delta += (p[j] /= total) * dp[j];
    for (size_t j = 0; j < p.size(); ++j) {
      const int64_t at = start + static_cast<int64_t>(j);
      const double ds = p[j] * (dp[j] - delta) * s.scale;
      for (int64_t d = 0; d < size; ++d) {
        out[i * q.cols + head * size + d] += p[j] * v.row(at)[kv * size + d];
        dq[i * q.cols + head * size + d] += ds * k.row(at)[kv * size + d];
        dk[at * k.cols + kv * size + d] += ds * qi[d];
        dv[at * k.cols + kv * size + d] += p[j] * doi[d];
      }
    }
  }
};

struct Case {
  AttentionShape shape;
  std::vector<int32_t> starts;
};

Doubles plus(Doubles a, const Floats& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

void check(const Case& t) {
  CAPTURE(t.shape.heads);
  CAPTURE(t.shape.head_size);
  CAPTURE(t.starts.back());
  const AttentionShape& s = t.shape;
  const int64_t rows = t.starts.back(), wide = s.heads * s.head_size, narrow = s.kv_heads * s.head_size;
  Floats qs = random_floats(rows * wide, 1, 2), ks = random_floats(rows * narrow, 2, 2);
  Floats vs = random_floats(rows * narrow, 3), douts = random_floats(rows * wide, 4);
  Floats gq = random_floats(rows * wide, 5), gk = random_floats(rows * narrow, 6), gv = random_floats(rows * narrow, 7);
  ConstMatrix q{qs.data(), rows, wide}, k{ks.data(), rows, narrow}, v{vs.data(), rows, narrow};
  ConstMatrix dout{douts.data(), rows, wide};
  Reference want(s, t.starts, q, k, v, dout);
  Floats got = same_bits([&](Context& context) {
    Floats outs(qs.size()), lses(static_cast<size_t>(s.heads * rows)), dq = gq, dk = gk, dv = gv;
    Matrix out{outs.data(), rows, wide}, lse{lses.data(), s.heads, rows};
    attention(context, s, t.starts, q, k, v, out, lse);
    attention_backward(context, s, t.starts, q, k, v, out, lse, dout,
                       {{dq.data(), rows, wide}, {dk.data(), rows, narrow}, {dv.data(), rows, narrow}});
    return joined({outs, lses, dq, dk, dv});
  });
  size_t at = 0;
  CHECK(relative_error(cut(got, at, want.out.size()), want.out) < 2e-6);
  CHECK(relative_error(cut(got, at, want.lse.size()), want.lse) < 2e-6);
  CHECK(relative_error(cut(got, at, want.dq.size()), plus(want.dq, gq)) < 3e-6);
  CHECK(relative_error(cut(got, at, want.dk.size()), plus(want.dk, gk)) < 3e-6);
  CHECK(relative_error(cut(got, at, want.dv.size()), plus(want.dv, gv)) < 3e-6);
}

float usual_scale(int64_t size) { return 1.f / std::sqrt(static_cast<float>(size)); }

}  // namespace

TEST_CASE("attention and its gradients over packed sequences, at block edges too") {
  check({{1, 1, 1, 1.f}, {0, 1}});
  check({{2, 1, 8, usual_scale(8)}, {0, 5, 5, 6, 40}});  // an empty sequence among them
  check({{9, 3, 64, usual_scale(64)}, {0, 63, 127, 192, 321}});
  check({{4, 4, 24, usual_scale(24)}, {0, 130, 131}});
  check({{6, 2, 33, 0.1f}, {0, 17, 82}});
  check({{3, 1, 16, usual_scale(16)}, {0, 700}});  // one long sequence with one kv head
  check({{2, 2, 128, usual_scale(128)}, {0, 257}});
}

TEST_CASE("attention with a cache continues where the whole sequence would be") {
  for (const AttentionShape& s : {AttentionShape{8, 4, 8, usual_scale(8)}, AttentionShape{9, 3, 64, usual_scale(64)},
                                  AttentionShape{3, 1, 17, usual_scale(17)}}) {
    const int64_t rows = 330, wide = s.heads * s.head_size, narrow = s.kv_heads * s.head_size;
    Floats qs = random_floats(rows * wide, 1), ks = random_floats(rows * narrow, 2),
           vs = random_floats(rows * narrow, 3);
    ConstMatrix q{qs.data(), rows, wide}, k{ks.data(), rows, narrow}, v{vs.data(), rows, narrow};
    Reference want(s, {0, static_cast<int32_t>(rows)}, q, k, v, q);
    for (auto [past, count] :
         {std::pair<int64_t, int64_t>{0, 1}, {0, 330}, {1, 1}, {200, 1}, {329, 1}, {100, 3}, {63, 65}, {10, 200}}) {
      CAPTURE(past);
      CAPTURE(count);
      Floats got = same_bits([&](Context& context) {
        Floats outs(static_cast<size_t>(count * wide));
        attention_cached(context, s, past, q.rows_from(past, count), k.rows_from(0, past + count),
                         v.rows_from(0, past + count), {outs.data(), count, wide});
        return outs;
      });
      auto begin = want.out.begin() + static_cast<std::ptrdiff_t>(past * wide);
      CHECK(relative_error(got, Doubles(begin, begin + static_cast<std::ptrdiff_t>(count * wide))) < 2e-6);
    }
  }
}
