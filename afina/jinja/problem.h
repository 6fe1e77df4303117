// What went wrong inside a template, before it is known where: the rendering adds template and line and throws Error.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "afina/base/error.h"

namespace afina::jinja {

struct Problem {
  std::string code;  // a key of the catalogue, such as "jinja.undefined"
  TextArgs args;     // without "place" and "line"
};

[[noreturn]] inline void raise(std::string_view code, TextArgs args = {}) {
  throw Problem{std::string(code), std::move(args)};
}
// One that no template may hide by never looking at what it left undone.
inline bool is_limit(const Problem& problem) {
  return problem.code == "jinja.too_many_steps" || problem.code == "jinja.too_slow" ||
         problem.code == "jinja.too_deep" || problem.code.starts_with("jinja.too_much_");
}
// An operation that Python refuses for these types or values.
[[noreturn]] inline void raise_type(std::string_view operation, std::string_view given) {
  raise("jinja.type", {{"operation", std::string(operation)}, {"given", std::string(given)}});
}
[[noreturn]] inline void raise_value(std::string_view operation, std::string_view given) {
  raise("jinja.value", {{"operation", std::string(operation)}, {"given", std::string(given)}});
}

}  // namespace afina::jinja
