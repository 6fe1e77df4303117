// Options are declared once (DESIGN decision 10). A struct of options has
//
//   template <class Self, class Visitor> static void visit(Self& self, Visitor&& visit) {
//     visit(self.learning_rate, OptionSpec{"learning-rate", "Tamaño de cada corrección.", "Size of ..."}.at_least(0));
//     ...
//   }
//
// and the command line, JSON, Python keyword arguments and reference pages are visitors over it.
#pragma once

#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace afina {

struct OptionSpec {
  std::string_view name;     // kebab-case, as on the command line
  std::string_view help_es;  // one sentence
  std::string_view help_en;
  std::string_view unit = {};                             // "tokens", "steps"...
  double min = -std::numeric_limits<double>::infinity();  // inclusive, for numbers
  double max = std::numeric_limits<double>::infinity();   // inclusive
  std::vector<std::string_view> choices = {};             // for texts; empty allows any

  OptionSpec at_least(double least) && { return min = least, std::move(*this); }
  OptionSpec range(double least, double most) && { return min = least, max = most, std::move(*this); }
  OptionSpec in(std::string_view u) && { return unit = u, std::move(*this); }
  OptionSpec one_of(std::vector<std::string_view> c) && { return choices = std::move(c), std::move(*this); }
};

}  // namespace afina
