// Byte-pair encoding (Sennrich et al. 2016) over bytes (GPT-2) or characters with byte fallback (SentencePiece),
// equal to Hugging Face tokenizers' BPE model.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "afina/tokenizer/merge_table.h"
#include "afina/tokenizer/model.h"

namespace afina::tokenizer {

struct BpeOptions {
  std::string unknown;  // empty: none, unknown characters vanish as in the reference
  std::string prefix;   // continuing_subword_prefix
  std::string suffix;   // end_of_word_suffix
  bool fuse_unknown = false;
  bool byte_fallback = false;
  bool ignore_merges = false;  // a word that is in the vocabulary is one token, whatever the merges say
  bool raw_bytes = false;      // pieces are bytes still to be mapped to the byte alphabet
};

class Bpe final : public Model {
 public:
  Bpe(Vocabulary vocabulary, MergeTable merges, BpeOptions options);

  std::unique_ptr<Scratch> make_scratch() const override;
  // Throws tokenizer.unknown_token where the unknown token is needed and not in the vocabulary.
  void tokenize(std::string_view piece, Scratch& scratch, std::vector<Symbol>& out) const override;
  const Vocabulary& vocabulary() const noexcept override { return vocabulary_; }

 private:
  struct Work;

  void tokenize_word(std::string_view word, Work& work, std::vector<Symbol>& out) const;
  void merge_word(std::string_view word, Work& work, std::vector<Symbol>& out) const;
  bool whole_word(std::string_view word, std::vector<Symbol>& out) const;
  void first_symbols(std::string_view word, std::vector<Symbol>& symbols) const;
  bool fall_back_to_bytes(std::string_view text, std::vector<Symbol>& symbols) const;
  void find_word_mark();

  Vocabulary vocabulary_;
  MergeTable merges_;
  BpeOptions options_;
  std::array<int32_t, 256> byte_ids_{};      // of each byte's character; -1 where the vocabulary lacks it
  std::array<int32_t, 256> fallback_ids_{};  // of <0x00> ... <0xFF>; -1 likewise
  bool all_bytes_known_ = false;
  // Words may be cut before this mark without changing any token, because no merge joins something to a mark
  // that follows it. That makes a whole text, which SentencePiece models get as one piece, cacheable by words.
  std::string word_mark_;
};

}  // namespace afina::tokenizer
