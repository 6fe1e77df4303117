// Using models: generate, classify, summarise.
#include "afina/base/options_json.h"
#include "afina/workflow/describe.h"
#include "afina/workflow/workflow.h"
#include "python/bindings/aside.h"

namespace afina::python {

namespace {

namespace fs = std::filesystem;

// (text, ids, prompt_ids, stop). `options`: a JSON object.
nb::tuple generate(const std::string& model, const std::string& prompt, const std::string& options,
                   const std::vector<std::string>& stop, bool raw, const std::string& like, int threads,
                   const nb::object& on_event) {
  workflow::GenerateRequest request;
  request.model = model;
  request.prompt = prompt;
  request.raw = raw;
  request.asked_as = like;
  request.threads = threads;
  request.options.stop_strings = stop;
  set_options(request.options, parse_json(options, "options"));
  generation::Generated made = run_aside(on_event, [&](EventQueue& queue, const Control& control) {
    return workflow::generate(
        request, [&](std::string_view piece) { queue.on_text(piece); }, control);
  });
  return nb::make_tuple(made.text, to_numpy(std::move(made.ids)), to_numpy(std::move(made.prompt_ids)), made.stop);
}

// As generate(), of a model that is asked in its own conversation format: `prompt` is a person's first turn.
nb::tuple answer(const std::string& model, const std::string& prompt, const std::string& options,
                 const std::vector<std::string>& stop, int threads, const nb::object& on_event) {
  generation::GenerationOptions asked;
  asked.stop_strings = stop;
  set_options(asked, parse_json(options, "options"));
  generation::Generated made = run_aside(on_event, [&](EventQueue& queue, const Control& control) {
    workflow::Chat chat(model, threads);
    return chat.say(
        prompt, asked, [&](std::string_view piece) { queue.on_text(piece); }, control.cancel);
  });
  return nb::make_tuple(made.text, to_numpy(std::move(made.ids)), to_numpy(std::move(made.prompt_ids)), made.stop);
}

using Labels = std::vector<std::pair<std::string, double>>;

std::vector<Labels> classify(const std::string& run, const std::vector<std::string>& texts, int threads) {
  return run_aside(nb::none(), [&](EventQueue&, const Control& control) {
    std::vector<Labels> all;
    for (workflow::Classified& c : workflow::classify(run, texts, threads, control.cancel))
      all.push_back(std::move(c.labels));
    return all;
  });
}

// `options`: a JSON object of words, sentences and method.
std::string summarise(const fs::path& file, const std::string& model, const std::string& options, int threads,
                      const nb::object& on_event) {
  workflow::SummariseRequest request;
  request.file = file;
  request.model = model;
  request.threads = threads;
  set_options(request, parse_json(options, "options"));
  return run_aside(on_event, [&](EventQueue&, const Control& control) {
    const workflow::Summary s = workflow::summarise(request, control);
    return dump_json({{"text", s.text},
                      {"statement", s.statement},
                      {"document", s.document},
                      {"sentences", workflow::sentences_json(s)},
                      {"draft", workflow::draft_json(s)}});
  });
}

}  // namespace

void bind_use(nb::module_& m) {
  m.def("sampling_options", [] { return dump_json(describe_options(generation::SamplingOptions{})); });
  m.def("generate", &generate, nb::arg("model"), nb::arg("prompt"), nb::arg("options"), nb::arg("stop"), nb::arg("raw"),
        nb::arg("like"), nb::arg("threads"), nb::arg("on_event").none());
  m.def("answer", &answer, nb::arg("model"), nb::arg("prompt"), nb::arg("options"), nb::arg("stop"), nb::arg("threads"),
        nb::arg("on_event").none());
  m.def("classify", &classify);
  m.def("summarise", &summarise, nb::arg("file"), nb::arg("model"), nb::arg("options"), nb::arg("threads"),
        nb::arg("on_event").none());
}

}  // namespace afina::python
