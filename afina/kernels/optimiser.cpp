#include <cmath>

#include "afina/kernels/elementwise.h"
#include "afina/kernels/pieces.h"

#ifndef AFINA_KERNELS_OPTIMISER_ONCE
#define AFINA_KERNELS_OPTIMISER_ONCE  // this file is included once per instruction set
namespace afina::kernels {
namespace {
struct AdamWStep {
  float beta1, rest1, beta2, rest2, epsilon, grad_scale;  // rest = 1 - beta
  float step_size;                                        // learning rate over the first moment's correction
  float root_scale;                                       // 1 / sqrt of the second moment's correction
  float keep;                                             // what weight decay leaves
  const float* grad;
  float *first, *second, *parameter;
};
}  // namespace
}  // namespace afina::kernels
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/optimiser.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

void adamw_range(const AdamWStep& s, int64_t begin, int64_t end) {
  for_lanes(begin, end, [s](auto d, int64_t i) HWY_ATTR {
    auto grad = hn::Mul(load(d, s.grad + i), hn::Set(d, s.grad_scale));
    auto first = hn::MulAdd(hn::Set(d, s.rest1), grad, hn::Mul(hn::Set(d, s.beta1), load(d, s.first + i)));
    auto second =
        hn::MulAdd(hn::Mul(hn::Set(d, s.rest2), grad), grad, hn::Mul(hn::Set(d, s.beta2), load(d, s.second + i)));
    hn::StoreU(first, d, s.first + i);
    hn::StoreU(second, d, s.second + i);
    auto divisor = hn::MulAdd(hn::Sqrt(second), hn::Set(d, s.root_scale), hn::Set(d, s.epsilon));
    auto kept = hn::Mul(load(d, s.parameter + i), hn::Set(d, s.keep));
    hn::StoreU(hn::Sub(kept, hn::Div(hn::Mul(hn::Set(d, s.step_size), first), divisor)), d, s.parameter + i);
  });
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(adamw_range);

void adamw(Context& context, const AdamWOptions& o, std::span<const float> grad, std::span<float> first_moment,
           std::span<float> second_moment, std::span<float> parameter) {
  const double beta1 = static_cast<double>(o.beta1), beta2 = static_cast<double>(o.beta2);
  const double steps = static_cast<double>(o.step), rate = static_cast<double>(o.learning_rate);
  const AdamWStep step{.beta1 = o.beta1,
                       .rest1 = static_cast<float>(1 - beta1),
                       .beta2 = o.beta2,
                       .rest2 = static_cast<float>(1 - beta2),
                       .epsilon = o.epsilon,
                       .grad_scale = o.grad_scale,
                       .step_size = static_cast<float>(rate / (1 - std::pow(beta1, steps))),
                       .root_scale = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, steps))),
                       .keep = static_cast<float>(1 - rate * static_cast<double>(o.weight_decay)),
                       .grad = grad.data(),
                       .first = first_moment.data(),
                       .second = second_moment.data(),
                       .parameter = parameter.data()};
  for_ranges(context, std::ssize(parameter), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(adamw_range)(step, begin, end);
  });
}

}  // namespace afina::kernels
#endif
