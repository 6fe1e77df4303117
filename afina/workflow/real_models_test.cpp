// Real trained models, from their folders and from GGUF files, answer as transformers does: ../shared/models.
#include <doctest/doctest.h>

#include <cmath>

#include "afina/base/test_support.h"
#include "afina/models/objective.h"
#include "afina/workflow/model_source.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

struct Case {
  const char* name;
  const char* source;  // of expected.json: "folder" or "gguf"
  const char* file;
  double nats;  // how far the passage's nats per token may lie
};

constexpr Case kCases[] = {{"smollm2", "folder", "smollm2", 1e-4},
                           {"smollm2", "gguf", "smollm2-135m-instruct.q4_1.gguf", 1e-3},
                           {"gemma3", "folder", "gemma3", 1e-4},
                           {"gemma3", "gguf", "gemma-3-270m.q4_k_m.gguf", 1e-3}};

// The answers, where they and the model are both here.
std::optional<Json> expected(const fs::path& model) {
  const fs::path beside = afina::testing::conformance("datasets");
  if (model.empty() || beside.empty()) return std::nullopt;
  return parse_json(afina::testing::slurp(beside / ".." / ".." / "models" / "expected.json"), "expected.json");
}

struct Machine {
  ThreadPool pool;
  kernels::Context context{pool};
  Graph graph{context};
};

std::vector<float> next_logits(Machine& machine, models::CausalLM& model, std::span<const int32_t> ids,
                               models::KvCache& cache) {
  Tensor hidden = model.hidden(machine.graph, models::continuation(ids, cache.length()), &cache);
  const auto last = static_cast<int32_t>(ids.size()) - 1;
  Tensor logits = model.logits(machine.graph, ops::select_rows(machine.graph, hidden, {&last, 1}));
  return {logits.values().begin(), logits.values().end()};
}

// Greedy ids equal the expected ones. Where two ids are as good as equally likely either may follow, and what comes
// after is another text.
void check_greedy(Machine& machine, models::CausalLM& model, std::vector<float> logits, models::KvCache& cache,
                  const std::vector<int32_t>& wanted) {
  constexpr float kTie = 1e-3f;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const auto best = static_cast<int32_t>(std::ranges::max_element(logits) - logits.begin());
    if (best != wanted[i]) {
      CAPTURE(i);
      CHECK(logits[static_cast<size_t>(best)] - logits[static_cast<size_t>(wanted[i])] < kTie);
      return;
    }
    if (i + 1 < wanted.size()) logits = next_logits(machine, model, {&wanted[i], 1}, cache);
  }
}

void check_prompt(Machine& machine, models::CausalLM& model, const std::vector<int32_t>& ids, const Json& item) {
  CHECK(ids == item["ids"].get<std::vector<int32_t>>());
  models::KvCache cache = model.make_cache(std::ssize(ids) + 64);
  const std::vector<float> logits = next_logits(machine, model, ids, cache);
  if (item.contains("top_ids")) {
    const double largest = std::abs(item["top_logits"][0].get<double>());
    for (size_t i = 0; i < item["top_ids"].size(); ++i) {
      const double found = static_cast<double>(logits[item["top_ids"][i].get<size_t>()]);
      CHECK(std::abs(found - item["top_logits"][i].get<double>()) <= 1e-3 * largest);
    }
  }
  check_greedy(machine, model, logits, cache, item["greedy_ids"].get<std::vector<int32_t>>());
}

// The passage of expected.json: 3,000 characters from where the story begins, the first 512 tokens.
std::string passage() {
  const fs::path file = afina::testing::conformance("datasets/quijote.txt");
  REQUIRE(!file.empty());
  std::string text = afina::testing::slurp(file);
  std::erase(text, '\r');
  text.erase(0, text.find("En un lugar de la Mancha"));
  size_t end = 0, characters = 0;
  for (; end < text.size() && characters < 3000; ++characters) {
    for (++end; end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;) ++end;
  }
  return text.substr(0, end);
}

}  // namespace

TEST_CASE("real models: ids, logits, greedy texts and nats of a passage equal those of transformers") {
  for (const Case& c : kCases) {
    CAPTURE(c.file);
    const fs::path model = afina::testing::real_model(c.file);
    const std::optional<Json> answers = expected(model);
    if (!answers) continue;
    const Json& item = answers->at(c.name).at(c.source);
    LoadedModel loaded = load_model_source(model.string());
    Machine machine;
    for (const Json& prompt : item["prompts"]) {
      CAPTURE(prompt["prompt"].get<std::string>());
      check_prompt(machine, *loaded.model, loaded.tokenizer.encode(prompt["prompt"].get<std::string>()).ids, prompt);
    }
    for (const Json& chat : item["chats"]) {
      data::Example asked;
      asked.messages = chat["messages"];
      CHECK(loaded.encoder.form.chat->render(chat["messages"], {.add_generation_prompt = true}).text == chat["text"]);
      data::EncoderOptions roomy = loaded.encoder;
      roomy.max_length = 4096;
      const data::Encoder with(loaded.tokenizer, data::Task::instruct, roomy);
      check_prompt(machine, *loaded.model, with.encode_prompt(asked), chat);
    }
    const std::string text = passage();
    std::vector<int32_t> ids = loaded.tokenizer.encode(text).ids;
    ids.resize(item["passage"]["tokens"].get<size_t>());
    std::vector<uint8_t> learned(ids.size(), 1);
    learned[0] = 0;
    const models::Sequence sequence{ids, learned};
    const models::BatchLoss loss = models::batch_loss(machine.graph, *loaded.model, nullptr, {&sequence, 1});
    const double nats = loss.nats[0] / static_cast<double>(loss.supervised);
    CHECK(std::abs(nats - item["passage"]["nats_per_token"].get<double>()) <= c.nats);
    afina::testing::ran("models (" + std::string(c.file) + ")", 1);
  }
}

}  // namespace afina::workflow
