// Added tokens: texts such as "<|im_end|>" that become one id before the model sees anything.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "afina/tokenizer/normalizer.h"
#include "afina/tokenizer/piece_text.h"

namespace afina::tokenizer {

struct AddedToken {
  std::string content;
  int32_t id = 0;
  bool single_word = false;  // only where no letter or digit touches it
  bool lstrip = false;       // takes the white space before it
  bool rstrip = false;       // and after it
  bool normalized = true;    // looked for in the normalised text
  bool special = false;
};

class AddedTokens {
 public:
  AddedTokens() = default;
  // The normaliser (or nullptr) is applied to the contents of normalised tokens.
  AddedTokens(std::vector<AddedToken> tokens, const Normalizer* normalizer);

  // Whether a special token at these bytes of the original counts.
  using Counts = std::function<bool(ByteRange)>;
  // Cuts the pieces at the tokens that are looked for before (normalized = false) or after normalisation.
  void split(PieceText& pieces, bool normalized, const Counts& counts) const;

  const std::vector<AddedToken>& all() const noexcept { return tokens_; }
  const AddedToken* by_content(std::string_view content) const noexcept;
  int32_t id_end() const noexcept;  // largest id + 1

 private:
  // A trie over bytes; find() gives the longest token at a position.
  struct Trie {
    struct Node {
      int32_t token = -1;
      uint32_t first_child = 0, sibling = 0;  // 0: none
      uint8_t byte = 0;
    };
    std::vector<Node> nodes{Node{}};
    std::array<bool, 256> first{};
    bool empty = true;

    uint32_t child_of(uint32_t node, uint8_t byte) const noexcept;  // 0: none
    void add(std::string_view text, int32_t token);
    int32_t longest(std::string_view text, size_t at, size_t& end) const noexcept;
  };

  // `counts` is asked about bytes of the piece.
  void split_piece(std::string_view piece, const Trie& trie, const Counts& counts, std::vector<Piece>& out) const;

  std::vector<AddedToken> tokens_;
  std::unordered_map<std::string, size_t> by_content_;
  Trie plain_;
  Trie normalized_;
};

}  // namespace afina::tokenizer
