// A model turns one pre-token into tokens. BPE is the one there is; Unigram and WordPiece are refused by name.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "afina/tokenizer/vocabulary.h"

namespace afina::tokenizer {

struct Symbol {
  int32_t id = 0;
  uint32_t size = 0;  // bytes of the piece it stands for
};

class Model {
 public:
  // Working memory and word cache of one thread; the model itself never changes.
  struct Scratch {
    virtual ~Scratch() = default;
  };

  virtual ~Model() = default;
  virtual std::unique_ptr<Scratch> make_scratch() const = 0;
  // Appends the tokens of `piece`; `scratch` comes from this model's make_scratch().
  virtual void tokenize(std::string_view piece, Scratch& scratch, std::vector<Symbol>& out) const = 0;
  virtual const Vocabulary& vocabulary() const noexcept = 0;
};

}  // namespace afina::tokenizer
