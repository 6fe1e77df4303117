// Shared by the tests of this folder: a tiny model over a tokenizer of its own, and rows made by hand.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/evaluation/rows.h"
#include "afina/evaluation/runners.h"
#include "afina/evaluation/scores.h"

namespace afina::evaluation::testing {

inline constexpr uint64_t kSeed = 7;
inline constexpr const char* kChatml =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' "
    "}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

inline tokenizer::Tokenizer make_tokenizer() {
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i) {
    texts.push_back("la farola de la plaza no luce y la calle está oscura");
    texts.push_back("el camión de la basura no pasa y el contenedor rebosa");
  }
  tokenizer::BpeTrainingOptions options;
  options.vocabulary_size = 320;
  options.special_tokens = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
  return tokenizer::Tokenizer::from_json(tokenizer::train_bpe(texts, options), "test");
}

inline Json tiny_config() {
  return {{"model_type", "llama"},       {"vocab_size", 320},
          {"hidden_size", 16},           {"intermediate_size", 32},
          {"num_hidden_layers", 2},      {"num_attention_heads", 2},
          {"num_key_value_heads", 1},    {"max_position_embeddings", 128},
          {"tie_word_embeddings", true}, {"initializer_range", 0.5}};
}

// A model, its encoder, and machinery; `max_length` tokens a row.
struct Bench {
  ThreadPool pool{2};
  kernels::Context context{pool};
  tokenizer::Tokenizer tokenizer = make_tokenizer();
  std::unique_ptr<models::CausalLM> model = models::create_model(tiny_config(), kSeed);
  data::Dataset dataset;
  data::Split split;
  std::optional<data::Encoder> encoder;
  EvaluationOptions options;

  Bench(data::Task task, int64_t max_length, bool chat = false) {
    dataset.task = task;
    dataset.running_text = task == data::Task::continuation;
    data::EncoderOptions e;
    if (chat) {
      e.form.chat = std::make_shared<const tokenizer::ChatTemplate>(
          tokenizer::ChatTemplate::parse(kChatml, {}, "test", tokenizer.special_texts()));
    }
    if (task == data::Task::classify) e.form.instruction = "Clasifica el mensaje por su tema.\n";
    e.max_length = max_length;
    e.form.eos = 0;
    encoder.emplace(tokenizer, task, e);
    options.max_new_tokens = 8;
  }
  HeldOut held_out() const { return {dataset, split, *encoder}; }
  void add(std::vector<int64_t>& part, const std::string& input, const std::string& target = "") {
    part.push_back(static_cast<int64_t>(dataset.examples.size()));
    data::Example example;
    example.input = input;
    example.target = target;
    example.place = static_cast<int64_t>(dataset.examples.size());
    dataset.examples.push_back(example);
  }
};

// Nats of ids[begin..] given what precedes, from plain logits, one whole pass and no cache.
inline double nats_by_hand(Bench& bench, const std::vector<int32_t>& ids, size_t begin) {
  Graph graph{bench.context};
  Tensor logits =
      bench.model->logits(graph, bench.model->hidden(graph, models::pack(std::vector<std::vector<int32_t>>{ids})));
  double nats = 0;
  for (size_t i = begin; i < ids.size(); ++i) {
    const float* row = logits.matrix().row(static_cast<int64_t>(i) - 1);
    double sum = 0;
    for (int64_t v = 0; v < logits.cols(); ++v) sum += std::exp(static_cast<double>(row[v]));
    nats += std::log(sum) - static_cast<double>(row[ids[i]]);
  }
  return nats;
}

inline const Score& score(const Report& report, const std::string& outcome, const std::string& name) {
  for (const Report::Entry& entry : report.entries) {
    for (const Score& s : entry.scores) {
      if (entry.outcome.name == outcome && s.name == name) return s;
    }
  }
  FAIL("no score " << name << " of " << outcome);
  return report.entries[0].scores[0];
}

}  // namespace afina::evaluation::testing
