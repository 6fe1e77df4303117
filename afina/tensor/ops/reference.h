// Double-precision references of the operators: plain loops, written to be read. Their analytic gradients are
// checked against central differences, and the shipped kernels against them (DESIGN decision 13).
#pragma once

#include <cstdint>
#include <vector>

#include "afina/kernels/activation.h"
#include "afina/kernels/attention.h"

namespace afina::ops::reference {

// A matrix of doubles; vectors are one row.
struct Array {
  int64_t rows = 0, cols = 0;
  std::vector<double> v;

  Array() = default;
  Array(int64_t r, int64_t c) : rows(r), cols(c), v(static_cast<size_t>(r * c), 0.0) {}
  double& at(int64_t r, int64_t c) { return v[static_cast<size_t>(r * cols + c)]; }
  double at(int64_t r, int64_t c) const { return v[static_cast<size_t>(r * cols + c)]; }
  bool empty() const { return v.empty(); }
};

using Arrays = std::vector<Array>;

// Each pair: the value, and the gradients of the inputs given the gradient of the value.
Array linear(const Array& x, const Array& w, const Array& bias);  // bias may be empty
Arrays linear_gradients(const Array& x, const Array& w, const Array& bias, const Array& dy);

Array lora_linear(const Arrays& x_w_a_b, double scaling);
Arrays lora_linear_gradients(const Arrays& x_w_a_b, double scaling, const Array& dy);

Array take_rows(const Array& table, const std::vector<int32_t>& ids);
Array take_rows_gradient(const Array& table, const std::vector<int32_t>& ids, const Array& dy);

// Of each run of w.cols columns.
Array rms_norm(const Array& x, const Array& w, double epsilon);
Arrays rms_norm_gradients(const Array& x, const Array& w, double epsilon, const Array& dy);

Array layer_norm(const Array& x, const Array& w, const Array& b, double epsilon);
Arrays layer_norm_gradients(const Array& x, const Array& w, const Array& b, double epsilon, const Array& dy);

Array rotary(const Array& x, const Array& cos, const Array& sin, const std::vector<int32_t>& positions,
             int64_t head_size, bool inverse);

Array attention(const Arrays& q_k_v, const kernels::AttentionShape& shape, const std::vector<int32_t>& starts);
Arrays attention_gradients(const Arrays& q_k_v, const kernels::AttentionShape& shape,
                           const std::vector<int32_t>& starts, const Array& dy);

Array swiglu(const Array& gate, const Array& up);
Arrays swiglu_gradients(const Array& gate, const Array& up, const Array& dy);

Array gelu(kernels::Gelu kind, const Array& x);
Array gelu_gradient(kernels::Gelu kind, const Array& x, const Array& dy);

Array geglu(kernels::Gelu kind, const Array& gate, const Array& up);
Arrays geglu_gradients(kernels::Gelu kind, const Array& gate, const Array& up, const Array& dy);

Array scale(double factor, const Array& x);

Array multiply(const Array& a, const Array& b);

// Mask as kernels::dropout defines it.
Array dropout(const Array& x, double p, uint64_t key);

struct CrossEntropy {
  std::vector<int32_t> targets;
  std::vector<float> row_weights;
  double cap = 0;  // of logits; 0: none
};
Array cross_entropy(const Array& hidden, const Array& w, const CrossEntropy& options);
Arrays cross_entropy_gradients(const Array& hidden, const Array& w, const CrossEntropy& options, double dy);

}  // namespace afina::ops::reference
