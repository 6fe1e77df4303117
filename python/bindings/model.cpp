// A model kept loaded.
#include "afina/workflow/inspect.h"
#include "python/bindings/aside.h"

namespace afina::python {

namespace {

using workflow::Inspector;

// The model's own memory as an array [T, V]; nothing is copied.
FloatArray logits(const Inspector& self, const std::string& text, bool raw) {
  auto kept = std::make_unique<workflow::Logits>(run_aside(
      nb::none(), [&](EventQueue&, const Control& control) { return self.logits(text, raw, control.cancel); }));
  const size_t shape[2] = {static_cast<size_t>(kept->tokens), static_cast<size_t>(kept->vocabulary)};
  float* values = kept->values.data();
  nb::capsule owner(kept.release(), [](void* p) noexcept { delete static_cast<workflow::Logits*>(p); });
  return FloatArray(values, 2, shape, owner);
}

std::string score(const Inspector& self, const std::string& text) {
  const workflow::TextScore s =
      run_aside(nb::none(), [&](EventQueue&, const Control& control) { return self.score(text, control.cancel); });
  return dump_json(
      {{"bits_per_byte", s.bits_per_byte}, {"perplexity", s.perplexity}, {"tokens", s.tokens}, {"bytes", s.bytes}});
}

}  // namespace

void bind_model(nb::module_& m) {
  nb::class_<Inspector>(m, "Model")
      .def("__init__",
           [](Inspector* self, const std::string& model, int threads) {
             auto made = run_aside(
                 nb::none(), [&](EventQueue&, const Control&) { return std::make_unique<Inspector>(model, threads); });
             new (self) Inspector(std::move(*made));
           })
      .def("logits", &logits)
      .def("next_tokens",
           [](const Inspector& self, const std::string& text, int64_t count, bool raw) {
             return run_aside(nb::none(), [&](EventQueue&, const Control& control) {
               return self.next_tokens(text, count, raw, control.cancel);
             });
           })
      .def("score", &score)
      .def("shape", [](const Inspector& self) { return dump_json(self.shape()); })
      .def("tokenizer", [](const Inspector& self) { return self.tokenizer(); });
}

}  // namespace afina::python
