#include "afina/models/stored.h"

#include <cstring>

#include "afina/base/error.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/layout.h"

namespace afina::models {

namespace {

bool is_aligned(const StoredTensor& tensor) {
  return reinterpret_cast<uintptr_t>(tensor.bytes.data()) % alignof(float) == 0;
}

Tensor floats_of(const StoredTensor& tensor) {
  if (!kernels::can_unpack(tensor.dtype)) {
    fail("io.unsupported_dtype", {{"tensor", tensor.name}, {"dtype", std::string(dtype_name(tensor.dtype))}});
  }
  if (tensor.dtype == DType::f32 && is_aligned(tensor)) {
    return Tensor::borrow(tensor.shape, reinterpret_cast<const float*>(tensor.bytes.data()), tensor.owner);
  }
  Tensor out = Tensor::empty(tensor.shape);
  kernels::unpack(tensor.dtype, tensor.bytes.data(), out.size(), out.mutable_data());
  return out;
}

int64_t head_size(const Shape& shape, Stored stored) { return shape[0] / stored.heads; }
size_t row_bytes(std::span<const std::byte> bytes, const Shape& shape) {
  return bytes.size() / static_cast<size_t>(shape[0]);
}

Weight packed(const StoredTensor& tensor, const Shape& shape, Stored stored) {
  if (stored.as == Stored::As::is) return Weight::stored(tensor.dtype, shape, tensor.bytes.data(), tensor.owner);
  auto copy = std::make_shared<Buffer>(tensor.bytes.size());
  if (stored.transposed()) {
    kernels::transpose(tensor.bytes.data(), shape[1], shape[0], dtype_size(tensor.dtype), copy->data());
  } else {
    kernels::halves_from_pairs(tensor.bytes.data(), shape[0], row_bytes(tensor.bytes, shape), head_size(shape, stored),
                               copy->data());
  }
  return Weight::own(tensor.dtype, shape, std::move(copy));
}

// A matrix of halves or blocks. Blocks cannot be transposed, halves can.
bool packs(const StoredTensor& tensor, const Shape& shape, Stored stored) {
  if (shape.size() < 2 || tensor.dtype == DType::f64 || !kernels::can_unpack(tensor.dtype)) return false;
  if (tensor.dtype == DType::f32 || stored.as == Stored::As::minus_one) return false;
  return !(stored.transposed() && is_block_type(tensor.dtype));
}

Tensor shifted(const Tensor& values, float by) {
  ThreadPool alone(1);
  kernels::Context context{alone};
  Tensor out = values.clone();
  kernels::shift(context, by, out.mutable_values());
  return out;
}

// The other order of elements, [out, in] or [in, out], pairs or halves; `reading` says which way.
Tensor rearranged(const Tensor& from, const Shape& shape, Stored stored, bool reading) {
  Tensor out = Tensor::empty(shape);
  const auto bytes = std::as_bytes(from.values());
  std::byte* to = std::as_writable_bytes(out.mutable_values()).data();
  if (stored.transposed()) {
    kernels::transpose(bytes.data(), from.rows(), from.cols(), sizeof(float), to);
  } else {
    const auto move = reading ? kernels::halves_from_pairs : kernels::pairs_from_halves;
    move(bytes.data(), shape[0], row_bytes(bytes, shape), head_size(shape, stored), to);
  }
  return out;
}

}  // namespace

Shape stored_shape(const Shape& shape, Stored stored) {
  return stored.transposed() ? Shape{shape[1], shape[0]} : shape;
}

bool stays_mapped(const StoredTensor& tensor, const Shape& shape, Stored stored) {
  if (stored.as != Stored::As::is) return false;
  return packs(tensor, shape, stored) || (tensor.dtype == DType::f32 && is_aligned(tensor));
}

Weight from_file(const StoredTensor& tensor, const Shape& shape, Stored stored) {
  if (packs(tensor, shape, stored)) return packed(tensor, shape, stored);
  Tensor floats = floats_of(tensor);
  if (stored.as == Stored::As::is) return floats;
  if (stored.as == Stored::As::minus_one) return shifted(floats, 1.f);
  return rearranged(floats, shape, stored, true);
}

Tensor for_file(const Tensor& held, Stored stored) {
  if (stored.as == Stored::As::is) return held;
  if (stored.as == Stored::As::minus_one) return shifted(held, -1.f);
  return rearranged(held, stored_shape(held.shape(), stored), stored, false);
}

}  // namespace afina::models
