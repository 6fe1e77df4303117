#include "afina/baselines/panel.h"

#include <cstring>

namespace afina::baselines {

namespace {

constexpr int64_t kRowsPerPiece = 256;
constexpr int64_t kPerPiece = 16384;  // elements
constexpr int64_t kChunk = 16;        // a count known to the compiler, which then uses vector registers
constexpr int64_t kFloatRun = 1024;   // elements summed in single precision before double takes over
constexpr int64_t kTile = 2048;       // elements combined at a time

// Eight floats that the compiler (GCC's and Clang's vector extension) keeps in a register: sums in a plain array
// go through memory at every step.
using Eight [[gnu::vector_size(32)]] = float;

template <int kLanes>
[[gnu::always_inline]] inline void multiply_rows(const SparseRows& rows, int64_t first, int64_t last, const float* in,
                                                 float* out) {
  constexpr int kVectors = kLanes / 8;
  const int32_t* column = rows.column.data();
  const float* value = rows.value.data();
  for (int64_t row = first; row < last; ++row) {
    Eight sum[kVectors] = {};
    for (int64_t k = rows.begin[static_cast<size_t>(row)]; k < rows.begin[static_cast<size_t>(row) + 1]; ++k) {
      const float* from = in + static_cast<int64_t>(column[k]) * kLanes;
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) {
        Eight part;
        std::memcpy(&part, from + v * 8, sizeof(part));
        sum[v] += value[k] * part;
      }
    }
    std::memcpy(out + row * kLanes, sum, sizeof(sum));
  }
}

AFINA_BASELINES_WIDE void multiply_rows_8(const SparseRows& rows, int64_t first, int64_t last, const float* in,
                                          float* out) {
  multiply_rows<8>(rows, first, last, in, out);
}
AFINA_BASELINES_WIDE void multiply_rows_16(const SparseRows& rows, int64_t first, int64_t last, const float* in,
                                           float* out) {
  multiply_rows<16>(rows, first, last, in, out);
}
AFINA_BASELINES_WIDE void multiply_rows_32(const SparseRows& rows, int64_t first, int64_t last, const float* in,
                                           float* out) {
  multiply_rows<32>(rows, first, last, in, out);
}

AFINA_BASELINES_WIDE double dot_run(const float* a, const float* b, int64_t count) {
  float lanes[kChunk] = {};
  int64_t i = 0;
  for (; i + kChunk <= count; i += kChunk) {
    for (int64_t lane = 0; lane < kChunk; ++lane) lanes[lane] += a[i + lane] * b[i + lane];
  }
  double sum = 0;
  for (float lane : lanes) sum += static_cast<double>(lane);
  for (; i < count; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

AFINA_BASELINES_WIDE void add_scaled(float factor, const float* __restrict from, int64_t count, float* __restrict to) {
  int64_t i = 0;
  for (; i + kChunk <= count; i += kChunk) {
    for (int64_t lane = 0; lane < kChunk; ++lane) to[i + lane] += factor * from[i + lane];
  }
  for (; i < count; ++i) to[i] += factor * from[i];
}

}  // namespace

void multiply(const SparseRows& rows, const Panel& in, Panel& out, ThreadPool& pool) {
  int64_t chunks = (rows.rows() + kRowsPerPiece - 1) / kRowsPerPiece;
  pool.run(chunks * in.strips(), [&](int64_t piece) {
    int64_t strip = piece / chunks, first = piece % chunks * kRowsPerPiece;
    int64_t last = std::min(rows.rows(), first + kRowsPerPiece);
    switch (in.lanes()) {
      case 8:
        return multiply_rows_8(rows, first, last, in.strip(strip), out.strip(strip));
      case 16:
        return multiply_rows_16(rows, first, last, in.strip(strip), out.strip(strip));
      default:
        return multiply_rows_32(rows, first, last, in.strip(strip), out.strip(strip));
    }
  });
}

double dot(const Panel& a, const Panel& b, ThreadPool& pool) {
  auto size = static_cast<int64_t>(a.data().size());
  int64_t pieces = (size + kPerPiece - 1) / kPerPiece;
  std::vector<double> partial(static_cast<size_t>(pieces));
  pool.run(pieces, [&](int64_t piece) {
    int64_t last = std::min(size, (piece + 1) * kPerPiece);
    double sum = 0;
    for (int64_t i = piece * kPerPiece; i < last; i += kFloatRun) {
      sum += dot_run(a.data().data() + i, b.data().data() + i, std::min(kFloatRun, last - i));
    }
    partial[static_cast<size_t>(piece)] = sum;
  });
  double sum = 0;
  for (double p : partial) sum += p;
  return sum;
}

void combine(const std::vector<ScaledPanel>& parts, Panel& out, ThreadPool& pool) {
  auto size = static_cast<int64_t>(out.data().size());
  pool.run((size + kPerPiece - 1) / kPerPiece, [&](int64_t piece) {
    const int64_t end = std::min(size, (piece + 1) * kPerPiece);
    for (int64_t i = piece * kPerPiece; i < end; i += kTile) {
      float sum[kTile] = {};  // one part after another: few streams, which the processor can foresee
      const int64_t count = std::min(kTile, end - i);
      for (const ScaledPanel& part : parts) {
        add_scaled(static_cast<float>(part.factor), part.panel->data().data() + i, count, sum);
      }
      std::copy(sum, sum + count, out.data().data() + i);
    }
  });
}

}  // namespace afina::baselines
