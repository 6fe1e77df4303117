// Gradients of whole models: forgotten activations, shared tables and adapters must all add up. Operators have
// finer checks of their own (tensor/ops).
#include <map>

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

namespace {

// A and B of every linear layer, in the order of their names in PEFT.
std::vector<Tensor*> sorted_by_name(CausalLM& model) {
  std::map<std::string, Tensor*> sorted;
  for (Linear* linear : model.linears()) {
    REQUIRE(linear->lora.has_value());
    sorted[linear->name + ".lora_A.default.weight"] = &linear->lora->a;
    sorted[linear->name + ".lora_B.default.weight"] = &linear->lora->b;
  }
  std::vector<Tensor*> tensors;
  for (auto& [name, tensor] : sorted) tensors.push_back(tensor);
  return tensors;
}

// The mean loss of predicting each sequence's next ids, and its gradients.
double mean_loss(CausalLM& model, const std::vector<std::vector<int32_t>>& sequences) {
  std::vector<int32_t> targets;
  float predicted = 0;
  for (const auto& ids : sequences) {
    targets.insert(targets.end(), ids.begin() + 1, ids.end());
    targets.push_back(-1);
    predicted += static_cast<float>(ids.size() - 1);
  }
  const std::vector<float> weights(targets.size(), 1 / predicted);
  Machine machine;
  Tape tape;
  Graph graph{machine.context, &tape};
  Tensor hidden = model.hidden(graph, pack(sequences));
  Tensor loss = model.cross_entropy(graph, hidden, {.targets = targets, .row_weights = weights});
  tape.backward(loss);
  return static_cast<double>(loss.values()[0]);
}

}  // namespace

TEST_CASE("golden models: loss and gradients of adapters on all linear layers equal those of PEFT") {
  const auto root = afina::testing::golden("models");
  const Json listing = read_json(root / "cases.json");
  double worst = 0;
  for (const Json& item : listing["cases"]) {
    const std::string name = item["name"];
    CAPTURE(name);
    const auto file = root / name / "lora.safetensors";
    const std::vector<float> values = stored_values(file, "values"), gradients = stored_values(file, "gradients");
    auto model = load_model(read_model_folder(root / name));
    attach_lora(*model, {.rank = 2, .alpha = 3}, 1);
    const std::vector<Tensor*> learning = sorted_by_name(*model);
    size_t at = 0;
    for (Tensor* tensor : learning) {
      const auto into = tensor->mutable_values();
      REQUIRE(at + into.size() <= values.size());
      std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(at), into.size(), into.begin());
      at += into.size();
    }
    REQUIRE(at == values.size());
    const double loss = mean_loss(*model, sequences_in(item));
    CHECK(loss == doctest::Approx(static_cast<double>(stored_values(file, "loss")[0])).epsilon(1e-5));
    std::vector<float> found;
    for (Tensor* tensor : learning) found.insert(found.end(), tensor->grad().begin(), tensor->grad().end());
    const double difference = relative_difference(found, gradients);
    CHECK(difference <= kTolerance);
    worst = std::max(worst, difference);
  }
  CHECK(worst > 0);
  MESSAGE("largest difference of a gradient, as a part of the largest: " << worst);
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
