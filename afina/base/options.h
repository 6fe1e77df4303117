// Options are declared once (DESIGN decision 10). A struct of options has
//
//   template <class Self, class Visitor> static void visit(Self& self, Visitor&& visit) {
//     visit(self.learning_rate, OptionSpec{"learning-rate", "Tamaño de cada corrección.", "Size of ..."}.range(0, 1));
//     ...
//   }
//
// and the command line, JSON, Python keyword arguments and reference pages are visitors over it. Every number has a
// range with two finite ends; check_value (base/option_check.h) refuses what is outside it.
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
  double max = std::numeric_limits<double>::infinity();   // inclusive; at most 2^53, so that whole numbers compare
  std::vector<std::string_view> choices = {};             // for texts; empty allows any

  OptionSpec range(double least, double most) && { return min = least, max = most, std::move(*this); }
  OptionSpec in(std::string_view u) && { return unit = u, std::move(*this); }
  OptionSpec one_of(std::vector<std::string_view> c) && { return choices = std::move(c), std::move(*this); }
};

// Where a number has no natural end, these are far beyond any use and far below overflow.
inline constexpr double kMostSeed = 9007199254740991;  // 2^53 - 1, exact in JSON everywhere
inline constexpr double kMostCount = 1e9;              // steps, rows, words
inline constexpr double kMostTokens = 1 << 20;         // of a row, an answer, a batch

}  // namespace afina
