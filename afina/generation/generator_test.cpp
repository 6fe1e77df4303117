#include "afina/generation/generator.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "afina/base/test_support.h"
#include "afina/models/model_files.h"

namespace afina::generation {

namespace {

// The likeliest id after each beginning, computed from its first token on.
std::vector<int32_t> greedy_without_cache(kernels::Context& context, models::CausalLM& model, std::vector<int32_t> ids,
                                          int64_t count) {
  Graph graph{context};
  std::vector<int32_t> chosen;
  while (std::ssize(chosen) < count) {
    Tensor hidden = model.hidden(graph, models::pack(std::vector<std::vector<int32_t>>{ids}));
    Tensor logits = model.logits(graph, hidden);
    const auto last = logits.values().last(static_cast<size_t>(model.shape().vocabulary));
    chosen.push_back(static_cast<int32_t>(std::ranges::max_element(last) - last.begin()));
    ids.push_back(chosen.back());
  }
  return chosen;
}

}  // namespace

TEST_CASE("what is generated with a cache is what would be without, windows and growing contexts included") {
  ThreadPool pool(2);
  kernels::Context context{pool};
  const auto tokenizer = tokenizer::Tokenizer::load(testing::golden("tokenizer") / "byte_level.tokenizer.json");
  const auto root = testing::golden("models");
  const Json listing = parse_json(testing::slurp(root / "cases.json"), "cases.json");
  int outgrown = 0;
  for (const Json& item : listing["cases"]) {
    const std::string name = item["name"];
    // Two of each family, and all that a text can outgrow.
    if (!name.ends_with("_00") && !name.ends_with("_01") && !name.starts_with("phi3")) continue;
    CAPTURE(name);
    auto model = models::load_model(models::read_model_folder(root / name));
    const auto all = item["sequences"][0].get<std::vector<int32_t>>();
    const std::vector<int32_t> prompt(all.begin(), all.begin() + 9);
    GenerationOptions options;
    options.max_new_tokens = 20;
    CHECK(generate(context, *model, tokenizer, prompt, options).ids ==
          greedy_without_cache(context, *model, prompt, options.max_new_tokens));
    const int64_t once = model->shape().refilled_after;
    outgrown += once > 9 && once < 29;
  }
  CHECK(outgrown >= 4);
}

}  // namespace afina::generation
