#include "afina/summarisation/faithfulness.h"

#include <doctest/doctest.h>

using namespace afina::summarisation;

TEST_CASE("a sentence rests on a text whose words and figures it uses") {
  const std::string_view source = "La función será el sábado 22 de noviembre, a las 6:30, en el salón del colegio.";
  CHECK(rests_on("La función será el sábado 22 en el colegio.", source));
  CHECK(rests_on("El sábado habrá función.", source));
  CHECK(rests_on("¿Y tú?", source));                                             // says nothing that could be false
  CHECK_FALSE(rests_on("La función será el sábado 23 en el colegio.", source));  // another day
  CHECK_FALSE(rests_on("La función será el domingo 22 en el colegio.", source));
  CHECK_FALSE(rests_on("La función será el sábado 22 de junio, en el colegio.", source));
  CHECK_FALSE(rests_on("Habrá dos funciones: sábado 22 y noviembre.", source));
  CHECK_FALSE(rests_on("La asociación se reúne el sábado, habla del agua.", source));  // another subject
}

TEST_CASE("the source may be anything that knows its words") {
  const auto there = [](const std::string& word) { return word == "puente" || word == "lunes" || word == "3"; };
  CHECK(rests_on("El puente, el lunes a las 3.", there));
  CHECK_FALSE(rests_on("El puente, el martes a las 3.", there));
  CHECK(content_words("El puente y el puente, el lunes") == std::unordered_set<std::string>{"puente", "lunes"});
  CHECK(content_words("¿Y tú?").empty());
}

TEST_CASE("sentences that rest on nothing are dropped and counted, the others stay as they are") {
  const std::string_view source = "El puente se cerró el lunes. Las obras durarán 3 semanas.";
  auto kept = keep_grounded("El puente se cerró. Costará 900 euros. Las obras durarán 3 semanas.", source);
  CHECK(kept.text == "El puente se cerró. Las obras durarán 3 semanas.");
  CHECK(kept.dropped == 1);
  CHECK(keep_grounded("", source).text.empty());
}

TEST_CASE("the source answers with the sentence nearest to what was said") {
  const std::string_view source = "Buenos días. El puente se cerró el lunes. Las obras durarán 3 semanas.";
  CHECK(closest_sentence("Las obras acaban en 5 semanas.", source) == "Las obras durarán 3 semanas.");
  CHECK(closest_sentence("Marcianos verdes.", source) == "Buenos días.");
  CHECK(closest_sentence("Nada.", "").empty());
}
