// A float32 tensor, row major and contiguous. Copies of a Tensor share storage, as in PyTorch; the storage is
// counted (base/memory.h) or borrowed from a mapped file. The gradient lives in an object of its own, so that
// an operator which needs only the gradient of a tensor does not keep its values alive.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "afina/base/memory.h"
#include "afina/kernels/context.h"

namespace afina {

using Shape = std::vector<int64_t>;

int64_t shape_rows(const Shape& shape) noexcept;  // product of all dimensions but the last
int64_t shape_cols(const Shape& shape) noexcept;  // last dimension; 1 for a scalar

// The gradient of one tensor, allocated when the first contribution arrives.
class Gradient {
 public:
  explicit Gradient(Shape shape) : shape_(std::move(shape)) {}

  bool defined() const noexcept { return buffer_.data() != nullptr; }
  // For GEMM-like writers: the storage and the beta that makes them add to it (0 where it was just made).
  struct Target {
    kernels::Matrix matrix;
    float beta;
  };
  Target target();
  // For writers that add: the storage, zeroed where it was just made.
  kernels::Matrix accumulator();
  std::span<float> accumulator_values();
  kernels::ConstMatrix matrix() const;  // must be defined
  std::span<const float> values() const;
  // Adds `other`, or takes its storage where this is still undefined: `other` must not be read afterwards.
  void absorb(Gradient& other, kernels::Context& context);
  void add(const Gradient& other, kernels::Context& context);
  void clear() { buffer_ = Buffer(); }

 private:
  Shape shape_;
  Buffer buffer_;
};

class Tensor {
 public:
  Tensor() = default;                // no tensor; defined() is false
  static Tensor empty(Shape shape);  // contents undefined
  static Tensor zeros(Shape shape);
  static Tensor from(Shape shape, std::span<const float> values);
  // Borrows read-only memory (a mapped weight) that `owner` keeps alive. Writing to it is an error.
  static Tensor borrow(Shape shape, const float* data, std::shared_ptr<const void> owner);

  bool defined() const noexcept { return impl_ != nullptr; }
  explicit operator bool() const noexcept { return defined(); }
  const Shape& shape() const noexcept;
  int64_t size() const noexcept;  // elements
  int64_t rows() const noexcept { return shape_rows(shape()); }
  int64_t cols() const noexcept { return shape_cols(shape()); }
  const float* data() const;
  float* mutable_data();  // throws Error tensor.read_only for borrowed memory
  std::span<const float> values() const { return {data(), static_cast<size_t>(size())}; }
  std::span<float> mutable_values() { return {mutable_data(), static_cast<size_t>(size())}; }
  kernels::ConstMatrix matrix() const { return {data(), rows(), cols()}; }
  kernels::Matrix mutable_matrix() { return {mutable_data(), rows(), cols()}; }
  bool borrowed() const noexcept;
  Tensor clone() const;  // an owned copy

  bool requires_grad() const noexcept;
  Tensor& set_requires_grad(bool on);
  // The place of its gradient; made by set_requires_grad(true), null otherwise.
  const std::shared_ptr<Gradient>& gradient() const noexcept;
  bool has_grad() const noexcept;
  std::span<const float> grad() const;  // has_grad() must hold
  void clear_grad() const;

  // A recipe that fills the values again. forget() then gives the storage back until the next access: cheap
  // results (a norm, a SiLU product) are computed twice rather than kept for the backward pass. Without a
  // recipe forget() does nothing.
  void set_recipe(std::function<void(kernels::Matrix)> recipe);
  void forget() const;

  // True if both handles share one tensor.
  bool same(const Tensor& other) const noexcept { return impl_ == other.impl_; }

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace afina
