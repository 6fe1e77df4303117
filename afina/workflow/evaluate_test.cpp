// Tuning and judging, whole, with a tiny model made on the spot.
#include <doctest/doctest.h>

#include <functional>

#include "afina/base/error.h"
#include "afina/workflow/workflow_test_support.h"

namespace afina::workflow {

namespace fs = std::filesystem;

TEST_CASE("a run is judged on its own test part, and the report is left in its folder") {
  Workshop shop;
  EvaluateRequest request;
  request.model = shop.tuned().string();
  request.threads = 1;
  evaluation::Report report = evaluate(request, {});
  REQUIRE(report.entries.size() == 4);
  CHECK(report.entries[0].outcome.name == "before");
  CHECK(report.entries[1].outcome.name == "after");
  CHECK(report.entries[3].outcome.name == "tfidf");
  CHECK(report.rows >= 12);
  CHECK(report.entries[1].outcome.predicted.size() == static_cast<size_t>(report.rows));
  CHECK(report.comparisons.size() == 2);
  Json saved = parse_json(testing::slurp(fs::path(request.model) / "evaluation.json"), "evaluation.json");
  CHECK(saved == evaluation::to_json(report));

  // The same rows, named as other data, are the same evaluation.
  request.data = shop.path("datos.csv");
  CHECK(evaluate(request, {}).entries[1].outcome.predicted == report.entries[1].outcome.predicted);

  write_file_atomically(shop.path("datos.csv"), "texto,tema\nuno,dos\n");
  request.data.clear();
  CHECK(testing::error_code([&] { evaluate(request, {}); }) == "workflow.data_changed");
}

TEST_CASE("of other data, rows seen in tuning and categories unknown to the run are left out and counted") {
  Workshop shop;
  EvaluateRequest request;
  request.model = shop.tuned().string();
  request.threads = 1;
  PreparedData own = prepare_data({shop.path("datos.csv"), {data::Task::classify, "texto", "tema"}, 0.1, 0.2, 1});
  std::string csv = "tema,texto\n";
  for (size_t k = 0; k < 3; ++k)
    csv += own.dataset.examples[static_cast<size_t>(own.split.train[k])].target + "," +
           own.dataset.examples[static_cast<size_t>(own.split.train[k])].input + "\n";
  csv += "perros,un perro suelto ladra en el parque toda la noche\n";
  for (int i = 0; i < 20; ++i) {
    csv += "luz,se ha fundido otra bombilla del túnel " +
           std::string(static_cast<size_t>(i + 1), static_cast<char>('a' + i)) + "\n";
  }
  write_file_atomically(shop.path("otros.csv"), csv);
  request.data = shop.path("otros.csv");
  evaluation::Report report = evaluate(request, {});
  CHECK(report.rows == 20);
  REQUIRE(report.notes.size() == 2);
  CHECK(report.notes[0].ends_with(": 1."));
  CHECK(report.notes[0].find("«perros»") != std::string::npos);
  CHECK(report.notes[1].ends_with(": 3."));
}

TEST_CASE(
    "a run tuned whole is a classifier's folder, judged and used with its head, and a damaged one is said to be") {
  Workshop shop;
  EvaluateRequest request;
  const fs::path run = shop.tuned("full"), model = run / "model";
  request.model = run.string();
  request.threads = 1;
  evaluation::Report report = evaluate(request, {});
  CHECK(report.entries[1].outcome.predicted.size() == static_cast<size_t>(report.rows));
  CHECK(classify(run.string(), {light(50)}, 1).front().labels.size() == 2);
  CHECK(!fs::exists(model / "score.safetensors"));

  // Base weights like any other: what is tuned from them has a head of its own.
  TuneRequest again;
  again.data.path = shop.path("datos.csv");
  again.data.roles.task = data::Task::classify;
  again.model = model.string();
  again.out = shop.path("otra");
  again.options.max_steps = 1;
  again.options.max_length = 48;
  again.threads = 1;
  tune(again, {});
  CHECK(classify(again.out.string(), {light(50)}, 1).front().labels.size() == 2);

  edit_manifest(run, [](Json&) {});
  const Json good = parse_json(testing::slurp(model / "config.json"), "config.json");
  auto code_with = [&](const char* key, const Json& value) {
    Json config = good;
    config[key] = value;
    write_file_atomically(model / "config.json", dump_json(config));
    return testing::error_code([&] { classify(run.string(), {light(50)}, 1); });
  };
  CHECK(code_with("id2label", {{"0", "luz"}}) == "workflow.damaged_run");
  CHECK(code_with("id2label", {{"0", "luz"}, {"1", "basura"}, {"2", "agua"}}) == "workflow.damaged_run");
  CHECK(code_with("id2label", {{"0", good["id2label"]["1"]}, {"1", good["id2label"]["0"]}}) == "workflow.run_changed");
  CHECK(code_with("architectures", {"LlamaForCausalLM"}) == "workflow.run_changed");
  CHECK(code_with("id2label", good["id2label"]).empty());
  fs::copy_file(shop.path("modelo") / "model.safetensors", model / "model.safetensors",
                fs::copy_options::overwrite_existing);
  CHECK(code_with("id2label", good["id2label"]) == "workflow.damaged_run");
  try {
    classify(run.string(), {light(50)}, 1);
  } catch (const Error& error) {
    CHECK(error.message().find("score.weight") != std::string::npos);
  }
}

TEST_CASE("a model that is no run is judged alone, on a part of the data, and needs data") {
  Workshop shop;
  EvaluateRequest request;
  request.model = shop.path("modelo").string();
  request.threads = 1;
  CHECK(testing::error_code([&] { evaluate(request, {}); }) == "workflow.eval_needs_data");
  request.data = shop.path("datos.csv");
  evaluation::Report report = evaluate(request, {});
  REQUIRE(report.entries.size() == 3);
  CHECK(report.entries[0].outcome.name == "model");
  CHECK(report.comparisons.size() == 1);
  request.baseline = request.model;
  report = evaluate(request, {});
  REQUIRE(report.entries.size() == 4);
  CHECK(report.comparisons[0].against == "before");
  CHECK(report.comparisons[0].difference == doctest::Approx(0));
  CHECK(report.comparisons[0].verdict == metrics::Verdict::no_difference_shown);
}

}  // namespace afina::workflow
