#include "afina/tensor/tensor.h"

#include <algorithm>
#include <cstring>

#include "afina/base/error.h"
#include "afina/kernels/elementwise.h"

namespace afina {

namespace {

int64_t elements(const Shape& shape) noexcept { return shape_rows(shape) * shape_cols(shape); }

float* floats(const Buffer& buffer) noexcept { return reinterpret_cast<float*>(buffer.data()); }

}  // namespace

int64_t shape_rows(const Shape& shape) noexcept {
  int64_t rows = 1;
  for (size_t i = 0; i + 1 < shape.size(); ++i) rows *= shape[i];
  return rows;
}

int64_t shape_cols(const Shape& shape) noexcept { return shape.empty() ? 1 : shape.back(); }

// ---------------------------------------------------------------------------------------------- Gradient

Gradient::Target Gradient::target() {
  float beta = defined() ? 1.f : 0.f;
  if (!defined()) buffer_ = Buffer(static_cast<size_t>(elements(shape_)) * sizeof(float));
  return {{floats(buffer_), shape_rows(shape_), shape_cols(shape_)}, beta};
}

kernels::Matrix Gradient::accumulator() {
  Target t = target();
  if (t.beta == 0.f) std::fill_n(t.matrix.data, elements(shape_), 0.f);
  return t.matrix;
}

std::span<float> Gradient::accumulator_values() { return {accumulator().data, static_cast<size_t>(elements(shape_))}; }

kernels::ConstMatrix Gradient::matrix() const { return {floats(buffer_), shape_rows(shape_), shape_cols(shape_)}; }

std::span<const float> Gradient::values() const { return {floats(buffer_), static_cast<size_t>(elements(shape_))}; }

void Gradient::absorb(Gradient& other, kernels::Context& context) {
  if (defined()) {
    add(other, context);
  } else {
    buffer_ = std::move(other.buffer_);
  }
}

void Gradient::add(const Gradient& other, kernels::Context& context) {
  if (defined()) {
    kernels::add(context, other.values(), accumulator_values());
  } else {
    Target t = target();
    std::memcpy(t.matrix.data, floats(other.buffer_), other.values().size_bytes());
  }
}

// ------------------------------------------------------------------------------------------------ Tensor

struct Tensor::Impl {
  Shape shape;
  Buffer buffer;
  const float* borrowed = nullptr;
  std::shared_ptr<const void> owner;
  std::shared_ptr<Gradient> gradient;
  std::function<void(kernels::Matrix)> recipe;
  bool forgotten = false;
};

Tensor Tensor::empty(Shape shape) {
  Tensor t;
  t.impl_ = std::make_shared<Impl>();
  t.impl_->buffer = Buffer(static_cast<size_t>(elements(shape)) * sizeof(float));
  t.impl_->shape = std::move(shape);
  return t;
}

Tensor Tensor::zeros(Shape shape) {
  Tensor t = empty(std::move(shape));
  std::ranges::fill(t.mutable_values(), 0.f);
  return t;
}

Tensor Tensor::from(Shape shape, std::span<const float> values) {
  Tensor t = empty(std::move(shape));
  if (t.size() != static_cast<int64_t>(values.size())) {
    fail("tensor.internal", {{"detail", "Tensor::from: values do not fill the shape"}});
  }
  std::ranges::copy(values, t.mutable_data());
  return t;
}

Tensor Tensor::borrow(Shape shape, const float* data, std::shared_ptr<const void> owner) {
  Tensor t;
  t.impl_ = std::make_shared<Impl>();
  t.impl_->shape = std::move(shape);
  t.impl_->borrowed = data;
  t.impl_->owner = std::move(owner);
  return t;
}

const Shape& Tensor::shape() const noexcept { return impl_->shape; }
int64_t Tensor::size() const noexcept { return elements(impl_->shape); }
bool Tensor::borrowed() const noexcept { return impl_->borrowed != nullptr; }

const float* Tensor::data() const {
  if (impl_->borrowed) return impl_->borrowed;
  if (impl_->forgotten) {
    impl_->buffer = Buffer(static_cast<size_t>(size()) * sizeof(float));
    impl_->forgotten = false;
    impl_->recipe({floats(impl_->buffer), rows(), cols()});
  }
  return floats(impl_->buffer);
}

float* Tensor::mutable_data() {
  if (impl_->borrowed) fail("tensor.read_only");
  data();
  return floats(impl_->buffer);
}

Tensor Tensor::clone() const { return from(shape(), values()); }

bool Tensor::requires_grad() const noexcept { return impl_->gradient != nullptr; }

Tensor& Tensor::set_requires_grad(bool on) {
  if (on && !impl_->gradient) impl_->gradient = std::make_shared<Gradient>(impl_->shape);
  if (!on) impl_->gradient.reset();
  return *this;
}

const std::shared_ptr<Gradient>& Tensor::gradient() const noexcept { return impl_->gradient; }
bool Tensor::has_grad() const noexcept { return impl_->gradient && impl_->gradient->defined(); }
std::span<const float> Tensor::grad() const { return impl_->gradient->values(); }

void Tensor::clear_grad() const {
  if (impl_->gradient) impl_->gradient->clear();
}

void Tensor::set_recipe(std::function<void(kernels::Matrix)> recipe) { impl_->recipe = std::move(recipe); }

void Tensor::forget() const {
  if (!impl_->recipe) return;
  impl_->buffer = Buffer();
  impl_->forgotten = true;
}

}  // namespace afina
