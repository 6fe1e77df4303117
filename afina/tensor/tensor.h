// A float32 tensor, row major and contiguous, with its gradient. Copies of a Tensor share storage, as in
// PyTorch; the storage is counted (base/memory.h) or borrowed from a mapped file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "afina/kernels/context.h"

namespace afina {

using Shape = std::vector<int64_t>;

class Tensor {
 public:
  Tensor() = default;                               // no tensor; defined() is false
  static Tensor empty(Shape shape);                 // contents undefined
  static Tensor zeros(Shape shape);
  static Tensor from(Shape shape, std::span<const float> values);
  // Borrows read-only memory (a mapped weight) that `owner` keeps alive. Writing to it is an error.
  static Tensor borrow(Shape shape, const float* data, std::shared_ptr<const void> owner);

  bool defined() const noexcept { return impl_ != nullptr; }
  explicit operator bool() const noexcept { return defined(); }
  const Shape& shape() const noexcept;
  int64_t size() const noexcept;        // elements
  int64_t rows() const noexcept;        // product of all dimensions but the last
  int64_t cols() const noexcept;        // last dimension
  const float* data() const noexcept;
  float* mutable_data();                // throws Error tensor.read_only for borrowed memory
  std::span<const float> values() const noexcept { return {data(), static_cast<size_t>(size())}; }
  std::span<float> mutable_values() { return {mutable_data(), static_cast<size_t>(size())}; }
  kernels::ConstMatrix matrix() const noexcept { return {data(), rows(), cols()}; }
  kernels::Matrix mutable_matrix() { return {mutable_data(), rows(), cols()}; }
  bool borrowed() const noexcept;
  // An owned copy (of borrowed memory before it is trained, for instance).
  Tensor clone() const;

  bool requires_grad() const noexcept;
  Tensor& set_requires_grad(bool on);
  // The gradient, allocated and zeroed on first use; same shape.
  Tensor grad() const;
  bool has_grad() const noexcept;
  void clear_grad() const;   // releases it

  // Two handles to the same tensor?
  bool same(const Tensor& other) const noexcept { return impl_ == other.impl_; }

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace afina
