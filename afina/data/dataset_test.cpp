#include "afina/data/dataset.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/data/columns.h"
#include "afina/data/passages.h"

using namespace afina;
using testing::error_code;
using namespace afina::data;

namespace {

Table make_table(std::vector<std::string> columns, const std::vector<std::vector<std::string>>& rows) {
  Table table;
  table.format = "csv";
  table.columns = std::move(columns);
  for (const auto& cells : rows) {
    table.rows.emplace_back();
    table.rows.back().cells = cells;
    table.rows.back().place = static_cast<int64_t>(table.rows.size()) + 1;
  }
  return table;
}

// Complaints without any hint in the names of the columns.
Table complaints(int rows, std::vector<std::string> columns = {"a", "b"}) {
  static const char* kLabels[] = {"limpieza", "obras", "tráfico"};
  std::vector<std::vector<std::string>> cells;
  for (int i = 0; i < rows; ++i) {
    std::string n = std::to_string(i);
    cells.push_back(
        {"En la calle número " + n + " hay un problema distinto que hay que mirar " + n + n, kLabels[i % 3]});
  }
  return make_table(std::move(columns), cells);
}

}  // namespace

TEST_CASE("names are compared without accents, capitals and underscores, and say what a column is") {
  CHECK(fold_name(" Categoría_Principal ") == "categoria principal");
  CHECK(name_hint("Categoría") == NameHint::label);
  CHECK(name_hint("texto_queja") == NameHint::text);
  CHECK(name_hint("RESUMEN") == NameHint::summary);
  CHECK(name_hint("id") == NameHint::none);
  CHECK(is_figure("12.345,60 €"));
  CHECK(is_figure("2024-09-02T18:37:45"));
  CHECK_FALSE(is_figure("T"));
  CHECK_FALSE(is_figure(""));
}

TEST_CASE("columns are found by name; an unknown one lists what there is and the nearest") {
  Table table = make_table({"Pregunta", "Categoría", "tipo", "Tipo"}, {});
  CHECK(find_column(table, "Categoría") == 1);
  CHECK(find_column(table, "categoria") == 1);
  CHECK(find_column(table, "Tipo") == 3);
  CHECK(error_code([&] { find_column(table, "TIPO"); }) == "data.ambiguous_column");
  try {
    find_column(table, "preguntas");
    FAIL("an unknown column was found");
  } catch (const Error& error) {
    CHECK(error.code() == "data.unknown_column");
    CHECK(error.message().find("«Pregunta», «Categoría»") != std::string::npos);
    CHECK(error.hint().find("Pregunta") != std::string::npos);
  }
  table.has_header = false;
  CHECK(find_column(table, "2") == 1);
  CHECK(error_code([&] { find_column(table, "9"); }) == "data.unknown_column");
}

TEST_CASE("what a person asks of the columns is read in one place") {
  CHECK_FALSE(role_request("", "a", "b").task);
  CHECK(role_request("summarize", "", "").task == Task::summarize);
  CHECK_THROWS_WITH_AS(role_request("translate", "", ""), doctest::Contains("translate"), Error);
}

TEST_CASE("roles are recognised from names and contents") {
  Roles roles = recognise_roles(complaints(30), {});
  CHECK(roles.task == Task::classify);
  CHECK(roles.input == 0);
  CHECK(roles.target == 1);
  CHECK(roles.explanation.find("«b» (3 valores") != std::string::npos);

  std::vector<std::vector<std::string>> pairs, summaries, alpaca, verses;
  std::string sentence = "El ayuntamiento informa de que la calle estará cortada por obras toda la semana. ";
  for (int i = 0; i < 30; ++i) {
    std::string n = std::to_string(i);
    std::string answer = "Se pide en la ventanilla número " + n + " del primer piso";
    pairs.push_back({n, "¿Dónde se pide el papel " + n + "?", answer});
    summaries.push_back({sentence + n + sentence + sentence, "Calle cortada por obras " + n});
    alpaca.push_back({i % 2 ? "" : "dato " + n, "Explica con detalle la cosa " + n, "La cosa es así " + n});
    verses.push_back({"aquí me pongo a cantar " + n});
  }
  roles = recognise_roles(make_table({"id", "Pregunta", "Respuesta"}, pairs), {});
  CHECK(roles.task == Task::instruct);
  CHECK(roles.input == 1);
  CHECK(roles.target == 2);
  roles = recognise_roles(make_table({"id", "x", "y"}, pairs), {});  // only the question marks tell
  CHECK(roles.task == Task::instruct);
  CHECK(roles.target == 2);
  for (auto names : {std::vector<std::string>{"noticia", "titular"}, std::vector<std::string>{"x", "y"}}) {
    roles = recognise_roles(make_table(names, summaries), {});
    CHECK(roles.task == Task::summarize);
    CHECK(roles.input == 0);
  }
  roles = recognise_roles(make_table({"input", "instruction", "output"}, alpaca), {});
  CHECK(roles.task == Task::instruct);
  CHECK(roles.input == 1);
  CHECK(roles.context == 0);
  Dataset dataset = build_dataset(make_table({"input", "instruction", "output"}, alpaca), roles);
  CHECK(dataset.examples[0].input == "Explica con detalle la cosa 0\n\ndato 0");
  CHECK(dataset.examples[1].input == "Explica con detalle la cosa 1");
  roles = recognise_roles(make_table({"verso"}, verses), {});
  CHECK(roles.task == Task::continuation);
  CHECK(roles.input == 0);
  CHECK(roles.target == -1);
}

TEST_CASE("what is asked for wins, and what is missing is recognised or asked for") {
  Table table = complaints(30);
  Roles roles = recognise_roles(table, {Task::instruct, "a", "b"});
  CHECK(roles.task == Task::instruct);
  CHECK(recognise_roles(table, {std::nullopt, "a", "b"}).task == Task::classify);
  CHECK(recognise_roles(table, {std::nullopt, "", "B"}).input == 0);
  CHECK(recognise_roles(table, {Task::classify, "a", ""}).target == 1);
  CHECK(recognise_roles(table, {Task::continuation, "a", ""}).target == -1);
  CHECK(error_code([&] { recognise_roles(table, {Task::instruct, "a", "a"}); }) == "data.same_column");
  CHECK(error_code([&] { recognise_roles(table, {Task::summarize, "a", ""}); }) == "data.need_target");
  CHECK(error_code([&] { recognise_roles(table, {Task::classify, "z", ""}); }) == "data.unknown_column");
  Table figures = make_table({"x", "y"}, {{"1", "2"}, {"3", "4"}});
  CHECK(error_code([&] { recognise_roles(figures, {}); }) == "data.cannot_tell_roles");
  Table several = complaints(30);  // a text with two columns that could be its category
  several.columns.push_back("c");
  for (size_t i = 0; i < several.rows.size(); ++i) several.rows[i].cells.push_back(i % 2 ? "sí" : "no");
  CHECK(error_code([&] { recognise_roles(several, {}); }) == "data.cannot_tell_roles");
  CHECK(recognise_roles(several, {std::nullopt, "", "c"}).input == 0);
}

TEST_CASE("rare classes, empty rows and too little data") {
  Table table = complaints(30);
  table.rows[0].cells[0] = "  ";
  for (int i : {1, 4, 7, 10}) table.rows[i].cells[1] = "rara";
  Dataset dataset = build_dataset(table, {Task::classify, 0, 1, -1, false, false, ""});
  CHECK(dataset.labels == std::vector<std::string>{"limpieza", "obras", "tráfico"});
  REQUIRE(dataset.exclusions.size() == 2);
  CHECK(dataset.exclusions[0].rows == 1);
  CHECK(dataset.exclusions[1].rows == 4);
  CHECK(dataset.examples.size() == 25);
  CHECK(dataset.examples[0].place == 4);

  auto build = [](const Table& t) {
    return error_code([&] { build_dataset(t, {Task::classify, 0, 1, -1, false, false, ""}); });
  };
  Table one = complaints(30);
  for (Row& row : one.rows) row.cells[1] = "obras";
  CHECK(build(one) == "data.one_class");
  CHECK(build(complaints(18)) == "data.too_little");
  CHECK(build(complaints(9)) == "data.too_little");  // every class is too rare
  Table empty = complaints(30);
  for (Row& row : empty.rows) row.cells[1].clear();
  CHECK(build(empty) == "data.all_empty");
}

TEST_CASE("chats: the assistant must say something") {
  Table table = make_table({"messages"}, {});
  for (int i = 0; i < 25; ++i) {
    Row row;
    row.cells = {""};
    row.messages = Json::array({{{"role", "user"}, {"content", "hola " + std::to_string(i)}}});
    if (i > 0) row.messages->push_back({{"role", "assistant"}, {"content", "buenas"}});
    table.rows.push_back(row);
  }
  Roles roles = recognise_roles(table, {});
  CHECK(roles.messages);
  Dataset dataset = build_dataset(table, roles);
  CHECK(dataset.examples.size() == 24);
  CHECK(dataset.exclusions[0].rows == 1);
  CHECK(dataset.examples[0].input == "hola 1");
  CHECK(dataset.examples[0].target == "buenas");
}

TEST_CASE("passages put one after another are the text, however it is broken") {
  std::string prose, verse, line;
  for (int i = 0; i < 200; ++i) {
    prose += "Esto es una frase. Y esta, otra.\n" + std::string(i % 3 == 0 ? "\n\n" : "");
    verse += "un verso y otro verso\n";
    line += "Una frase muy seguida. ";
  }
  for (const std::string& text : {prose, verse, line, std::string("\n\n a"), std::string(5000, 'x')}) {
    std::string joined;
    auto passages = cut_passages(text);
    for (const Example& passage : passages) joined += passage.input;
    CHECK(joined == text);
    if (text.size() > 1000 && text[0] != 'x') CHECK(passages.size() >= 20);
  }
}

TEST_CASE("conformance: roles of the real data sets") {
  auto folder = testing::conformance("datasets");
  if (folder.empty()) return;
  auto roles_of = [&](const char* name) { return recognise_roles(load_table(folder / name), {}); };
  Table faq = load_table(folder / "upao_faq.es.csv");
  Roles classify = recognise_roles(faq, {Task::classify, "Pregunta", "categoria"});
  CHECK(classify.target == 2);
  Dataset dataset = build_dataset(faq, classify);
  CHECK(dataset.labels.size() > 100);
  CHECK(dataset.labels.size() < 315);
  auto accounted = static_cast<int64_t>(dataset.examples.size());
  for (const Exclusion& exclusion : dataset.exclusions) {
    accounted += exclusion.rows;
    MESSAGE("upao_faq left out: " << exclusion.rows << " " << exclusion.reason);
  }
  CHECK(accounted == static_cast<int64_t>(faq.rows.size()));
  MESSAGE("upao_faq: " << dataset.labels.size() << " classes, " << dataset.examples.size() << " rows");
  CHECK(roles_of("upao_faq.es.csv").task == Task::instruct);
  CHECK(roles_of("xquad.es.json").context_first);
  CHECK(roles_of("alpaca.en.json").context == 0);
  CHECK(roles_of("seed_tasks.jsonl").task == Task::instruct);
  for (const char* name : {"quijote.txt", "martin_fierro_martin_fierro.csv", "martin_fierro_martin_fierro_v2.csv",
                           "frankenstein.txt", "hf-course-es"}) {
    CAPTURE(name);
    Table table = load_table(folder / name);
    Roles roles = recognise_roles(table, {});
    CHECK(roles.task == Task::continuation);
    Dataset text = build_dataset(table, roles);
    CHECK(text.running_text);
    std::vector<int64_t> all(text.examples.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int64_t>(i);
    if (!table.text.empty()) CHECK(running_text(text, all) == table.text);
  }
  testing::ran("datasets (roles)", 9);
}
