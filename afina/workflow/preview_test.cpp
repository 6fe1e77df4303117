#include "afina/workflow/preview.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "afina/base/error.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/inspect.h"
#include "afina/workflow/workflow_test_support.h"

namespace afina::workflow {

namespace {

// Questions and answers; rows 3 and 5 of the file have an empty answer, row 7 one that is far too long.
std::filesystem::path answers(const Workshop& shop) {
  std::string csv = "pregunta,respuesta\n";
  for (int i = 0; i < 40; ++i) {
    const bool empty = i == 1 || i == 3;
    std::string answer = empty ? "" : "se avisa a la brigada " + std::to_string(i);
    if (i == 5) {
      for (int k = 0; k < 60; ++k) answer += " y se espera";
    }
    csv += "¿" + light(i) + " <b>" + std::to_string(i) + "</b>?," + answer + "\n";
  }
  write_file_atomically(shop.path("preguntas.csv"), csv);
  return shop.path("preguntas.csv");
}

PreviewRequest request_for(const Workshop& shop, const std::filesystem::path& data) {
  PreviewRequest request;
  request.data.path = data;
  request.model = shop.path("modelo").string();
  request.max_length = 48;
  request.rows = 50;
  return request;
}

}  // namespace

TEST_CASE("a preview shows the very rows that tuning learns from, and where the others are") {
  Workshop shop;
  const PreviewRequest request = request_for(shop, answers(shop));
  const Preview shown = preview(request);
  CHECK(shown.template_name == "plain");
  const PreparedData data = prepare_data(request.data);
  const LoadedModel loaded = load_model_source(request.model);
  std::vector<int64_t> train = data.split.train;
  std::ranges::sort(train);
  const EncodedRows rows = encode_rows(make_encoder(loaded, data.dataset.task, 48, ""), data.dataset, train);
  REQUIRE(shown.rows.size() == rows.rows.size());
  for (size_t r = 0; r < rows.rows.size(); ++r) {
    const PreviewRow& row = shown.rows[r];
    REQUIRE(row.tokens.size() == rows.rows[r].ids.size());
    for (size_t t = 0; t < row.tokens.size(); ++t) {
      CHECK(row.tokens[t].id == rows.rows[r].ids[t]);
      CHECK(row.tokens[t].learned == (rows.rows[r].learned[t] != 0));
    }
    CHECK(row.end_token == "<|endoftext|>");
    CHECK(row.tokens.back().learned);
    CHECK(row.learned_tokens > 0);
    CHECK(row.cut_tokens == rows.rows[r].cut_tokens);
    if (row.cut_tokens > 0) CHECK(!row.cut_text.empty());
  }
  REQUIRE(shown.totals.excluded.size() == 1);
  CHECK(shown.totals.excluded[0].places == std::vector<int64_t>{3, 5});
  REQUIRE(shown.totals.refused.size() == 1);
  CHECK(shown.totals.refused[0].place == 7);
  CHECK(shown.totals.refused[0].code == "data.answer_too_long");
  CHECK(shown.totals.rows == 37);
  CHECK(shown.totals.longest <= 48);

  PreviewRequest narrow = request;
  narrow.max_length = 8;
  CHECK(testing::error_code([&] { preview(narrow); }) == "workflow.nothing_fits");
  narrow.rows = -1;
  CHECK(testing::error_code([&] { preview(narrow); }) == "workflow.option_out_of_range");
}

TEST_CASE("text and HTML mark what is learned without colour, and never let a person's text become markup") {
  Workshop shop;
  Preview shown = preview(request_for(shop, answers(shop)));
  const std::string text = to_text(shown, 80), html = to_html(shown);
  CHECK(text.find("^^") != std::string::npos);
  CHECK(text.find('#') != std::string::npos);
  CHECK(html.find("<html lang=\"es\">") != std::string::npos);
  CHECK(html.find("<b>") == std::string::npos);
  CHECK(html.find("<mark>") != std::string::npos);
  CHECK(html.find("color:red") == std::string::npos);
  const Json json = to_json(shown);
  CHECK(json["rows"].size() == shown.rows.size());
  CHECK(json["totals"]["refused"][0]["place"] == 7);
}

TEST_CASE("of texts to classify the category is what is learned") {
  Workshop shop;
  const Preview shown = preview(request_for(shop, shop.path("datos.csv")));
  CHECK(shown.totals.learned_tokens == 0);
  for (const PreviewRow& row : shown.rows) CHECK((row.label == "luz" || row.label == "basura"));
}

TEST_CASE("a model kept loaded says what comes next, and scores a text as its logits do") {
  Workshop shop;
  const Inspector model(shop.path("modelo").string(), 1);
  const Logits logits = model.logits("la farola", true);
  CHECK(logits.vocabulary == 300);
  CHECK(logits.tokens == static_cast<int64_t>(logits.ids.size()));
  const auto next = model.next_tokens("la farola", 300, true);
  REQUIRE(next.size() == 300);
  double sum = 0, last = 2;
  for (const auto& [token, probability] : next) {
    CHECK(probability <= last);
    last = probability;
    sum += probability;
  }
  CHECK(sum == doctest::Approx(1).epsilon(1e-4));
  const TextScore score = model.score("la farola de la plaza no luce");
  CHECK(score.bytes > 0);
  CHECK(score.perplexity > 1);
  CHECK(testing::error_code([&] { model.logits("", true); }) == "generation.empty_prompt");
  CHECK(testing::error_code([&] { Inspector(shop.tuned().string(), 1); }) == "workflow.run_classifies");
  const PreparedData data = prepare_data({shop.path("datos.csv"), {}, 0.1, 0.2, 1});
  const std::vector<int32_t> lengths = row_lengths(data, shop.path("modelo").string());
  CHECK(lengths.size() == data.dataset.examples.size());
  CHECK(*std::ranges::min_element(lengths) > 0);
}

}  // namespace afina::workflow
