#include "afina/models/label_head.h"

#include "afina/base/error.h"

namespace afina::models {

ClassificationHead head_from_names(const CausalLM& model, std::vector<std::string> labels,
                                   const std::vector<std::vector<int32_t>>& names) {
  const Tensor& words = model.head();
  const auto channels = static_cast<size_t>(model.shape().channels);
  ClassificationHead head{Tensor::zeros({static_cast<int64_t>(labels.size()), words.cols()}), std::move(labels)};
  for (size_t i = 0; i < names.size(); ++i) {
    std::span<float> row = head.score.mutable_values().subspan(i * channels, channels);
    for (int32_t id : names[i]) {
      if (id < 0 || id >= words.rows()) {
        fail("tensor.index_out_of_range", {{"id", std::to_string(id)}, {"rows", std::to_string(words.rows())}});
      }
      const float* word = words.matrix().row(id);
      for (size_t c = 0; c < channels; ++c) row[c] += word[c] / static_cast<float>(names[i].size());
    }
  }
  return head;
}

}  // namespace afina::models
