#include "afina/summarisation/stems.h"

#include <doctest/doctest.h>

using namespace afina;
using namespace afina::summarisation;

TEST_CASE("inflected forms meet in their stem, by the language's rules") {
  Stemmer es(Lang::es), en(Lang::en), none(std::nullopt);
  for (const char* form : {"cerrar", "cerraron", "cerrado", "cerrada", "cerrando"}) CHECK(es.stem(form) == "cerr");
  CHECK(es.stem("bibliotecas") == es.stem("biblioteca"));
  CHECK(es.stem("solicitudes") == es.stem("solicitud"));
  CHECK(es.stem("camión") == es.stem("camiones"));
  for (const char* form : {"close", "closed", "closing", "closes"}) CHECK(en.stem(form) == "close");
  CHECK(en.stem("visitors") == en.stem("visitor"));
  CHECK(none.stem("cerraron") == "cerraron");
  CHECK(es.stem("").empty());
  CHECK(es.stem("\xC3\xB1 \xFF") != "");  // any bytes are taken
}

TEST_CASE("the content of a sentence is its stems without stop words, each once") {
  Stemmer es(Lang::es);
  CHECK(es.content_stems("Los puentes de la biblioteca, y el puente.") ==
        std::vector<std::string>{"bibliotec", "puent"});
  CHECK(es.content_stems("¿Y tú?").empty());
  CHECK(count_shared({"a", "b", "d"}, {"b", "c", "d", "e"}) == 2);
  CHECK(count_shared({}, {"b"}) == 0);
}
