// Speed of every kernel at the shapes of SmolLM2-135M, four texts of 256 tokens:
//   bench_kernels [threads] [part of a name]
// Prints the best of several runs: products and attention in GFLOP/s, the rest in GB/s of operands read and
// written once; then the same for each second of processor time, which other programs disturb less.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "afina/base/random.h"
#include "afina/kernels/activation.h"
#include "afina/kernels/attention.h"
#include "afina/kernels/cross_entropy.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/gemm.h"
#include "afina/kernels/norm.h"
#include "afina/kernels/rotary.h"
#include "afina/kernels/stored_matrix.h"

using namespace afina;
using namespace afina::kernels;

namespace {

using Floats = std::vector<float>;

Floats numbers(int64_t count) {
  Random random(static_cast<uint64_t>(count));
  Floats values(static_cast<size_t>(count));
  for (float& value : values) value = static_cast<float>(random.uniform() - 0.5);
  return values;
}

double seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class Bench {
 public:
  Bench(Context context, std::string filter) : context_(context), filter_(std::move(filter)) {}

  Context& context() { return context_; }
  // `amount` is in floating-point operations or in bytes.
  void time(const std::string& name, const char* unit, double amount, const std::function<void()>& work) {
    if (name.find(filter_) == std::string::npos) return;
    work();
    double best = 1e9, least_processor = 1e9, total = 0;
    for (int i = 0; i < 200 && total < 0.3; ++i) {
      double begin = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
      work();
      double took = seconds(CLOCK_MONOTONIC) - begin;
      best = std::min(best, took);
      least_processor = std::min(least_processor, seconds(CLOCK_PROCESS_CPUTIME_ID) - processor);
      total += took;
    }
    std::printf("%-44s %9.3f ms %8.1f %8.1f %s\n", name.c_str(), best * 1e3, amount / best * 1e-9,
                amount / least_processor * 1e-9, unit);
    std::fflush(stdout);
  }

 private:
  Context context_;
  std::string filter_;
};

void products(Bench& bench) {
  struct Case {
    Op op_a, op_b;
    int64_t m, n, k;
  };
  const Op none = Op::none, transpose = Op::transpose;
  const Case cases[] = {
      {none, transpose, 1024, 576, 576},  {none, transpose, 1024, 192, 576}, {none, transpose, 1024, 1536, 576},
      {none, transpose, 1024, 576, 1536}, {none, none, 1024, 576, 576},      {none, none, 1024, 1536, 576},
      {none, none, 1024, 576, 1536},      {transpose, none, 576, 576, 1024}, {transpose, none, 1536, 576, 1024},
      {none, transpose, 256, 49152, 576}, {none, none, 256, 576, 49152},     {transpose, none, 49152, 576, 256},
      {none, transpose, 1024, 16, 576},   {none, transpose, 1024, 576, 16},  {none, none, 1024, 16, 576},
      {none, none, 1024, 576, 16},        {transpose, none, 16, 576, 1024},  {transpose, none, 576, 16, 1024},
      {none, transpose, 1024, 16, 1536},  {none, transpose, 16, 1536, 576},  {none, transpose, 64, 576, 576},
      {none, transpose, 4096, 8192, 256},
  };
  for (const Case& t : cases) {
    Floats a = numbers(t.m * t.k), b = numbers(t.n * t.k), c(static_cast<size_t>(t.m * t.n));
    ConstMatrix av{a.data(), t.op_a == none ? t.m : t.k, t.op_a == none ? t.k : t.m};
    ConstMatrix bv{b.data(), t.op_b == none ? t.k : t.n, t.op_b == none ? t.n : t.k};
    std::string name = std::string("gemm ") + (t.op_a == none ? "N" : "T") + (t.op_b == none ? "N " : "T ") +
                       std::to_string(t.m) + " x " + std::to_string(t.n) + " x " + std::to_string(t.k);
    bench.time(name, "GFLOP/s", 2. * static_cast<double>(t.m * t.n * t.k), [&] {
      gemm(bench.context(), t.op_a, t.op_b, 1.f, av, bv, 0.f, {c.data(), t.m, t.n});
    });
  }
  for (int64_t n : {int64_t{576}, int64_t{1536}, int64_t{49152}}) {
    Floats x = numbers(4 * 576), w = numbers(n * 576), y(static_cast<size_t>(4 * n));
    for (int64_t m : {1, 4}) {
      bench.time(
          "gemv " + std::to_string(m) + " x " + std::to_string(n) + " x 576", "GB/s", 4. * static_cast<double>(n) * 576,
          [&] {
            gemm(bench.context(), none, transpose, 1.f, {x.data(), m, 576}, {w.data(), n, 576}, 0.f, {y.data(), m, n});
          });
    }
  }
}

void attentions(Bench& bench, const std::string& suffix, const AttentionMask& mask) {
  const AttentionShape shape{9, 3, 64, 0.125f, mask};
  const int64_t wide = 576, narrow = 192;
  for (const std::vector<int32_t>& starts :
       {std::vector<int32_t>{0, 256, 512, 768, 1024}, std::vector<int32_t>{0, 2048}}) {
    const int64_t rows = starts.back(), reach = mask.window > 0 ? mask.window : rows;
    Floats q = numbers(rows * wide), k = numbers(rows * narrow), v = numbers(rows * narrow), out = q, dout = q;
    Floats dq = q, dk = k, dv = v, lse(static_cast<size_t>(9 * rows));
    ConstMatrix qv{q.data(), rows, wide}, kv{k.data(), rows, narrow}, vv{v.data(), rows, narrow};
    Matrix ov{out.data(), rows, wide}, lv{lse.data(), 9, rows};
    double seen = 0;  // pairs of a row and a key that count
    for (size_t s = 0; s + 1 < starts.size(); ++s) {
      for (int64_t i = 0; i < starts[s + 1] - starts[s]; ++i) seen += static_cast<double>(std::min(i + 1, reach));
    }
    std::string name = std::to_string(starts.size() - 1) + " x " + std::to_string(starts[1]) + suffix;
    bench.time("attention " + name, "GFLOP/s", seen * 9 * 64 * 4,
               [&] { attention(bench.context(), shape, starts, qv, kv, vv, ov, lv); });
    bench.time("attention backward " + name, "GFLOP/s", seen * 9 * 64 * 10, [&] {
      attention_backward(bench.context(), shape, starts, qv, kv, vv, ov, lv, {dout.data(), rows, wide},
                         {{dq.data(), rows, wide}, {dk.data(), rows, narrow}, {dv.data(), rows, narrow}});
    });
    bench.time("attention decode " + std::to_string(rows) + suffix, "GB/s",
               8. * static_cast<double>(std::min(rows, reach) * narrow), [&] {
                 attention_cached(bench.context(), shape, rows - 1, qv.rows_from(0, 1), kv, vv, ov.rows_from(0, 1));
               });
  }
}

void rows(Bench& bench) {
  const int64_t m = 1024, c = 576, v = 49152;
  const double bytes = 4. * static_cast<double>(m * c);
  Floats x = numbers(m * c), y = numbers(m * c), z = numbers(m * c), w = numbers(c), saved(m), mean(m), dw(c), db(c);
  ConstMatrix xv{x.data(), m, c}, zv{z.data(), m, c};
  Matrix yv{y.data(), m, c};
  Context& context = bench.context();
  bench.time("rms_norm", "GB/s", 2 * bytes, [&] { rms_norm(context, xv, w, 1e-5f, yv, saved); });
  bench.time("rms_norm_backward", "GB/s", 4 * bytes, [&] { rms_norm_backward(context, xv, w, saved, zv, yv, {}); });
  bench.time("rms_norm_backward with weight", "GB/s", 4 * bytes,
             [&] { rms_norm_backward(context, xv, w, saved, zv, yv, dw); });
  bench.time("layer_norm", "GB/s", 2 * bytes, [&] { layer_norm(context, xv, w, w, 1e-5f, yv, mean, saved); });
  bench.time("layer_norm_backward", "GB/s", 4 * bytes, [&] {
    layer_norm_backward(context, xv, w, {mean, saved}, zv, yv, dw, db);
  });
  std::vector<int32_t> positions(m);
  std::iota(positions.begin(), positions.end(), 0);
  Floats angles = numbers(m * 32);
  ConstMatrix table{angles.data(), m, 32};
  bench.time("rotary", "GB/s", 2 * bytes, [&] {
    rotary(context, {table, table}, positions, 64, false, false, xv, yv);
  });
  const int64_t chunk = 128;
  Floats logits = numbers(chunk * v), losses(chunk);
  std::vector<int32_t> targets(chunk, 7);
  Matrix lv{logits.data(), chunk, v};
  const double logit_bytes = 4. * static_cast<double>(chunk * v);
  bench.time("cross_entropy", "GB/s", logit_bytes, [&] { cross_entropy_rows(context, 0, lv, targets, false, losses); });
  bench.time("cross_entropy with gradient", "GB/s", 2 * logit_bytes,
             [&] { cross_entropy_rows(context, 0, lv, targets, true, losses); });
}

void elements(Bench& bench) {
  const int64_t n = 1024 * 1536;
  const double bytes = 4. * static_cast<double>(n);
  Floats a = numbers(n), b = numbers(n), y = numbers(n), da(a.size()), dup(a.size()), bias = numbers(1536);
  Context& context = bench.context();
  bench.time("add", "GB/s", 3 * bytes, [&] { add(context, a, y); });
  bench.time("add_bias", "GB/s", 2 * bytes, [&] { add_bias(context, bias, {y.data(), 1024, 1536}); });
  bench.time("add_column_sums", "GB/s", bytes, [&] { add_column_sums(context, {a.data(), 1024, 1536}, bias); });
  bench.time("sum_of_squares", "GB/s", bytes, [&] { static_cast<void>(sum_of_squares(context, a)); });
  bench.time("dropout", "GB/s", 2 * bytes, [&] { dropout(context, 0.05f, 1, 0, a, y); });
  bench.time("swiglu", "GB/s", 3 * bytes, [&] { swiglu(context, a, b, y); });
  bench.time("swiglu_backward", "GB/s", 7 * bytes, [&] { swiglu_backward(context, a, b, y, da, dup); });
  for (Gelu kind : {Gelu::tanh, Gelu::erf}) {
    std::string name = kind == Gelu::tanh ? "gelu tanh" : "gelu erf";
    bench.time(name, "GB/s", 2 * bytes, [&] { gelu(context, kind, a, y); });
    bench.time(name + " backward", "GB/s", 4 * bytes, [&] { gelu_backward(context, kind, a, b, da); });
    bench.time("geglu " + name, "GB/s", 3 * bytes, [&] { geglu(context, kind, a, b, y); });
    bench.time("geglu backward " + name, "GB/s", 7 * bytes, [&] { geglu_backward(context, kind, a, b, y, {da, dup}); });
  }
  AdamWOptions options;
  bench.time("adamw", "GB/s", 7 * bytes, [&] { adamw(context, options, b, da, dup, a); });
  std::vector<int32_t> ids(1024);
  for (size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<int32_t>(i * 37 % 1024);
  bench.time("gather_rows", "GB/s", 2 * bytes, [&] {
    gather_rows(context, {a.data(), 1024, 1536}, ids, {y.data(), 1024, 1536});
  });
  bench.time("scatter_add_rows", "GB/s", 3 * bytes, [&] {
    scatter_add_rows(context, {a.data(), 1024, 1536}, ids, {y.data(), 1024, 1536});
  });
}

// GB/s of stored bytes read and floats written (packing: read and written the other way).
void stored_weights(Bench& bench) {
  const int64_t rows = 576, cols = 1536;
  Floats values = numbers(rows * cols), to(values.size());
  std::vector<std::byte> bytes(values.size() * sizeof(double));
  const DType types[] = {DType::f32,  DType::f16,  DType::bf16, DType::f64,  DType::q4_0, DType::q4_1,
                         DType::q5_0, DType::q5_1, DType::q8_0, DType::q4_k, DType::q5_k, DType::q6_k};
  for (DType dtype : types) {
    const StoredMatrix stored{dtype, bytes.data(), rows, cols};
    const double moved = static_cast<double>(rows * (stored.row_bytes() + 4 * cols));
    const std::string name(dtype_name(dtype));
    bench.time("unpack " + name, "GB/s", moved, [&] { unpack_rows(bench.context(), stored, {to.data(), rows, cols}); });
    if (!can_pack(dtype)) continue;
    bench.time("pack " + name, "GB/s", moved, [&] {
      pack_rows(bench.context(), {values.data(), rows, cols}, dtype, bytes.data());
    });
  }
}

}  // namespace

int main(int argc, char** argv) {
  ThreadPool pool(argc > 1 ? std::atoi(argv[1]) : 0);
  Bench bench({pool}, argc > 2 ? argv[2] : "");
  std::printf("%d threads\n", pool.size());
  products(bench);
  attentions(bench, "", {});
  attentions(bench, " window 128", {.window = 128});
  attentions(bench, " cap", {.softcap = 50.f});
  rows(bench);
  elements(bench);
  stored_weights(bench);
  return 0;
}
