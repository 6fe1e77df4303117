#include "afina/baselines/lead.h"

#include <doctest/doctest.h>

namespace afina::baselines {

TEST_CASE("lead sentences end where a sentence ends, within the words allowed") {
  const std::string text = "Se corta el agua el lunes. ¡Atención! «Habrá camiones cisterna.» Perdonen las molestias.";
  CHECK(lead_sentences(text, 6) == "Se corta el agua el lunes.");
  CHECK(lead_sentences(text, 7) == "Se corta el agua el lunes. ¡Atención!");
  CHECK(lead_sentences(text, 9) == "Se corta el agua el lunes. ¡Atención!");
  CHECK(lead_sentences(text, 10) == "Se corta el agua el lunes. ¡Atención! «Habrá camiones cisterna.»");
  CHECK(lead_sentences(text, 99) == text);
  CHECK(lead_sentences(text, 3) == "Se corta el");  // no sentence ends that early
  CHECK(lead_sentences("  ", 5) == "");
  CHECK(lead_sentences("sin punto final", 9) == "sin punto final");
  CHECK(count_words(" uno  dos\ntres ") == 3);
}

}  // namespace afina::baselines
