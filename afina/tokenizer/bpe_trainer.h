// Learning the merges of byte-level BPE from word counts. Equal to Hugging Face's BpeTrainer, ties included: the
// most frequent pair merges first; among equally frequent pairs the one with the smaller left id, then the
// smaller right id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace afina::tokenizer {

struct WordCount {
  std::string word;  // raw bytes
  int64_t count = 0;
};

struct LearnedMerge {
  int32_t left = 0;
  int32_t right = 0;
};

struct LearnedBpe {
  std::vector<std::string> tokens;   // by id: special tokens, the 256 bytes, then merges (in the byte alphabet)
  std::vector<LearnedMerge> merges;  // by rank; a pair comes once
};

// `special_tokens` get the first ids. Stops at `vocabulary_size` tokens, or where no pair comes `min_frequency`
// times. The result depends on the counts alone.
LearnedBpe learn_bpe(const std::vector<WordCount>& words, const std::vector<std::string>& special_tokens,
                     int32_t vocabulary_size, int64_t min_frequency);

}  // namespace afina::tokenizer
