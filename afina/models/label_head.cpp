#include "afina/models/label_head.h"

#include "afina/kernels/elementwise.h"

namespace afina::models {

ClassificationHead head_from_names(const CausalLM& model, std::vector<std::string> labels,
                                   const std::vector<std::vector<int32_t>>& names) {
  ThreadPool alone(1);
  kernels::Context context{alone};
  Graph graph{context};
  const int64_t channels = model.shape().channels;
  ClassificationHead head{Tensor::zeros({std::ssize(labels), channels}), std::move(labels)};
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    Tensor words = ops::embedding(graph, names[i], model.head());
    kernels::scale(context, 1.f / static_cast<float>(names[i].size()), words.mutable_values());
    kernels::add_column_sums(context, words.matrix(),
                             {head.score.mutable_matrix().row(static_cast<int64_t>(i)), static_cast<size_t>(channels)});
  }
  return head;
}

}  // namespace afina::models
