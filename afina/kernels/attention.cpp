// Forward: a piece is one head and one block of query rows; its scores against all keys that a row of it sees lie
// in scratch. Backward: a piece is one (sequence, kv head) with all its query heads, so that it alone owns its
// rows of dk and dv.
#include "afina/kernels/attention.h"

#include <algorithm>
#include <vector>

#include "afina/base/memory.h"
#include "afina/kernels/attention_rows.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/pieces.h"
#include "afina/kernels/sgemm.h"

namespace afina::kernels {

namespace {

constexpr int64_t kQueryRows = 64;
// Keys at a time in backward, so that two blocks of scores stay in the second-level cache.
constexpr int64_t kKeyRows = 512;
// With fewer (sequence, kv head) pairs than this, backward splits each by its query blocks.
constexpr int64_t kEnoughPieces = 4;

// Query rows first .. first + rows - 1 of a sequence of `length` keys.
struct QueryBlock {
  int64_t origin = 0;  // the sequence's first row of k and v
  int64_t row = 0;     // the block's first row of q and out
  int64_t first = 0;
  int64_t rows = 0;
  int64_t length = 0;
  // All that some row sees.
  KeyRange keys(const AttentionMask& mask) const {
    const SeenKeys seen{mask, first, 0};
    return {seen.of(0, length).begin, seen.of(rows - 1, length).end};
  }
};

std::vector<QueryBlock> query_blocks(std::span<const int32_t> starts) {
  std::vector<QueryBlock> blocks;
  for (size_t s = 0; s + 1 < starts.size(); ++s) {
    int64_t length = starts[s + 1] - starts[s];
    for (int64_t first = 0; first < length; first += kQueryRows) {
      blocks.push_back({starts[s], starts[s] + first, first, std::min(kQueryRows, length - first), length});
    }
  }
  return blocks;
}

// A matrix of its own memory, contents undefined.
struct Scratch {
  Scratch(int64_t rows, int64_t cols)
      : buffer(static_cast<size_t>(rows * cols) * sizeof(float)),
        view(reinterpret_cast<float*>(buffer.data()), rows, cols) {}
  Buffer buffer;
  Matrix view;
};

// One head's columns of a packed [rows, heads * D] matrix.
template <class T>
MatrixView<T> head_of(MatrixView<T> x, int64_t head, int64_t head_size) {
  return x.cols_from(head * head_size, head_size);
}

struct Forward {
  const AttentionShape& shape;
  ConstMatrix q, k, v;
  Matrix out;

  // out <- softmax(scale q k^T) v for one head and block; `lse` is that of the block's rows, or null.
  void block(const QueryBlock& block, int64_t head, float* lse) const {
    const int64_t size = shape.head_size, kv = head / (shape.heads / shape.kv_heads);
    const KeyRange keys = block.keys(shape.mask);
    const ConstMatrix q_rows = head_of(q, head, size).rows_from(block.row, block.rows);
    const ConstMatrix k_rows = head_of(k, kv, size).rows_from(block.origin + keys.begin, keys.count());
    const ConstMatrix v_rows = head_of(v, kv, size).rows_from(block.origin + keys.begin, keys.count());
    const Matrix out_rows = head_of(out, head, size).rows_from(block.row, block.rows);
    Scratch scores(block.rows, keys.count());
    if (block.rows == 1 && !lse) {
      return attend_one(shape, q_rows.data, k_rows, v_rows, scores.view.data, out_rows.data);
    }
    sgemm(Op::none, Op::transpose, shape.scale, q_rows, k_rows, 0.f, scores.view);
    masked_softmax({shape.mask, block.first, keys.begin}, scores.view, lse);
    sgemm(Op::none, Op::none, 1.f, scores.view, v_rows, 0.f, out_rows);
  }
};

struct Backward {
  const AttentionShape& shape;
  ConstMatrix q, k, v, out, lse, dout;
  Matrix dq;

  // Adds one query head's share of a block to dq, and to dk and dv (that kv head's columns of all rows).
  void block(const QueryBlock& block, int64_t head, Matrix dk, Matrix dv) const {
    const int64_t size = shape.head_size, kv = head / (shape.heads / shape.kv_heads);
    const ConstMatrix q_rows = head_of(q, head, size).rows_from(block.row, block.rows);
    const ConstMatrix dout_rows = head_of(dout, head, size).rows_from(block.row, block.rows);
    const Matrix dq_rows = head_of(dq, head, size).rows_from(block.row, block.rows);
    float delta[kQueryRows];
    attention_delta(head_of(out, head, size).rows_from(block.row, block.rows), dout_rows, delta);
    const KeyRange seen = block.keys(shape.mask);
    const int64_t widest = std::min(kKeyRows, seen.count());
    Scratch p_scratch(block.rows, widest), ds_scratch(block.rows, widest);
    for (int64_t begin = seen.begin; begin < seen.end; begin += kKeyRows) {
      const int64_t keys = std::min(kKeyRows, seen.end - begin), key = block.origin + begin;
      const Matrix p{p_scratch.view.data, block.rows, keys}, ds{ds_scratch.view.data, block.rows, keys};
      const ConstMatrix k_rows = head_of(k, kv, size).rows_from(key, keys);
      sgemm(Op::none, Op::transpose, shape.scale, q_rows, k_rows, 0.f, p);
      sgemm(Op::none, Op::transpose, 1.f, dout_rows, head_of(v, kv, size).rows_from(key, keys), 0.f, ds);
      attention_slopes(shape.scale, {shape.mask, block.first, begin}, lse.row(head) + block.row, delta, p, ds);
      sgemm(Op::transpose, Op::none, 1.f, p, dout_rows, 1.f, dv.rows_from(key, keys));
      sgemm(Op::transpose, Op::none, 1.f, ds, q_rows, 1.f, dk.rows_from(key, keys));
      sgemm(Op::none, Op::none, 1.f, ds, k_rows, 1.f, dq_rows);
    }
  }
};

}  // namespace

void attention(Context& context, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q,
               ConstMatrix k, ConstMatrix v, Matrix out, Matrix lse) {
  const std::vector<QueryBlock> blocks = query_blocks(starts);
  const int64_t count = std::ssize(blocks);
  const Forward forward{shape, q, k, v, out};
  context.pool.run(count * shape.heads, [&](int64_t piece) {
    const int64_t head = piece % shape.heads;
    const QueryBlock& block = blocks[static_cast<size_t>(count - 1 - piece / shape.heads)];  // longest rows first
    forward.block(block, head, lse.row(head) + block.row);
  });
}

void attention_backward(Context& context, const AttentionShape& shape, std::span<const int32_t> starts, ConstMatrix q,
                        ConstMatrix k, ConstMatrix v, ConstMatrix out, ConstMatrix lse, ConstMatrix dout,
                        const AttentionGrads& grads) {
  const int64_t pairs = (std::ssize(starts) - 1) * shape.kv_heads, group = shape.heads / shape.kv_heads;
  // Where pairs are few, each is shared out by query blocks; the first share adds to the gradients, the others
  // have matrices of their own that are added in order.
  const int64_t shares = pairs >= kEnoughPieces ? 1 : kEnoughPieces;
  const int64_t kept = (shares - 1) * k.rows;
  Scratch dk_shares(kept, k.cols), dv_shares(kept, k.cols);
  fill(context, {dk_shares.view.data, static_cast<size_t>(kept * k.cols)}, 0.f);
  fill(context, {dv_shares.view.data, static_cast<size_t>(kept * k.cols)}, 0.f);
  const Backward backward{shape, q, k, v, out, lse, dout, grads.dq};
  context.pool.run(pairs * shares, [&](int64_t piece) {
    const int64_t share = piece % shares, kv = piece / shares % shape.kv_heads, s = piece / shares / shape.kv_heads;
    Matrix dk = share == 0 ? grads.dk : dk_shares.view.rows_from((share - 1) * k.rows, k.rows);
    Matrix dv = share == 0 ? grads.dv : dv_shares.view.rows_from((share - 1) * k.rows, k.rows);
    const std::vector<QueryBlock> blocks = query_blocks(starts.subspan(static_cast<size_t>(s), 2));
    for (int64_t b = share; b < std::ssize(blocks); b += shares) {
      for (int64_t head = kv * group; head < (kv + 1) * group; ++head) {
        backward.block(blocks[static_cast<size_t>(b)], head, head_of(dk, kv, shape.head_size),
                       head_of(dv, kv, shape.head_size));
      }
    }
  });
  for (int64_t row = 0; row < kept; ++row) {
    const int64_t into = row % k.rows;
    const size_t cols = static_cast<size_t>(k.cols);
    add(context, {dk_shares.view.row(row), cols}, {grads.dk.row(into), cols});
    add(context, {dv_shares.view.row(row), cols}, {grads.dv.row(into), cols});
  }
}

void attention_cached(Context& context, const AttentionShape& shape, int64_t past, ConstMatrix q, ConstMatrix keys,
                      ConstMatrix values, Matrix out) {
  const Forward forward{shape, q, keys, values, out};
  context.pool.run(pieces_of(q.rows, kQueryRows) * shape.heads, [&](int64_t piece) {
    const int64_t first = piece / shape.heads * kQueryRows, rows = std::min(kQueryRows, q.rows - first);
    forward.block({0, first, past + first, rows, past + q.rows}, piece % shape.heads, nullptr);
  });
}

}  // namespace afina::kernels
