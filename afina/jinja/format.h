// Python's two ways to format: "%s of %d" % values, and "{} of {name:>5}".format(values).
#pragma once

#include <string>
#include <string_view>

#include "afina/jinja/arguments.h"

namespace afina::jinja {

class Interpreter;

// `escape`: the format is marked as HTML, and what is put into it is escaped.
std::string percent_format(std::string_view format, const Value& values, bool escape = false);
std::string brace_format(Interpreter& in, std::string_view format, const CallArguments& given, bool escape = false);

}  // namespace afina::jinja
