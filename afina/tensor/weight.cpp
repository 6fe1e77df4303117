#include "afina/tensor/weight.h"

#include "afina/base/error.h"

namespace afina {

Weight Weight::stored(DType dtype, Shape shape, const std::byte* data, std::shared_ptr<const void> owner) {
  Weight w;
  w.dtype_ = dtype;
  w.shape_ = std::move(shape);
  w.data_ = data;
  w.owner_ = std::move(owner);
  return w;
}

Weight Weight::own(DType dtype, Shape shape, std::shared_ptr<const Buffer> buffer) {
  Weight w = stored(dtype, std::move(shape), buffer->data(), nullptr);
  w.owner_ = std::move(buffer);
  w.owned_ = true;
  return w;
}

Weight Weight::pack(kernels::Context& context, DType dtype, const Tensor& values) {
  const kernels::StoredMatrix sizes{dtype, nullptr, values.rows(), values.cols()};
  auto buffer = std::make_shared<Buffer>(static_cast<size_t>(sizes.rows * sizes.row_bytes()));
  kernels::pack_rows(context, values.matrix(), dtype, buffer->data());
  return own(dtype, values.shape(), std::move(buffer));
}

std::span<const std::byte> Weight::bytes() const {
  const kernels::StoredMatrix m = matrix();
  return {m.data, static_cast<size_t>(m.rows * m.row_bytes())};
}

kernels::StoredMatrix Weight::matrix() const {
  return {dtype_, packed() ? data_ : reinterpret_cast<const std::byte*>(tensor_.data()), rows(), cols()};
}

const Tensor& Weight::tensor() const {
  if (packed()) fail("tensor.internal", {{"detail", "Weight::tensor: packed"}});
  return tensor_;
}

Tensor& Weight::tensor() {
  static_cast<void>(std::as_const(*this).tensor());
  return tensor_;
}

Tensor Weight::unpacked(kernels::Context& context) const {
  if (!packed()) return tensor_;
  Tensor out = Tensor::empty(shape_);
  kernels::unpack_rows(context, matrix(), out.mutable_matrix());
  return out;
}

void Weight::set_requires_grad(bool on) {
  if (packed() && !on) return;
  tensor().set_requires_grad(on);
}

}  // namespace afina
