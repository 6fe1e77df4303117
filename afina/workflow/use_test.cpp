#include <doctest/doctest.h>

#include <stdexcept>

#include "afina/data/instruction.h"
#include "afina/io/mapped_file.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/inspect.h"
#include "afina/workflow/section_writer.h"
#include "afina/workflow/workflow_test_support.h"

using namespace afina;
using namespace afina::workflow;

TEST_CASE("a text may begin from nothing where the model has a token for the beginning") {
  const Workshop w;
  GenerateRequest request;
  request.model = w.path("modelo").string();
  request.options.max_new_tokens = 3;
  request.threads = 1;
  CHECK(testing::error_code([&] { generate(request, {}, {}); }) == "generation.no_beginning");
  const auto file = w.path("modelo") / "config.json";
  Json config = parse_json(read_file(file), "config.json");
  config["bos_token_id"] = 5;
  write_file_atomically(file, dump_json(config));
  const generation::Generated made = generate(request, {}, {});
  CHECK(made.prompt_ids == std::vector<int32_t>{5});
  CHECK(made.ids.size() == 3);
}

TEST_CASE("a question that could not be answered leaves the conversation as it was") {
  if (semilla_files().empty()) return;
  generation::GenerationOptions options;
  options.max_new_tokens = 12;
  auto ids_of_second = [&](bool with_failure) {
    Chat chat("semilla", 1);
    chat.say("Hola", options, {}, nullptr);
    if (with_failure) {
      auto fail_at_once = [](std::string_view) { throw std::runtime_error("the terminal is gone"); };
      CHECK_THROWS_AS(chat.say("¿Cuándo abre la biblioteca?", options, fail_at_once, nullptr), std::runtime_error);
    }
    return chat.say("¿Qué hay?", options, {}, nullptr).prompt_ids;
  };
  CHECK(ids_of_second(true) == ids_of_second(false));
}

TEST_CASE("numbers out of range are refused before anything is read") {
  const auto bad = "workflow.option_out_of_range";
  GenerateRequest request;
  request.model = "no/hay";
  request.options.max_new_tokens = -5;
  CHECK(testing::error_code([&] { generate(request, {}, {}); }) == bad);
  CHECK(testing::error_code([&] { summarise({"no/hay", "", -1, 0, 1}, {}); }) == bad);
  CHECK(testing::error_code([&] { summarise({"no/hay", "", 0, 0, 100000}, {}); }) == bad);
  CHECK(testing::error_code([&] { classify("no/hay", {"a"}, -1); }) == bad);
  CHECK(testing::error_code([&] { Inspector("no/hay", -1); }) == bad);
  CHECK(testing::error_code([&] { Chat("no/hay", -1); }) == bad);
  CHECK(testing::error_code([&] { resume("no/hay", -1, {}); }) == bad);
  BenchRequest bench_request;
  bench_request.batch = int64_t{1} << 40;
  CHECK(testing::error_code([&] { bench(bench_request, {}); }) == bad);
}

TEST_CASE("semilla is asked for a summary as it was taught to be") {
  if (semilla_files().empty()) return;
  LoadedModel loaded = load_model_source("semilla");
  ThreadPool pool(1);
  // A document in another language changes nothing: it was taught in Spanish.
  for (Lang language : {Lang::es, Lang::en}) {
    const SectionWriter writer(loaded, language, pool, {});
    CHECK(loaded.tokenizer.decode(writer.prompt("Mañana no hay agua."), false) ==
          "<|im_start|>user\nResume el texto:\nMañana no hay agua.<|im_end|>\n<|im_start|>assistant\n");
  }
}

TEST_CASE("the lengths that are told are those of the rows that are learned") {
  if (semilla_files().empty()) return;
  std::string csv = "texto,departamento\n";
  for (int i = 0; i < 40; ++i)
    csv += "La calle " + std::to_string(i) + " no tiene luz," + (i % 2 ? "Luz" : "Agua") + "\n";
  const testing::TemporaryFolder folder;
  write_file_atomically(folder.path() / "datos.csv", csv);
  DataRequest request;
  request.path = folder.path() / "datos.csv";
  const PreparedData data = prepare_data(request);
  const data::Encoder encoder =
      make_encoder(load_model_source("semilla"), data.dataset.task, 512,
                   data::default_instruction(data.dataset.task, data::language_of(data.dataset)));
  std::vector<int32_t> expected;
  for (const data::Example& example : data.dataset.examples) {
    expected.push_back(static_cast<int32_t>(encoder.encode(example, data.dataset.labels).ids.size()));
  }
  CHECK(data.dataset.task == data::Task::classify);
  CHECK(row_lengths(data, "semilla") == expected);
}
