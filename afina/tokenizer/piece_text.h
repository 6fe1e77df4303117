// A text on its way to tokens: cut into pieces, rewritten by normalisers and pre-tokenisers, while every byte
// remembers which bytes of the original it stands for (that is where offsets come from).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace afina::tokenizer {

struct ByteRange {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// No input byte: something inserted before the beginning.
inline constexpr uint32_t kNoSource = UINT32_MAX;

// The result of a rewriting step: new text and, for each of its bytes, the input byte whose alignment it takes.
struct Rewritten {
  std::string text;
  std::vector<uint32_t> source;

  void clear() {
    text.clear();
    source.clear();
  }
  void append(std::string_view bytes, uint32_t from) {
    text += bytes;
    source.insert(source.end(), bytes.size(), from);
  }
  void append(char32_t c, uint32_t from);
  void copy(std::string_view input, size_t begin, size_t end);  // input[begin, end) as it is
};

struct Piece {
  uint32_t begin = 0;
  uint32_t end = 0;
  int32_t id = -1;  // an added token's id; -1 where the model still has to look
};

class PieceText {
 public:
  // Rewrites one piece into `out`; false where nothing changes (then `out` is ignored).
  using RewriteStep = std::function<bool(std::string_view piece, bool at_start, Rewritten& out)>;
  // Appends the sub-pieces of one piece to `out`, ranges relative to it; what is not covered is dropped.
  using SplitStep = std::function<void(std::string_view piece, std::vector<Piece>& out)>;

  // `original` must be well-formed UTF-8 and outlive this. It is one piece.
  explicit PieceText(std::string_view original);

  // Both leave added tokens alone. Empty pieces disappear.
  void rewrite(const RewriteStep& step);
  void split(const SplitStep& step);

  const std::vector<Piece>& pieces() const noexcept { return pieces_; }
  std::string_view text(const Piece& piece) const noexcept {
    return current().substr(piece.begin, piece.end - piece.begin);
  }
  // Where a piece's text begins in the current text.
  size_t position(std::string_view piece) const noexcept {
    return static_cast<size_t>(piece.data() - current().data());
  }
  // Bytes of the original that bytes [begin, end) of the current text stand for, whole characters.
  ByteRange original_range(uint32_t begin, uint32_t end) const noexcept {
    if (begin >= end) return {0, 0};
    return {alignment(begin).begin, alignment(end - 1).end};
  }

 private:
  std::string_view current() const noexcept { return rewritten_ ? std::string_view(text_) : original_; }
  ByteRange alignment(uint32_t byte) const noexcept {
    const uint32_t source = rewritten_ ? alignment_[byte] : byte;
    return source == kNoSource ? ByteRange{} : character_at(source);
  }
  ByteRange character_at(uint32_t byte) const noexcept;  // the character of the original that has this byte
  // Gives a rewritten piece the bytes of the original in place of its own input's.
  void trace(const Piece& piece, std::vector<uint32_t>& source) const noexcept;
  void keep(const Piece& piece, std::string& text, std::vector<uint32_t>& sources) const;

  std::string_view original_;
  bool rewritten_ = false;  // false: the text is the original and alignment_ is empty
  std::string text_;
  std::vector<uint32_t> alignment_;  // for each byte of text_ a byte of the original, or kNoSource
  std::vector<Piece> pieces_;
};

}  // namespace afina::tokenizer
