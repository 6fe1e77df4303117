// The parameters of a model: what each is called, where it is held, and how it lies in its file. A name is written
// once, where the parameter is declared; saving, merging and fingerprints follow the list.
#pragma once

#include <string>
#include <vector>

#include "afina/models/linear.h"
#include "afina/models/stored.h"

namespace afina::models {

struct Parameter {
  std::string name;  // the Hugging Face name, "model.layers.0.self_attn.q_proj.weight"
  Weight* weight;
  Stored stored;
  bool decays = false;  // weight decay applies: matrices of linear layers, not norms, biases, embeddings, heads
};

struct Parameters {
  std::vector<Parameter> all;  // each once, in the order of the computation; a tied head is not one
  // Every linear layer that can take an adapter.
  std::vector<Linear*> linears;
};

// A float tensor that learns: a parameter in training, or half of an adapter.
struct NamedTensor {
  std::string name;
  Tensor* tensor;
  bool decays = false;
};

}  // namespace afina::models
