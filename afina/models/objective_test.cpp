// What a batch is charged for, against the same rows one by one.
#include "afina/models/objective.h"

#include "afina/models/label_head.h"
#include "afina/models/models_test_support.h"

namespace afina::models {

using namespace models::testing;

namespace {

std::unique_ptr<CausalLM> small_model() {
  return create_model({{"model_type", "llama"},
                       {"vocab_size", 40},
                       {"hidden_size", 16},
                       {"intermediate_size", 24},
                       {"num_hidden_layers", 2},
                       {"num_attention_heads", 2},
                       {"num_key_value_heads", 1},
                       {"max_position_embeddings", 32},
                       {"initializer_range", 0.3},
                       {"tie_word_embeddings", true}},
                      4);
}

const std::vector<std::vector<int32_t>> kIds = {{3, 1, 4, 1, 5, 9, 2, 6}, {5, 3, 5}, {8, 9, 7, 9, 3, 2}};
const std::vector<std::vector<uint8_t>> kLearned = {{0, 0, 0, 1, 1, 1, 0, 1}, {0, 1, 1}, {0, 0, 0, 0, 0, 1}};

Sequence sequence(const std::vector<int32_t>& ids, int32_t label) {
  Sequence row;
  row.ids = ids;
  row.label = label;
  return row;
}

double total(const BatchLoss& loss) { return static_cast<double>(loss.loss.values()[0]); }

}  // namespace

TEST_CASE("packed rows are charged token by token as each row alone: nothing is predicted across the seam") {
  auto model = small_model();
  Machine machine;
  std::vector<Sequence> together;
  for (size_t i = 0; i < kIds.size(); ++i) together.push_back({kIds[i], kLearned[i]});
  BatchLoss packed = batch_loss(machine.graph, *model, nullptr, together);
  double sum = 0;
  int64_t supervised = 0;
  for (size_t i = 0; i < kIds.size(); ++i) {
    CAPTURE(i);
    BatchLoss alone = batch_loss(machine.graph, *model, nullptr, std::span(&together[i], 1));
    CHECK(packed.nats[i] == doctest::Approx(alone.nats[0]).epsilon(1e-6));
    sum += alone.nats[0];
    supervised += alone.supervised;
  }
  CHECK(total(packed) == doctest::Approx(sum).epsilon(1e-6));
  CHECK(packed.supervised == supervised);
  CHECK(supervised == 7);
}

TEST_CASE("a replicated label is asked of every beginning of the text, the longer the heavier, in training only") {
  auto model = small_model();
  auto head = head_from_names(*model, {"a", "b", "c"}, {{1}, {2}, {3}});
  Machine machine;
  std::vector<Sequence> rows;
  for (size_t i = 0; i < kIds.size(); ++i) {
    rows.push_back(sequence(kIds[i], static_cast<int32_t>(i)));
    rows.back().replication = 0.7f;
    rows.back().text_begin = 1;
  }
  auto asked = [&](std::span<const int32_t> ids, int32_t label) {
    std::vector<int32_t> own(ids.begin(), ids.end());
    Sequence row = sequence(own, label);
    return batch_loss(machine.graph, *model, &head, {&row, 1}).nats[0];
  };
  double expected = 0;
  for (const Sequence& row : rows) {
    const size_t places = row.ids.size() - 1 - 1;  // after the text's tokens but the last
    const double parts = static_cast<double>(places * (places + 1)) / 2;
    for (size_t i = 0; i < places; ++i) {
      expected += 0.7 * static_cast<double>(i + 1) / parts * asked(row.ids.first(i + 2), row.label);
    }
    expected += asked(row.ids, row.label);
  }
  Graph training{machine.context, nullptr, 1, true};
  BatchLoss loss = batch_loss(training, *model, &head, rows);
  CHECK(total(loss) == doctest::Approx(expected).epsilon(1e-5));
  CHECK(loss.supervised == 3);
  BatchLoss measured = batch_loss(machine.graph, *model, &head, rows);
  double plain = 0;
  for (const Sequence& row : rows) plain += asked(row.ids, row.label);
  CHECK(total(measured) == doctest::Approx(plain).epsilon(1e-5));
  for (size_t i = 0; i < rows.size(); ++i) CHECK(loss.nats[i] == doctest::Approx(measured.nats[i]).epsilon(1e-5));
}

TEST_CASE("a text to classify is also learned as language where asked, as the mean over its tokens") {
  auto model = small_model();
  auto head = head_from_names(*model, {"a", "b"}, {{1, 2}, {3}});
  Machine machine;
  Graph training{machine.context, nullptr, 1, true};
  Sequence row = sequence(kIds[0], 1);
  row.text_begin = 2;
  const double without = total(batch_loss(training, *model, &head, {&row, 1}));
  row.language = 0.5f;
  const double with = total(batch_loss(training, *model, &head, {&row, 1}));
  const std::vector<uint8_t> text{0, 0, 0, 1, 1, 1, 1, 1};  // predicted from a token of the text
  Sequence language{kIds[0], text};
  const double nats = batch_loss(machine.graph, *model, nullptr, {&language, 1}).nats[0];
  CHECK(with - without == doctest::Approx(0.5 * nats / 5).epsilon(1e-4));
}

TEST_CASE("a fresh head scores a label as the language model scores the tokens of its name") {
  auto model = small_model();
  auto head = head_from_names(*model, {"uno", "dos", ""}, {{7}, {3, 9}, {}});
  Machine machine;
  Sequence row = sequence(kIds[2], 0);
  Tensor scores = classify_scores(machine.graph, *model, head, {&row, 1});
  auto logits = packed_logits(*model, {&kIds[2], 1});
  const float* last = logits.data() + (kIds[2].size() - 1) * 40;
  CHECK(scores.values()[0] == doctest::Approx(last[7]).epsilon(1e-5));
  CHECK(scores.values()[1] == doctest::Approx((last[3] + last[9]) / 2).epsilon(1e-5));
  CHECK(scores.values()[2] == 0);
  try {
    head_from_names(*model, {"x"}, {{40}});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == "tensor.index_out_of_range");
  }
}

}  // namespace afina::models
