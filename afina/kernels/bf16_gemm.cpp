#include "afina/kernels/bf16_gemm.h"

#include <dnnl.hpp>
#include <map>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/kernels/sgemm.h"

namespace afina::kernels {

namespace {

using dnnl::memory;

// Kept by each thread, and by oneDNN for all of them. Every batch has shapes of its own, each with up to a hundred
// kilobytes of code: as many as one step needs.
constexpr int kMostShapes = 64;

const dnnl::engine& engine() {
  static const dnnl::engine one = [] {
    dnnl::set_primitive_cache_capacity(kMostShapes);
    return dnnl::engine(dnnl::engine::kind::cpu, 0);
  }();
  return one;
}

struct Shape {
  int64_t rows, columns, depth, x_stride, w_stride, c_stride;
  bool transposed, add;
  auto operator<=>(const Shape&) const = default;
};

memory::desc matrix(int64_t rows, int64_t columns, memory::data_type type, int64_t row_stride, int64_t column_stride) {
  return {{rows, columns}, type, {row_stride, column_stride}};
}

// A product of one shape, ready to run.
struct Primitive {
  memory::desc x, w, c, scratchpad;
  dnnl::matmul run;

  explicit Primitive(const Shape& s)
      : x(matrix(s.rows, s.depth, memory::data_type::bf16, s.x_stride, 1)),
        w(s.transposed ? matrix(s.depth, s.columns, memory::data_type::bf16, 1, s.w_stride)
                       : matrix(s.depth, s.columns, memory::data_type::bf16, s.w_stride, 1)),
        c(matrix(s.rows, s.columns, memory::data_type::f32, s.c_stride, 1)) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (s.add) {
      dnnl::post_ops after;
      after.append_sum(1.f);
      attributes.set_post_ops(after);
    }
#if DNNL_VERSION_MAJOR >= 3
    const dnnl::matmul::primitive_desc chosen(engine(), x, w, c, attributes);
#else
    const dnnl::matmul::primitive_desc chosen(dnnl::matmul::desc(x, w, c), attributes, engine());
#endif
    scratchpad = chosen.scratchpad_desc();
    run = dnnl::matmul(chosen);
  }
};

// Making a primitive takes longer than a small product; a model has some tens of shapes. oneDNN reads the number of its
// threads when one is made, which is a setting of the thread.
const Primitive& primitive_of(const Shape& shape) {
  thread_local std::map<Shape, Primitive> ready;
  if (ready.size() >= kMostShapes) ready.clear();
  const auto found = ready.find(shape);
  return found != ready.end() ? found->second : ready.try_emplace(shape, shape).first->second;
}

void run(const Primitive& primitive, const Bf16Product& product, Matrix c) {
  thread_local dnnl::stream stream(engine());
  thread_local std::vector<std::byte> scratch;
  if (scratch.size() < primitive.scratchpad.get_size()) scratch.resize(primitive.scratchpad.get_size());
  auto view = [](const memory::desc& desc, const void* data) {
    return memory(desc, engine(), const_cast<void*>(data));
  };
  primitive.run.execute(stream, {{DNNL_ARG_SRC, view(primitive.x, product.x)},
                                 {DNNL_ARG_WEIGHTS, view(primitive.w, product.w)},
                                 {DNNL_ARG_DST, view(primitive.c, c.data)},
                                 {DNNL_ARG_SCRATCHPAD, view(primitive.scratchpad, scratch.data())}});
}

}  // namespace

bool has_bf16_products() noexcept {
  static const bool native = dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_bf16;
  return native;
}

void bf16_gemm(const Bf16Product& product, Matrix c) {
  stay_on_this_thread();
  const bool transposed = product.op_w == Op::transpose;
  try {
    run(primitive_of(
            {c.rows, c.cols, product.depth, product.x_stride, product.w_stride, c.stride, transposed, product.add}),
        product, c);
  } catch (const dnnl::error& error) {
    fail("kernels.internal", {{"detail", "dnnl_matmul " + std::to_string(c.rows) + "x" + std::to_string(c.cols) + "x" +
                                             std::to_string(product.depth) + ": " + error.what()}});
  }
}

}  // namespace afina::kernels
