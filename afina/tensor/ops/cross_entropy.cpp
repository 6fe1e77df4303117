// The last linear layer together with the loss: the logits of a batch never exist at once.
#include "afina/kernels/cross_entropy.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "afina/base/error.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/gemm.h"
#include "afina/tensor/ops/ops.h"

namespace afina::ops {

using kernels::Op;

namespace {

// Rows of logits held at a time: at most 128 MB of them, as a vocabulary of 262,144 would take 268 MB for 256 rows.
// Part of the result's bits, hence a function of the vocabulary alone.
constexpr int64_t kMostRows = 256, kLeastRows = 32, kMostLogits = int64_t{1} << 25;

}  // namespace

int64_t logit_rows(int64_t vocabulary) {
  return std::clamp(kMostLogits / std::max<int64_t>(1, vocabulary), kLeastRows, kMostRows);
}

namespace {

// The supervised rows of the batch, gathered.
struct Supervised {
  std::vector<int32_t> rows, targets;
  std::vector<float> weights;
};

Supervised supervised_rows(const CrossEntropyOptions& options, int64_t vocabulary) {
  Supervised s;
  for (size_t m = 0; m < options.targets.size(); ++m) {
    int32_t target = options.targets[m];
    if (target < 0) continue;
    if (target >= vocabulary) {
      fail("tensor.index_out_of_range", {{"id", std::to_string(target)}, {"rows", std::to_string(vocabulary)}});
    }
    s.rows.push_back(static_cast<int32_t>(m));
    s.targets.push_back(target);
    s.weights.push_back(options.row_weights.empty() ? 1.f : options.row_weights[m]);
  }
  return s;
}

}  // namespace

Tensor linear_cross_entropy(Graph& graph, const Tensor& hidden, const Weight& weight,
                            const CrossEntropyOptions& options) {
  Supervised s = supervised_rows(options, weight.rows());
  const auto count = static_cast<int64_t>(s.rows.size());
  const bool records = graph.records(hidden, weight);
  if (options.row_losses) options.row_losses->assign(static_cast<size_t>(hidden.rows()), 0.f);

  Tensor gathered = Tensor::empty({count, hidden.cols()});
  kernels::gather_rows(graph.context, hidden.matrix(), s.rows, gathered.mutable_matrix());
  // Gradients are made here, while the logits are at hand, for a loss whose own gradient is one; backward
  // only scales them.
  Tensor dgathered = records && hidden.requires_grad() ? Tensor::empty(gathered.shape()) : Tensor();
  auto dweight = records && weight.requires_grad() ? std::make_shared<Gradient>(weight.shape()) : nullptr;

  const int64_t most_rows = logit_rows(weight.rows());
  double total = 0;
  std::vector<float> losses(static_cast<size_t>(count));
  for (int64_t begin = 0; begin < count; begin += most_rows) {
    const int64_t rows = std::min(most_rows, count - begin);
    auto first = static_cast<size_t>(begin), n = static_cast<size_t>(rows);
    Tensor logits = Tensor::empty({rows, weight.rows()});
    auto chunk = gathered.matrix().rows_from(begin, rows);
    kernels::gemm(graph.context, chunk, Op::transpose, weight.matrix(), 0.f, logits.mutable_matrix());
    kernels::cross_entropy_rows(graph.context, options.cap, logits.mutable_matrix(),
                                std::span(s.targets).subspan(first, n), records, std::span(losses).subspan(first, n));
    if (!records) continue;
    kernels::scale_rows(graph.context, std::span(s.weights).subspan(first, n), logits.mutable_matrix());
    if (dgathered) {
      kernels::gemm(graph.context, logits.matrix(), Op::none, weight.matrix(), 0.f,
                    dgathered.mutable_matrix().rows_from(begin, rows));
    }
    if (dweight) {
      auto target = dweight->target();
      kernels::gemm(graph.context, Op::transpose, Op::none, 1.f, logits.matrix(), chunk, target.beta, target.matrix);
    }
  }
  for (size_t i = 0; i < losses.size(); ++i) {
    total += static_cast<double>(s.weights[i]) * losses[i];
    if (options.row_losses) (*options.row_losses)[static_cast<size_t>(s.rows[i])] = losses[i];
  }

  auto value = static_cast<float>(total);
  Tensor loss = Tensor::from({1}, {&value, 1});
  if (records) {
    loss.set_requires_grad(true);
    graph.tape->record([&context = graph.context, rows = std::move(s.rows), dgathered, dweight,
                        dhidden = hidden.gradient(), into = weight.gradient(), dloss = loss.gradient()]() mutable {
      if (!dloss->defined()) return;
      const float seed = dloss->values()[0];
      if (dgathered) {
        kernels::scale(context, seed, dgathered.mutable_values());
        kernels::scatter_add_rows(context, dgathered.matrix(), rows, dhidden->accumulator());
      }
      if (dweight && dweight->defined()) {
        kernels::scale(context, seed, dweight->accumulator_values());
        into->absorb(*dweight, context);
      }
    });
  }
  return loss;
}

}  // namespace afina::ops
