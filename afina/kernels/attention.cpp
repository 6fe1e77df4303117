#include "afina/kernels/attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "afina/base/memory.h"
#include "afina/kernels/pieces.h"
#include "afina/kernels/sgemm.h"

namespace afina::kernels {

namespace {

constexpr int64_t kQueryRows = 64;

// Query rows `first` .. `first + rows - 1` of one sequence, counted from its start `origin` in k and v.
struct QueryBlock {
  int64_t origin = 0;
  int64_t first = 0;
  int64_t rows = 0;
  int64_t keys() const { return first + rows; }  // the last row sees this many keys
};

std::vector<QueryBlock> query_blocks(std::span<const int32_t> starts) {
  std::vector<QueryBlock> blocks;
  for (size_t s = 0; s + 1 < starts.size(); ++s) {
    int64_t length = starts[s + 1] - starts[s];
    for (int64_t first = 0; first < length; first += kQueryRows) {
      blocks.push_back({starts[s], first, std::min(kQueryRows, length - first)});
    }
  }
  return blocks;
}

Matrix scratch_matrix(Buffer& buffer, int64_t rows, int64_t cols) {
  size_t bytes = static_cast<size_t>(rows * cols) * sizeof(float);
  if (buffer.size() < bytes) buffer = Buffer(bytes);
  return {reinterpret_cast<float*>(buffer.data()), rows, cols};
}

// scores <- softmax of each row over the keys it may see, 0 beyond; the row's log-sum-exp to lse where given.
void causal_softmax(Matrix scores, int64_t first, float* lse) {
  for (int64_t i = 0; i < scores.rows; ++i) {
    float* row = scores.row(i);
    int64_t seen = first + i + 1;
    float top = *std::max_element(row, row + seen);
    double total = 0;
    for (int64_t j = 0; j < seen; ++j) total += row[j] = std::exp(row[j] - top);
    float inv = static_cast<float>(1 / total);
    for (int64_t j = 0; j < seen; ++j) row[j] *= inv;
    std::fill(row + seen, row + scores.cols, 0.f);
    if (lse) lse[i] = top + static_cast<float>(std::log(total));
  }
}

// One head's columns of a packed [rows, heads * D] matrix.
template <class T>
MatrixView<T> head_of(MatrixView<T> x, int64_t head, int64_t head_size) {
  return x.cols_from(head * head_size, head_size);
}

// out <- softmax(scale q k^T) v for one head and block.
void attend(const AttentionShape& shape, const QueryBlock& block, ConstMatrix q, ConstMatrix k, ConstMatrix v,
            Matrix out, float* lse) {
  Buffer buffer;
  Matrix scores = scratch_matrix(buffer, block.rows, block.keys());
  sgemm(Op::none, Op::transpose, shape.scale, q, k, 0.f, scores);
  causal_softmax(scores, block.first, lse);
  sgemm(Op::none, Op::none, 1.f, scores, v, 0.f, out);
}

struct BackwardInputs {
  ConstMatrix q, k, v, out, lse, dout;
};

// Adds one query head's share of a block to dq, dk, dv (views of that head alone, k and v from the origin).
void attend_backward(const AttentionShape& shape, const QueryBlock& block, int64_t head, const BackwardInputs& in,
                     Matrix dq, Matrix dk, Matrix dv) {
  const int64_t row = block.origin + block.first, size = shape.head_size, kv = head / (shape.heads / shape.kv_heads);
  ConstMatrix q = head_of(in.q, head, size).rows_from(row, block.rows);
  ConstMatrix out = head_of(in.out, head, size).rows_from(row, block.rows);
  ConstMatrix dout = head_of(in.dout, head, size).rows_from(row, block.rows);
  ConstMatrix k = head_of(in.k, kv, size).rows_from(block.origin, block.keys());
  ConstMatrix v = head_of(in.v, kv, size).rows_from(block.origin, block.keys());
  const float* lse = in.lse.row(head) + row;

  Buffer p_buffer, ds_buffer;
  Matrix p = scratch_matrix(p_buffer, block.rows, block.keys());
  Matrix ds = scratch_matrix(ds_buffer, block.rows, block.keys());
  sgemm(Op::none, Op::transpose, shape.scale, q, k, 0.f, p);
  sgemm(Op::none, Op::transpose, 1.f, dout, v, 0.f, ds);
  for (int64_t i = 0; i < block.rows; ++i) {
    int64_t seen = block.first + i + 1;
    float delta = 0;
    for (int64_t d = 0; d < size; ++d) delta += out.row(i)[d] * dout.row(i)[d];
    for (int64_t j = 0; j < seen; ++j) {
      float weight = std::exp(p.row(i)[j] - lse[i]);
      p.row(i)[j] = weight;
      ds.row(i)[j] = weight * (ds.row(i)[j] - delta) * shape.scale;
    }
    std::fill(p.row(i) + seen, p.row(i) + p.cols, 0.f);
    std::fill(ds.row(i) + seen, ds.row(i) + ds.cols, 0.f);
  }
  sgemm(Op::transpose, Op::none, 1.f, p, dout, 1.f, dv.rows_from(0, block.keys()));
  sgemm(Op::none, Op::none, 1.f, ds, k, 1.f, dq.rows_from(block.first, block.rows));
  sgemm(Op::transpose, Op::none, 1.f, ds, q, 1.f, dk.rows_from(0, block.keys()));
}

}  // namespace

void attention(Context& context, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q,
               ConstMatrix k, ConstMatrix v, Matrix out, Matrix lse) {
  const std::vector<QueryBlock> blocks = query_blocks(starts);
  const int64_t count = static_cast<int64_t>(blocks.size()), group = shape.heads / shape.kv_heads;
  context.pool.run(count * shape.heads, [&](int64_t piece) {
    const int64_t head = piece % shape.heads;
    const QueryBlock& block = blocks[static_cast<size_t>(count - 1 - piece / shape.heads)];  // longest rows first
    const int64_t row = block.origin + block.first, size = shape.head_size;
    attend(shape, block, head_of(q, head, size).rows_from(row, block.rows),
           head_of(k, head / group, size).rows_from(block.origin, block.keys()),
           head_of(v, head / group, size).rows_from(block.origin, block.keys()),
           head_of(out, head, size).rows_from(row, block.rows), lse.row(head) + row);
  });
}

void attention_backward(Context& context, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q,
                        ConstMatrix k, ConstMatrix v, ConstMatrix out, ConstMatrix lse, ConstMatrix dout,
                        const AttentionGrads& grads) {
  const int64_t sequences = static_cast<int64_t>(starts.size()) - 1, group = shape.heads / shape.kv_heads;
  const BackwardInputs in{q, k, v, out, lse, dout};
  context.pool.run(sequences * shape.kv_heads, [&](int64_t piece) {
    const int64_t s = piece / shape.kv_heads, kv = piece % shape.kv_heads, size = shape.head_size;
    const int64_t rows = starts[s + 1] - starts[s];
    Matrix dk = head_of(grads.dk, kv, size).rows_from(starts[s], rows);
    Matrix dv = head_of(grads.dv, kv, size).rows_from(starts[s], rows);
    for (const QueryBlock& block : query_blocks(starts.subspan(static_cast<size_t>(s), 2))) {
      for (int64_t head = kv * group; head < (kv + 1) * group; ++head) {
        Matrix dq = head_of(grads.dq, head, size).rows_from(starts[s], rows);
        attend_backward(shape, block, head, in, dq, dk, dv);
      }
    }
  });
}

void attention_cached(Context& context, const AttentionShape& shape, int64_t past, ConstMatrix q, ConstMatrix keys,
                      ConstMatrix values, Matrix out) {
  const int64_t group = shape.heads / shape.kv_heads, count = pieces_of(q.rows, kQueryRows);
  context.pool.run(count * shape.heads, [&](int64_t piece) {
    const int64_t head = piece % shape.heads, size = shape.head_size, first = piece / shape.heads * kQueryRows;
    const QueryBlock block{0, past + first, std::min(kQueryRows, q.rows - first)};
    attend(shape, block, head_of(q, head, size).rows_from(first, block.rows),
           head_of(keys, head / group, size).rows_from(0, block.keys()),
           head_of(values, head / group, size).rows_from(0, block.keys()),
           head_of(out, head, size).rows_from(first, block.rows), nullptr);
  });
}

}  // namespace afina::kernels
