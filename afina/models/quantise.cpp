#include "afina/models/quantise.h"

#include <algorithm>

#include "afina/base/stop.h"

namespace afina::models {

namespace {

bool fits(const Weight& weight, DType dtype) { return weight.cols() % dtype_block(dtype).elements == 0; }

}  // namespace

int64_t quantise(CausalLM& model, DType dtype) {
  ThreadPool pool;
  kernels::Context context{pool};
  int64_t packed = 0;
  for (const Parameter& p : model.parameters()) {
    Weight& weight = *p.weight;
    if (weight.shape().size() < 2) continue;
    const bool in_block = std::ranges::any_of(model.linears(), [&](const Linear* l) { return &l->weight == &weight; });
    const DType wanted = in_block && fits(weight, dtype) ? dtype : DType::q8_0;
    if (!is_block_type(weight.dtype()) && fits(weight, wanted)) {
      check_stop();
      weight = Weight::pack(context, wanted, weight.unpacked(context));
      packed += in_block && wanted == dtype;
    }
  }
  note_panel(model);
  return packed;
}

bool is_quantised(const CausalLM& model) {
  return std::ranges::any_of(model.linears(), [](const Linear* l) { return is_block_type(l->weight.dtype()); });
}

}  // namespace afina::models
