#include "afina/tuning/optimizer.h"

#include <cmath>

#include "afina/kernels/elementwise.h"

namespace afina::tuning {

Optimizer::Optimizer(std::vector<models::NamedTensor> parameters, const OptimizerOptions& options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const models::NamedTensor& p : parameters_) {
    first_.push_back(Tensor::zeros(p.tensor->shape()));
    second_.push_back(Tensor::zeros(p.tensor->shape()));
  }
}

double Optimizer::step(kernels::Context& context, double learning_rate) {
  double squares = 0;
  for (const models::NamedTensor& p : parameters_) {
    if (p.tensor->has_grad()) squares += kernels::sum_of_squares(context, p.tensor->grad());
  }
  const double norm = std::sqrt(squares);
  if (std::isfinite(norm)) {
    ++steps_;
    kernels::AdamWOptions adam;
    adam.learning_rate = static_cast<float>(learning_rate);
    adam.beta1 = static_cast<float>(options_.beta1);
    adam.beta2 = static_cast<float>(options_.beta2);
    adam.epsilon = static_cast<float>(options_.epsilon);
    adam.step = steps_;
    // As torch.nn.utils.clip_grad_norm_.
    if (options_.max_grad_norm > 0 && norm > options_.max_grad_norm) {
      adam.grad_scale = static_cast<float>(options_.max_grad_norm / (norm + 1e-6));
    }
    for (size_t i = 0; i < parameters_.size(); ++i) {
      Tensor& t = *parameters_[i].tensor;
      if (!t.has_grad()) continue;
      adam.weight_decay = parameters_[i].decays ? static_cast<float>(options_.weight_decay) : 0.f;
      kernels::adamw(context, adam, t.grad(), first_[i].mutable_values(), second_[i].mutable_values(),
                     t.mutable_values());
    }
  }
  clear_gradients();
  return norm;
}

void Optimizer::clear_gradients() noexcept {
  for (const models::NamedTensor& p : parameters_) p.tensor->clear_grad();
}

}  // namespace afina::tuning
