#include "afina/data/instruction.h"

#include <doctest/doctest.h>

using namespace afina;
using namespace afina::data;

namespace {

Dataset of(std::vector<std::string> inputs) {
  Dataset dataset;
  for (std::string& input : inputs) {
    Example example;
    example.input = std::move(input);
    dataset.examples.push_back(std::move(example));
  }
  return dataset;
}

}  // namespace

TEST_CASE("what is asked is in the language of the data") {
  const Dataset english = of({"The street light has been out for a week.", "When does the library open on Mondays?"});
  const Dataset spanish = of({"La farola de la calle lleva una semana sin luz.", "¿Cuándo abre la biblioteca?"});
  CHECK(language_of(english) == Lang::en);
  CHECK(language_of(spanish) == Lang::es);
  CHECK(default_instruction(Task::summarize, Lang::es) != default_instruction(Task::summarize, Lang::en));
  CHECK(default_instruction(Task::classify, Lang::en).ends_with("\n"));
  CHECK(default_instruction(Task::instruct, Lang::es).empty());
  CHECK(default_instruction(Task::continuation, Lang::en).empty());
}
