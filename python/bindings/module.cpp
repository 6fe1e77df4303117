#include "afina/base/numbers.h"
#include "afina/base/option_check.h"
#include "afina/base/system_memory.h"
#include "afina/base/visible_text.h"
#include "afina/io/os_error.h"
#include "afina/workflow/workflow.h"
#include "python/bindings/bindings.h"

namespace afina::python {

namespace {

void raise(const Error& error) {
  nb::object made = nb::module_::import_("afina._errors").attr("make")(error.code(), error.message(), error.hint());
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(made.ptr())), made.ptr());
}

// afina::Error becomes what python/afina/_errors.py makes of its code: AfinaError or one of its kinds.
void translate(const std::exception_ptr& thrown, void*) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    raise(error);
  } catch (const std::filesystem::filesystem_error& error) {
    raise(error_from(error));
  } catch (const std::bad_alloc&) {
    raise(out_of_memory());
  }
}

TextArgs text_args(const nb::dict& given) {
  TextArgs args;
  for (auto [name, value] : given) args.emplace_back(nb::cast<std::string>(name), nb::str(value).c_str());
  return args;
}

}  // namespace

void bind_texts(nb::module_& m) {
  m.def(
      "text", [](const std::string& key, const nb::dict& args) { return visible(text(key, text_args(args))); },
      nb::arg("key"), nb::arg("args") = nb::dict(), "A text of the catalogue in the current language.");
  m.def("visible", &visible, "Text of others, for a terminal: control characters and the like are spelled out.");
  m.def("fail", [](const std::string& code, const nb::dict& args) { fail(code, text_args(args)); });
  m.def("decimal", &decimal, nb::arg("value"), nb::arg("digits"), nb::arg("sign") = false);
  m.def("set_language", [](const std::string& lang) { set_language(language_from_name(lang)); });
  m.def("language", [] { return language() == Lang::es ? "es" : "en"; });
  m.def("language_from_environment", [] { return language_from_environment() == Lang::es ? "es" : "en"; });
  m.def("version", &workflow::version);
  m.def("instruction_set", &workflow::instruction_set);
}

}  // namespace afina::python

NB_MODULE(_core, m) {
  using namespace afina::python;
  m.doc() = "The engine of afina. Use the package afina, which says what each function takes and gives.";
  nanobind::register_exception_translator(translate);
  afina::set_option_style(afina::OptionStyle::keyword);
  bind_texts(m);
  bind_tokenizer(m);
  bind_runs(m);
  bind_use(m);
  bind_data(m);
  bind_model(m);
  bind_survey(m);
  bind_command(m);
}
