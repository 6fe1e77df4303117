// A weight of a model, stored once, as its file has it (DESIGN decision 15): floats, or halves or GGUF's blocks that
// never learn and are unpacked where they are used. Copies share storage.
#pragma once

#include <memory>

#include "afina/kernels/stored_matrix.h"
#include "afina/tensor/tensor.h"

namespace afina {

class Weight {
 public:
  Weight() = default;                                    // no weight; defined() is false
  Weight(Tensor tensor) : tensor_(std::move(tensor)) {}  // NOLINT(google-explicit-constructor): a parameter is one
  // Rows of `dtype` at `data`, which `owner` keeps alive; null where the memory outlives everything.
  static Weight stored(DType dtype, Shape shape, const std::byte* data, std::shared_ptr<const void> owner);
  // The same in memory of its own.
  static Weight own(DType dtype, Shape shape, std::shared_ptr<const Buffer> buffer);
  // A copy in `dtype`. Errors: kernels.internal where it cannot be written (kernels::can_pack).
  static Weight pack(kernels::Context&, DType dtype, const Tensor& values);

  bool defined() const noexcept { return tensor_.defined() || data_ != nullptr; }
  explicit operator bool() const noexcept { return defined(); }
  DType dtype() const noexcept { return dtype_; }
  const Shape& shape() const noexcept { return packed() ? shape_ : tensor_.shape(); }
  int64_t rows() const noexcept { return shape_rows(shape()); }
  int64_t cols() const noexcept { return shape_cols(shape()); }
  int64_t size() const noexcept { return rows() * cols(); }
  // In a form of its own, not a tensor.
  bool packed() const noexcept { return data_ != nullptr; }
  // In memory that somebody else holds, usually a mapped file.
  bool borrowed() const noexcept { return packed() ? !owned_ : tensor_.borrowed(); }
  std::span<const std::byte> bytes() const;
  kernels::StoredMatrix matrix() const;

  // The tensor it is; undefined for a weight that is not there. Errors: tensor.internal where packed.
  const Tensor& tensor() const;
  Tensor& tensor();
  // The tensor it is, or a float copy of what is packed.
  Tensor unpacked(kernels::Context&) const;

  bool requires_grad() const noexcept { return tensor_.defined() && tensor_.requires_grad(); }
  // The place of its gradient; null where it does not learn.
  std::shared_ptr<Gradient> gradient() const { return requires_grad() ? tensor_.gradient() : nullptr; }
  // Errors: tensor.internal where packed weights should learn.
  void set_requires_grad(bool on);

 private:
  Tensor tensor_;
  DType dtype_ = DType::f32;
  Shape shape_;
  const std::byte* data_ = nullptr;
  std::shared_ptr<const void> owner_;
  bool owned_ = false;
};

}  // namespace afina
