#include "afina/data/language.h"

#include <doctest/doctest.h>

#include <optional>
#include <sstream>
#include <string>

#include "afina/base/test_support.h"
#include "afina/data/table.h"

using namespace afina;
using data::language_of;

TEST_CASE("Spanish and English are told apart, also in short texts and without accents") {
  for (const char* text :
       {"¿A qué hora abre la biblioteca los sábados?", "Hace una semana que no hay luz en el parque.",
        "Buenos dias, quiero saber donde se paga la tasa de basura.", "Llueve en la plaza y el mercado cierra.",
        "EL AYUNTAMIENTO CIERRA LAS OFICINAS"}) {
    CAPTURE(text);
    CHECK(language_of(text) == Lang::es);
  }
  for (const char* text : {"What time does the library open on Saturdays?", "There is no light in the park.",
                           "I want to know where the tax is paid.", "It rains, and the market closes early.",
                           "THE OFFICE IS CLOSED ON MONDAYS"}) {
    CAPTURE(text);
    CHECK(language_of(text) == Lang::en);
  }
}

TEST_CASE("other languages, names and figures are neither") {
  for (const char* text :
       {"", "   ", "12,5 3.400 2021", "María García López, Juan Pérez", "日本語の文章です。",
        "A biblioteca abre às nove horas e fecha às seis, menos aos sábados, quando não há ninguém.",
        "La bibliothèque ouvre à neuf heures et ferme à six heures, sauf le samedi où il n'y a personne.",
        "La biblioteca apre alle nove e chiude alle sei, tranne il sabato, quando non c'è nessuno.",
        "Die Bücherei öffnet um neun Uhr und schließt um sechs, außer am Samstag, wenn niemand da ist."}) {
    CAPTURE(text);
    CHECK(language_of(text) == std::nullopt);
  }
}

TEST_CASE("a text in one language that quotes the other stays in its own") {
  CHECK(
      language_of("El libro se llama The Lord of the Rings y lo leyeron todos los niños de la clase en una semana.") ==
      Lang::es);
  CHECK(language_of("The village is called Las Navas del Marqués, and it is a day from the city by train.") ==
        Lang::en);
}

TEST_CASE("of a long text more than its beginning is read") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "Lorem ipsum dolor. ";
  CHECK(language_of(text) == std::nullopt);
  std::string english;
  for (int i = 0; i < 6000; ++i) english += "The river was high and the bridge is closed. ";
  CHECK(language_of(text + english) == Lang::en);
  for (size_t cut = 0; cut < 4; ++cut) CHECK(language_of(std::string(20000 + cut, 'a') + "ñññ" + text) == std::nullopt);
}

TEST_CASE("real data sets are in their language") {
  const auto folder = testing::conformance("datasets");
  if (folder.empty()) return;
  size_t seen = 0, known = 0;
  for (const auto& [file, expected] : {std::pair{"upao_faq.es.csv", Lang::es}, std::pair{"alpaca.en.json", Lang::en}}) {
    const data::Table table = data::load_table(folder / file);
    std::string together;
    for (size_t row = 0; row < table.rows.size(); row += 7) {
      for (const std::string& cell : table.rows[row].cells) {
        if (cell.size() < 60) continue;
        const auto found = language_of(cell);
        CHECK(found.value_or(expected) == expected);
        known += found.has_value();
        ++seen;
        together += cell + "\n";
      }
    }
    CHECK(language_of(together) == expected);
  }
  CHECK(static_cast<double>(known) > 0.85 * static_cast<double>(seen));
  CHECK(language_of(testing::slurp(folder / "quijote.txt")) == Lang::es);
  CHECK(language_of(testing::slurp(folder / "frankenstein.txt")) == Lang::en);
  testing::ran("language of rows", seen);
}
