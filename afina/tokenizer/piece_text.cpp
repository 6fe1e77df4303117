#include "afina/tokenizer/piece_text.h"

#include "afina/base/utf8.h"

namespace afina::tokenizer {

namespace {

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

void Rewritten::append(char32_t c, uint32_t from) {
  size_t before = text.size();
  append_utf8(text, c);
  source.insert(source.end(), text.size() - before, from);
}

void Rewritten::copy(std::string_view input, size_t begin, size_t end) {
  text += input.substr(begin, end - begin);
  size_t at = source.size();
  source.resize(at + (end - begin));
  for (size_t i = begin; i < end; ++i) source[at++] = static_cast<uint32_t>(i);
}

PieceText::PieceText(std::string_view original) : original_(original) {
  if (!original.empty()) pieces_.push_back({0, static_cast<uint32_t>(original.size()), -1});
}

ByteRange PieceText::character_at(uint32_t byte) const noexcept {
  uint32_t begin = byte;
  while (begin > 0 && is_continuation(original_[begin])) --begin;
  uint32_t end = byte + 1;
  while (end < original_.size() && is_continuation(original_[end])) ++end;
  return {begin, end};
}

void PieceText::keep_piece(const Piece& piece, std::string& text, std::vector<ByteRange>& alignments) const {
  text += this->text(piece);
  for (uint32_t i = piece.begin; i < piece.end; ++i) alignments.push_back(alignment(i));
}

void PieceText::rewrite(const RewriteStep& step) {
  std::vector<Rewritten> results(pieces_.size());
  std::vector<bool> changed(pieces_.size(), false);
  bool any = false;
  for (size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    if (piece.id >= 0) continue;
    bool at_start = original_range(piece.begin, piece.end).begin == 0;
    changed[i] = step(text(piece), at_start, results[i]);
    any = any || changed[i];
  }
  if (!any) return;

  std::string new_text;
  std::vector<ByteRange> new_alignment;
  std::vector<Piece> new_pieces;
  new_text.reserve(current().size() + current().size() / 2);
  new_alignment.reserve(new_text.capacity());
  for (size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    uint32_t begin = static_cast<uint32_t>(new_text.size());
    if (!changed[i]) {
      keep_piece(piece, new_text, new_alignment);
    } else {
      new_text += results[i].text;
      size_t at = new_alignment.size();
      new_alignment.resize(new_text.size());
      for (uint32_t from : results[i].source) {
        new_alignment[at++] = from == kNoSource ? ByteRange{} : alignment(piece.begin + from);
      }
    }
    uint32_t end = static_cast<uint32_t>(new_text.size());
    if (end > begin) new_pieces.push_back({begin, end, piece.id});
  }
  text_ = std::move(new_text);
  alignment_ = std::move(new_alignment);
  pieces_ = std::move(new_pieces);
  rewritten_ = true;
}

void PieceText::split(const SplitStep& step) {
  std::vector<Piece> result;
  result.reserve(pieces_.size() * 2);
  std::vector<Piece> parts;
  for (const Piece& piece : pieces_) {
    if (piece.id >= 0) {
      result.push_back(piece);
      continue;
    }
    parts.clear();
    step(text(piece), parts);
    for (const Piece& part : parts) {
      if (part.begin < part.end) result.push_back({piece.begin + part.begin, piece.begin + part.end, part.id});
    }
  }
  pieces_ = std::move(result);
}

}  // namespace afina::tokenizer
