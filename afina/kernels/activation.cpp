#include "afina/kernels/activation.h"

#include "afina/kernels/pieces.h"

#ifndef AFINA_KERNELS_ACTIVATION_ONCE
#define AFINA_KERNELS_ACTIVATION_ONCE  // this file is included once per instruction set
namespace afina::kernels {
namespace {
struct GatedPointers {
  const float *gate, *up, *dy;
  float *dgate, *dup;
};
}  // namespace
}  // namespace afina::kernels
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/activation.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

constexpr float kRootTwoOverPi = 0.7978845608028654f;
constexpr float kTanhCubic = 0.044715f;
constexpr float kRootHalf = 0.7071067811865476f;

void swiglu_range(const float* gate, const float* up, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end, [=](auto d, int64_t i) HWY_ATTR {
    auto g = load(d, gate + i);
    hn::StoreU(hn::Mul(hn::Mul(g, sigmoid(d, g)), load(d, up + i)), d, y + i);
  });
}

void swiglu_backward_range(const GatedPointers& p, int64_t begin, int64_t end) {
  for_lanes(begin, end, [p](auto d, int64_t i) HWY_ATTR {
    const auto one = hn::Set(d, 1.f);
    auto g = load(d, p.gate + i), dy = load(d, p.dy + i);
    auto s = sigmoid(d, g);
    auto slope = hn::Mul(s, hn::MulAdd(g, hn::Sub(one, s), one));  // d silu(g) / d g
    auto dgate = hn::MulAdd(hn::Mul(dy, load(d, p.up + i)), slope, load(d, p.dgate + i));
    hn::StoreU(dgate, d, p.dgate + i);
    hn::StoreU(hn::MulAdd(dy, hn::Mul(g, s), load(d, p.dup + i)), d, p.dup + i);
  });
}

// The normal distribution's cumulative function: erfc(z) = t e^(P(t) - z^2), t = 2 / (2 + z), z >= 0. P is a
// least-squares fit in Chebyshev nodes to log(erfcx(z) / t); relative error below 3e-7.
template <class D, class V>
HWY_INLINE V normal_cdf(D d, V x) {
  constexpr float kFit[] = {-1.26544797f,   0.998632789f,  0.3866404f,  0.0346027985f, 0.00126758683f,
                            -0.0802804306f, -0.696251869f, 1.15673375f, -0.6808272f,   0.144930214f};
  const V two = hn::Set(d, 2.f);
  // Beyond 13 the tail is 0 in float, and the square must not overflow.
  const V z = hn::Mul(hn::Min(hn::Abs(x), hn::Set(d, 13.f)), hn::Set(d, kRootHalf));
  const V t = hn::Div(two, hn::Add(two, z));
  V fit = hn::Set(d, kFit[9]);
  HWY_UNROLL(16)
  for (int k = 8; k >= 0; --k) fit = hn::MulAdd(fit, t, hn::Set(d, kFit[k]));
  const V tail = hn::Mul(hn::Mul(hn::Set(d, 0.5f), t), hn::Exp(d, hn::NegMulAdd(z, z, fit)));
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), tail, hn::Sub(hn::Set(d, 1.f), tail));
}

// 0.5 (1 + tanh(u)) = sigmoid(2u), u = sqrt(2 / pi) (x + 0.044715 x^3).
template <class D, class V>
HWY_INLINE V tanh_gate(D d, V x) {
  const V inner = hn::MulAdd(hn::Mul(hn::Mul(x, x), x), hn::Set(d, kTanhCubic), x);
  return sigmoid(d, hn::Mul(hn::Set(d, 2 * kRootTwoOverPi), inner));
}

// gelu(x) / x
template <Gelu kKind, class D, class V>
HWY_INLINE V gelu_gate(D d, V x) {
  if constexpr (kKind == Gelu::tanh) {
    return tanh_gate(d, x);
  } else {
    return normal_cdf(d, x);
  }
}

// The slope of gelu at x, where `gate` is gelu_gate(x).
template <Gelu kKind, class D, class V>
HWY_INLINE V gelu_slope(D d, V x, V gate) {
  if constexpr (kKind == Gelu::tanh) {
    const V one = hn::Set(d, 1.f);
    const V inner =
        hn::MulAdd(hn::Mul(x, x), hn::Set(d, 6 * kRootTwoOverPi * kTanhCubic), hn::Set(d, 2 * kRootTwoOverPi));
    // Where the gate is shut it times (1 - it) is 0, and inner must not be infinite beside it.
    return hn::Add(gate, hn::Mul(hn::Mul(hn::Mul(gate, hn::Sub(one, gate)), x), hn::Min(inner, hn::Set(d, 1e30f))));
  } else {
    const V near = hn::Clamp(x, hn::Set(d, -15.f), hn::Set(d, 15.f));
    const V density =
        hn::Mul(hn::Exp(d, hn::Mul(hn::Mul(near, near), hn::Set(d, -0.5f))), hn::Set(d, kRootTwoOverPi / 2));
    return hn::MulAdd(near, density, gate);
  }
}

template <Gelu kKind>
void gelu_of(const float* x, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end, [=](auto d, int64_t i) HWY_ATTR {
    auto v = load(d, x + i);
    hn::StoreU(hn::Mul(v, gelu_gate<kKind>(d, v)), d, y + i);
  });
}

template <Gelu kKind>
void gelu_backward_of(const float* x, const float* dy, float* dx, int64_t begin, int64_t end) {
  for_lanes(begin, end, [=](auto d, int64_t i) HWY_ATTR {
    auto v = load(d, x + i);
    auto slope = gelu_slope<kKind>(d, v, gelu_gate<kKind>(d, v));
    hn::StoreU(hn::MulAdd(load(d, dy + i), slope, load(d, dx + i)), d, dx + i);
  });
}

template <Gelu kKind>
void geglu_of(const float* gate, const float* up, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end, [=](auto d, int64_t i) HWY_ATTR {
    auto v = load(d, gate + i);
    hn::StoreU(hn::Mul(hn::Mul(v, gelu_gate<kKind>(d, v)), load(d, up + i)), d, y + i);
  });
}

template <Gelu kKind>
void geglu_backward_of(const GatedPointers& p, int64_t begin, int64_t end) {
  for_lanes(begin, end, [p](auto d, int64_t i) HWY_ATTR {
    auto v = load(d, p.gate + i), dy = load(d, p.dy + i);
    auto gate = gelu_gate<kKind>(d, v);
    auto slope = gelu_slope<kKind>(d, v, gate);
    hn::StoreU(hn::MulAdd(hn::Mul(dy, load(d, p.up + i)), slope, load(d, p.dgate + i)), d, p.dgate + i);
    hn::StoreU(hn::MulAdd(dy, hn::Mul(v, gate), load(d, p.dup + i)), d, p.dup + i);
  });
}

void gelu_range(Gelu kind, const float* x, float* y, int64_t begin, int64_t end) {
  kind == Gelu::tanh ? gelu_of<Gelu::tanh>(x, y, begin, end) : gelu_of<Gelu::erf>(x, y, begin, end);
}

void gelu_backward_range(Gelu kind, const GatedPointers& p, int64_t begin, int64_t end) {
  kind == Gelu::tanh ? gelu_backward_of<Gelu::tanh>(p.gate, p.dy, p.dgate, begin, end)
                     : gelu_backward_of<Gelu::erf>(p.gate, p.dy, p.dgate, begin, end);
}

void geglu_range(Gelu kind, const GatedPointers& p, float* y, int64_t begin, int64_t end) {
  kind == Gelu::tanh ? geglu_of<Gelu::tanh>(p.gate, p.up, y, begin, end)
                     : geglu_of<Gelu::erf>(p.gate, p.up, y, begin, end);
}

void geglu_backward_range(Gelu kind, const GatedPointers& p, int64_t begin, int64_t end) {
  kind == Gelu::tanh ? geglu_backward_of<Gelu::tanh>(p, begin, end) : geglu_backward_of<Gelu::erf>(p, begin, end);
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(swiglu_range);
HWY_EXPORT(swiglu_backward_range);
HWY_EXPORT(gelu_range);
HWY_EXPORT(gelu_backward_range);
HWY_EXPORT(geglu_range);
HWY_EXPORT(geglu_backward_range);

void swiglu(Context& context, std::span<const float> gate, std::span<const float> up, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(swiglu_range)(gate.data(), up.data(), y.data(), begin, end);
  });
}

void swiglu_backward(Context& context, std::span<const float> gate, std::span<const float> up,
                     std::span<const float> dy, std::span<float> dgate, std::span<float> dup) {
  const GatedPointers p{gate.data(), up.data(), dy.data(), dgate.data(), dup.data()};
  for_ranges(context, std::ssize(dy), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(swiglu_backward_range)(p, begin, end);
  });
}

void gelu(Context& context, Gelu kind, std::span<const float> x, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(gelu_range)(kind, x.data(), y.data(), begin, end);
  });
}

void gelu_backward(Context& context, Gelu kind, std::span<const float> x, std::span<const float> dy,
                   std::span<float> dx) {
  const GatedPointers p{x.data(), nullptr, dy.data(), dx.data(), nullptr};
  for_ranges(context, std::ssize(dy), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(gelu_backward_range)(kind, p, begin, end);
  });
}

void geglu(Context& context, Gelu kind, std::span<const float> gate, std::span<const float> up, std::span<float> y) {
  const GatedPointers p{gate.data(), up.data(), nullptr, nullptr, nullptr};
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(geglu_range)(kind, p, y.data(), begin, end);
  });
}

void geglu_backward(Context& context, Gelu kind, std::span<const float> gate, std::span<const float> up,
                    std::span<const float> dy, const GatedGrads& grads) {
  const GatedPointers p{gate.data(), up.data(), dy.data(), grads.dgate.data(), grads.dup.data()};
  for_ranges(context, std::ssize(dy), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(geglu_backward_range)(kind, p, begin, end);
  });
}

}  // namespace afina::kernels
#endif
