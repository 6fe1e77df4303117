#include "afina/tokenizer/tokenizer.h"

#include "afina/workflow/token_text.h"
#include "afina/workflow/workflow.h"
#include "python/bindings/aside.h"

namespace afina::python {

namespace {

using tokenizer::Tokenizer;

// Texts that are done before a person could press Ctrl-C; they are not worth a thread.
constexpr size_t kShort = 1 << 16;

nb::tuple encode(const Tokenizer& self, const std::string& text, bool add_special, bool parse_special) {
  tokenizer::Encoding encoding;
  std::vector<std::string> tokens;
  std::vector<int32_t> offsets;
  auto work = [&] {
    encoding = self.encode(text, {.add_special = add_special, .parse_special = parse_special});
    for (int32_t id : encoding.ids) tokens.push_back(workflow::token_text(self, id));
    for (const tokenizer::Offset& o : encoding.offsets) offsets.insert(offsets.end(), {o.begin, o.end});
    return true;
  };
  if (text.size() > kShort) {
    run_aside(nb::none(), [&](EventQueue&, const Control&) { return work(); });
  } else {
    const nb::gil_scoped_release release;
    work();
  }
  return nb::make_tuple(to_numpy(std::move(encoding.ids)), tokens, to_numpy(std::move(offsets), 2));
}

void train(const std::vector<std::filesystem::path>& files, int64_t vocabulary_size,
           const std::vector<std::string>& special_tokens, const std::filesystem::path& out,
           const nb::object& on_event) {
  run_aside(on_event, [&](EventQueue&, const Control& control) {
    workflow::train_tokenizer({files, vocabulary_size, special_tokens, out}, control);
    return true;
  });
}

}  // namespace

void bind_tokenizer(nb::module_& m) {
  nb::class_<Tokenizer>(m, "Tokenizer")
      .def("encode", &encode)
      .def("decode", [](const Tokenizer& self, const std::vector<int32_t>& ids,
                        bool skip_special) { return self.decode(ids, skip_special); })
      .def("vocabulary_size", &Tokenizer::vocabulary_size)
      .def("id_of",
           [](const Tokenizer& self, const std::string& token) -> nb::object {
             const auto id = self.id_of(token);
             return id ? nb::cast(*id) : nb::none();
           })
      .def("source", [](const Tokenizer& self) { return self.source(); });
  m.def("load_tokenizer", [](const std::string& name) {
    return run_aside(nb::none(), [&](EventQueue&, const Control&) { return workflow::load_tokenizer_source(name); });
  });
  m.def("train_tokenizer", &train, nb::arg("files"), nb::arg("vocabulary_size"), nb::arg("special_tokens"),
        nb::arg("out"), nb::arg("on_event").none());
}

}  // namespace afina::python
