// The merges of a SentencePiece vocabulary, which lists only its pieces.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "afina/tokenizer/vocabulary.h"

namespace afina::tokenizer {

// Every way to cut a piece into two pieces of the vocabulary; the best-scored piece first, and of one piece the longer
// left-hand side first. `ranks[id]` is a piece's place among all, 0 for the best. As transformers' converter orders
// them.
std::vector<std::pair<std::string_view, std::string_view>> merges_of_pieces(std::span<const std::string_view> pieces,
                                                                            std::span<const double> scores,
                                                                            const Vocabulary& vocabulary);

}  // namespace afina::tokenizer
