// Gradients of whole models: forgotten activations, shared tables and adapters must all add up. Operators have
// finer checks of their own (tensor/ops).
#include "afina/base/random.h"
#include "afina/models/adapter.h"
#include "afina/models/models_test_support.h"

namespace afina::models {

using namespace models::testing;

namespace {

const std::vector<std::vector<int32_t>> kSequences = {{3, 1, 4, 1, 5, 9, 2, 6}, {5, 3, 5}};
const std::vector<int32_t> kTargets = {1, 4, 1, 5, 9, 2, 6, -1, 3, 5, -1};

double loss(CausalLM& model, Graph& graph) {
  Tensor hidden = model.hidden(graph, pack(kSequences));
  Tensor sum = model.cross_entropy(graph, hidden, {.targets = kTargets, .row_weights = {}});
  if (graph.tape) graph.tape->backward(sum);
  return static_cast<double>(sum.values()[0]);
}

// Along the gradient the loss must climb by the square of its length.
void check_directional(CausalLM& model, std::vector<NamedTensor> learning) {
  Machine machine;
  Tape tape;
  Graph graph{machine.context, &tape};
  loss(model, graph);
  double squares = 0;
  std::vector<std::vector<float>> start;
  for (NamedTensor& parameter : learning) {
    CAPTURE(parameter.name);
    REQUIRE(parameter.tensor->has_grad());
    for (float g : parameter.tensor->grad()) squares += static_cast<double>(g) * static_cast<double>(g);
    start.emplace_back(parameter.tensor->values().begin(), parameter.tensor->values().end());
  }
  const double step = 0.02 / squares;
  auto moved = [&](double by) {
    for (size_t i = 0; i < learning.size(); ++i) {
      auto values = learning[i].tensor->mutable_values();
      auto grad = learning[i].tensor->grad();
      for (size_t j = 0; j < values.size(); ++j) values[j] = start[i][j] + static_cast<float>(by) * grad[j];
    }
    Graph plain{machine.context};
    return loss(model, plain);
  };
  const double slope = (moved(step) - moved(-step)) / (2 * step);
  CHECK(slope == doctest::Approx(squares).epsilon(0.01));
}

}  // namespace

TEST_CASE("gradients of every golden model: all weights, then an adapter alone") {
  const auto root = afina::testing::golden("models");
  const Json listing = read_json(root / "cases.json");
  for (const Json& item : listing["cases"]) {
    const std::string name = item["name"];
    CAPTURE(name);
    auto model = load_model(read_model_folder(root / name));
    check_directional(*model, learn_all_weights(*model));

    attach_lora(*model, {.rank = 3, .alpha = 6}, 9);
    Random random(2);
    for (NamedTensor& parameter : lora_parameters(*model)) {
      for (float& v : parameter.tensor->mutable_values()) v = static_cast<float>(0.1 * random.normal());
    }
    check_directional(*model, lora_parameters(*model));
    for (const Parameter& parameter : model->parameters()) CHECK(!parameter.weight->requires_grad());
  }
}

TEST_CASE("GPT-2's dropouts act in training only, and the same key gives the same masks") {
  auto model = create_model({{"model_type", "gpt2"},
                             {"vocab_size", 16},
                             {"n_embd", 8},
                             {"n_layer", 2},
                             {"n_head", 2},
                             {"n_positions", 16},
                             {"initializer_range", 0.3}},
                            1);
  Machine machine;
  auto run = [&](uint64_t key, bool training) {
    Graph graph{machine.context, nullptr, key, training};
    Tensor hidden = model->hidden(graph, pack(kSequences));
    return std::vector<float>(hidden.values().begin(), hidden.values().end());
  };
  CHECK(run(1, false) == run(2, false));
  CHECK(run(1, true) == run(1, true));
  CHECK(run(1, true) != run(2, true));
  CHECK(run(1, true) != run(1, false));
}

}  // namespace afina::models
