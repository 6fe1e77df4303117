// The texts that people read: a folder a language, a file a part, the same keys in the same order in each. base/error.h
// looks texts up by key. Another language is a folder beside these, a line in Lang and one in catalogue.cpp.
#pragma once

#include <span>
#include <string_view>

#include "afina/base/error.h"

namespace afina {

struct CatalogueText {
  std::string_view key;        // "part.snake_case", unique
  std::string_view text;       // placeholders are written {name} and are the same in every language
  std::string_view hint = {};  // what the person can do; empty for plain texts that are not errors
};

// The parts in the order of the listing.
#define AFINA_CATALOGUE_PARTS(X)                                                                        \
  X(base)                                                                                               \
  X(io)                                                                                                 \
  X(kernels)                                                                                            \
  X(tensor)                                                                                             \
  X(jinja) X(tokenizer) X(data) X(models) X(metrics) X(baselines) X(generation) X(tuning) X(evaluation) \
      X(summarisation) X(survey) X(survey_report) X(workflow) X(preview) X(cli) X(python)

#define AFINA_DECLARE_TEXTS(part) std::span<const CatalogueText> part();
namespace catalogue::es {
AFINA_CATALOGUE_PARTS(AFINA_DECLARE_TEXTS)
}
namespace catalogue::en {
AFINA_CATALOGUE_PARTS(AFINA_DECLARE_TEXTS)
}
#undef AFINA_DECLARE_TEXTS

// Every text of a language, part by part.
std::span<const CatalogueText> catalogue_texts(Lang lang);

}  // namespace afina
