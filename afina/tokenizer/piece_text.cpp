#include "afina/tokenizer/piece_text.h"

#include "afina/base/utf8.h"
#include "afina/tokenizer/text_budget.h"

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

void PieceText::trace(const Piece& piece, std::vector<uint32_t>& sources) const noexcept {
  for (uint32_t& from : sources) {
    if (from == kNoSource) continue;
    from += piece.begin;
    if (rewritten_) from = alignment_[from];
  }
}

void PieceText::keep(const Piece& piece, std::string& text, std::vector<uint32_t>& sources) const {
  text += this->text(piece);
  for (uint32_t i = piece.begin; i < piece.end; ++i) sources.push_back(rewritten_ ? alignment_[i] : i);
}

// What is not changed is copied only once something is; a text that is one piece, and may be large, is never copied.
void PieceText::rewrite(const RewriteStep& step) {
  std::string new_text;
  std::vector<uint32_t> new_alignment;
  std::vector<Piece> new_pieces;
  bool changed = false;
  auto copy = [&](const Piece& piece) {
    auto begin = static_cast<uint32_t>(new_text.size());
    keep(piece, new_text, new_alignment);
    if (new_text.size() > begin) new_pieces.push_back({begin, static_cast<uint32_t>(new_text.size()), piece.id});
  };
  Rewritten result;
  for (size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    result.clear();
    bool at_start = piece.id < 0 && original_range(piece.begin, piece.end).begin == 0;
    if (piece.id >= 0 || !step(text(piece), at_start, result)) {
      if (changed) copy(piece);
      continue;
    }
    TextBudget::require(new_text.size() + result.text.size());
    if (!changed && pieces_.size() > 1) {
      new_text.reserve(current().size() + current().size() / 2);
      new_alignment.reserve(new_text.capacity());
      new_pieces.reserve(pieces_.size());
      for (size_t k = 0; k < i; ++k) copy(pieces_[k]);
    }
    changed = true;
    trace(piece, result.source);
    auto begin = static_cast<uint32_t>(new_text.size());
    if (pieces_.size() == 1) {
      new_text = std::move(result.text);
      new_alignment = std::move(result.source);
    } else {
      new_text += result.text;
      new_alignment.insert(new_alignment.end(), result.source.begin(), result.source.end());
    }
    if (new_text.size() > begin) new_pieces.push_back({begin, static_cast<uint32_t>(new_text.size()), -1});
  }
  if (!changed) return;
  text_ = std::move(new_text);
  alignment_ = std::move(new_alignment);
  pieces_ = std::move(new_pieces);
  rewritten_ = true;
}

void PieceText::split(const SplitStep& step) {
  std::vector<Piece> result;
  for (const Piece& piece : pieces_) {
    if (piece.id >= 0) {
      result.push_back(piece);
      continue;
    }
    size_t kept = result.size();
    const size_t first = kept;
    step(text(piece), result);
    for (size_t i = first; i < result.size(); ++i) {
      const Piece part = result[i];
      if (part.begin < part.end) result[kept++] = {piece.begin + part.begin, piece.begin + part.end, part.id};
    }
    result.resize(kept);
  }
  pieces_ = std::move(result);
}

}  // namespace afina::tokenizer
