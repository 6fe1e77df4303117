#include "afina/tokenizer/added_tokens.h"

#include <algorithm>

#include "afina/base/utf8.h"
#include "afina/tokenizer/text_budget.h"

namespace afina::tokenizer {

namespace {

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// What \w matches: part of a word.
bool is_word(char32_t c) noexcept { return is_letter(c) || is_digit(c) || is_mark(c) || c == U'_'; }

size_t previous_start(std::string_view text, size_t end) noexcept {
  size_t begin = end - 1;
  while (begin > 0 && is_continuation(text[begin])) --begin;
  return begin;
}

bool ends_with_word(std::string_view text) noexcept {
  if (text.empty()) return false;
  size_t position = previous_start(text, text.size());
  return is_word(next_code_point(text, position));
}

bool starts_with_word(std::string_view text) noexcept {
  size_t position = 0;
  return !text.empty() && is_word(next_code_point(text, position));
}

size_t trailing_space_start(std::string_view text, size_t not_before) noexcept {
  size_t end = text.size();
  while (end > not_before) {
    size_t begin = previous_start(text, end);
    size_t position = begin;
    if (!is_white_space(next_code_point(text, position))) break;
    end = begin;
  }
  return end;
}

size_t leading_space_size(std::string_view text) noexcept {
  size_t size = 0;
  for (size_t position = 0; position < text.size(); size = position) {
    if (!is_white_space(next_code_point(text, position))) break;
  }
  return size;
}

}  // namespace

uint32_t AddedTokens::Trie::child_of(uint32_t node, uint8_t byte) const noexcept {
  uint32_t child = nodes[node].first_child;
  while (child != 0 && nodes[child].byte != byte) child = nodes[child].sibling;
  return child;
}

void AddedTokens::Trie::add(std::string_view text, int32_t token) {
  if (text.empty()) return;
  uint32_t node = 0;
  for (char c : text) {
    auto byte = static_cast<uint8_t>(c);
    uint32_t child = child_of(node, byte);
    if (child == 0) {
      child = static_cast<uint32_t>(nodes.size());
      nodes.push_back({-1, 0, nodes[node].first_child, byte});
      nodes[node].first_child = child;
    }
    node = child;
  }
  if (nodes[node].token < 0) nodes[node].token = token;
  first[static_cast<uint8_t>(text[0])] = true;
  empty = false;
}

int32_t AddedTokens::Trie::longest(std::string_view text, size_t at, size_t& end) const noexcept {
  int32_t best = -1;
  uint32_t node = 0;
  for (size_t i = at; i < text.size(); ++i) {
    node = child_of(node, static_cast<uint8_t>(text[i]));
    if (node == 0) break;
    if (nodes[node].token >= 0) {
      best = nodes[node].token;
      end = i + 1;
    }
  }
  return best;
}

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, const Normalizer* normalizer) : tokens_(std::move(tokens)) {
  for (size_t i = 0; i < tokens_.size(); ++i) {
    const AddedToken& token = tokens_[i];
    by_content_[token.content] = i;
    Rewritten changed;
    TextBudget budget(token.content.size());
    bool rewritten = token.normalized && normalizer && normalizer->normalize(token.content, changed);
    Trie& trie = token.normalized ? normalized_ : plain_;
    trie.add(rewritten ? changed.text : token.content, static_cast<int32_t>(i));
  }
}

const AddedToken* AddedTokens::by_content(std::string_view content) const noexcept {
  auto found = by_content_.find(std::string(content));
  return found == by_content_.end() ? nullptr : &tokens_[found->second];
}

int32_t AddedTokens::id_end() const noexcept {
  int32_t end = 0;
  for (const AddedToken& token : tokens_) end = std::max(end, token.id + 1);
  return end;
}

void AddedTokens::split(PieceText& pieces, bool normalized, const Counts& counts) const {
  const Trie& trie = normalized ? normalized_ : plain_;
  if (trie.empty) return;
  pieces.split([&](std::string_view piece, std::vector<Piece>& out) {
    const auto begin = static_cast<uint32_t>(pieces.position(piece));
    const Counts here = [&](ByteRange match) {
      return counts(pieces.original_range(begin + match.begin, begin + match.end));
    };
    split_piece(piece, trie, here, out);
  });
}

void AddedTokens::split_piece(std::string_view piece, const Trie& trie, const Counts& counts,
                              std::vector<Piece>& out) const {
  size_t done = 0;
  for (size_t at = 0; at < piece.size();) {
    size_t end = at;
    int32_t found = trie.first[static_cast<uint8_t>(piece[at])] ? trie.longest(piece, at, end) : -1;
    if (found < 0) {
      ++at;
      continue;
    }
    const AddedToken& token = tokens_[static_cast<size_t>(found)];
    size_t begin = at;
    at = end;  // a match that does not count is passed over whole, as in the reference
    if (begin < done) continue;
    if (token.special && !counts({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)})) continue;
    if (token.single_word && (ends_with_word(piece.substr(0, begin)) || starts_with_word(piece.substr(end)))) continue;
    if (token.lstrip) begin = trailing_space_start(piece.substr(0, begin), done);
    if (token.rstrip) end += leading_space_size(piece.substr(end));
    if (done < begin) out.push_back({static_cast<uint32_t>(done), static_cast<uint32_t>(begin), -1});
    out.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), token.id});
    done = end;
  }
  if (done < piece.size()) out.push_back({static_cast<uint32_t>(done), static_cast<uint32_t>(piece.size()), -1});
}

}  // namespace afina::tokenizer
