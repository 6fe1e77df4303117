#include "afina/kernels/attention.h"

#include <string>
#include <utility>

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
        for (int64_t i = starts[n]; i < starts[n + 1]; ++i) row(s, {starts[n], starts[n + 1]}, head, i, q, k, v, dout);
      }
    }
  }

  void row(const AttentionShape& s, std::pair<int64_t, int64_t> sequence, int64_t head, int64_t i, ConstMatrix q,
           ConstMatrix k, ConstMatrix v, ConstMatrix dout) {
    const auto [start, end] = sequence;
    const int64_t size = s.head_size, kv = head / (s.heads / s.kv_heads);
    const float *qi = q.row(i) + head * size, *doi = dout.row(i) + head * size;
    Doubles p, dp, bends;
    std::vector<int64_t> keys;
    double total = 0, delta = 0;
    for (int64_t j = start; j < end; ++j) {
      if ((s.mask.causal && j > i) || (s.mask.window > 0 && std::abs(i - j) >= s.mask.window)) continue;
      keys.push_back(j);
      double score = 0, slope = 0;
      for (int64_t d = 0; d < size; ++d) {
        score += static_cast<double>(qi[d]) * k.row(j)[kv * size + d];
        slope += static_cast<double>(doi[d]) * v.row(j)[kv * size + d];
      }
      score *= s.scale;
      bends.push_back(1);
      if (s.mask.softcap > 0) {
        const double bent = std::tanh(score / s.mask.softcap);
        score = s.mask.softcap * bent;
        bends.back() = 1 - bent * bent;
      }
      p.push_back(std::exp(score));
      dp.push_back(slope);
      total += p.back();
    }
    lse[head * q.rows + i] = std::log(total);
    for (size_t j = 0; j < p.size(); ++j) delta += (p[j] /= total) * dp[j];
    for (size_t j = 0; j < p.size(); ++j) {
      const int64_t at = keys[j];
      const double ds = p[j] * (dp[j] - delta) * s.scale * bends[j];
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
  CAPTURE(t.shape.mask.causal);
  CAPTURE(t.shape.mask.window);
  CAPTURE(t.shape.mask.softcap);
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

TEST_CASE("attention under every mask, at the edges of blocks and windows") {
  for (const bool causal : {true, false}) {
    for (const float cap : {0.f, 1.5f}) {
      for (const int64_t window : {0, 1, 2, 63, 64, 65, 130}) {
        const AttentionMask mask{causal, window, cap};
        check({{4, 2, 24, 0.3f, mask}, {0, 64, 65, 194, 260}});
      }
      check({{2, 1, 16, 0.3f, {causal, 200, cap}}, {0, 700}});  // keys in more than one block of backward
      check({{2, 1, 16, 0.3f, {causal, 600, cap}}, {0, 1300}});
    }
  }
}

TEST_CASE("what lies outside a window is not read") {
  const int64_t rows = 300, size = 16, window = 70;
  Floats qs = random_floats(rows * size, 1), ks = random_floats(rows * size, 2), vs = random_floats(rows * size, 3);
  const AttentionShape shape{1, 1, size, 0.3f, {.window = window}};
  ThreadPool pool(1);
  Context context{pool};
  const auto last_rows = [&](int64_t past) {
    const int64_t count = rows - past;
    Floats out(static_cast<size_t>(count * size));
    attention_cached(context, shape, past, {qs.data() + past * size, count, size}, {ks.data(), rows, size},
                     {vs.data(), rows, size}, {out.data(), count, size});
    return out;
  };
  const Floats one = last_rows(rows - 1), some = last_rows(rows - 10);
  for (int64_t i = 0; i < (rows - 9 - window) * size; ++i) ks[i] = vs[i] = NAN;
  CHECK(last_rows(rows - 10) == some);
  for (int64_t i = 0; i < (rows - window) * size; ++i) ks[i] = vs[i] = NAN;
  CHECK(last_rows(rows - 1) == one);
  ks[(rows - window) * size] = NAN;
  CHECK(std::isnan(last_rows(rows - 1).front()));
}

TEST_CASE("a score that is not a number is not hidden by a soft cap") {
  Floats x(8, 1.f), out(8), lse(2);
  x[5] = NAN;
  ThreadPool pool(1);
  Context context{pool};
  const ConstMatrix all{x.data(), 2, 4};
  attention(context, {1, 1, 4, 1.f, {.softcap = 5.f}}, std::vector<int32_t>{0, 2}, all, all, all, {out.data(), 2, 4},
            {lse.data(), 1, 2});
  CHECK(std::isnan(lse[1]));
  CHECK(std::isfinite(lse[0]));
}

TEST_CASE("attention with a cache continues where the whole sequence would be") {
  for (const AttentionShape& s :
       {AttentionShape{8, 4, 8, usual_scale(8)}, AttentionShape{9, 3, 64, usual_scale(64)},
        AttentionShape{3, 1, 17, usual_scale(17)}, AttentionShape{8, 4, 8, usual_scale(8), {.window = 90}},
        AttentionShape{3, 1, 17, 0.5f, {.window = 1, .softcap = 2.f}}, AttentionShape{4, 2, 8, 0.5f, {.softcap = 2.f}},
        AttentionShape{4, 2, 8, 0.5f, {.window = 65, .softcap = 2.f}}}) {
    CAPTURE(s.mask.window);
    CAPTURE(s.mask.softcap);
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
