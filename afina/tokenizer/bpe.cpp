#include "afina/tokenizer/bpe.h"

#include <fmt/format.h>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/tokenizer/byte_alphabet.h"
#include "afina/tokenizer/word_cache.h"

namespace afina::tokenizer {

namespace {

constexpr std::string_view kMetaspace = "\xE2\x96\x81";  // U+2581, SentencePiece's blank

int32_t id_or_none(const Vocabulary& vocabulary, std::string_view token) { return vocabulary.find(token).value_or(-1); }

// Is there a mark that follows something other than a mark?
bool has_mark_inside(std::string_view token, std::string_view mark) {
  size_t run = 0;  // end of the marks at the beginning
  while (token.substr(run).starts_with(mark)) run += mark.size();
  return token.find(mark, run) != std::string_view::npos;
}

}  // namespace

struct Bpe::Work final : Model::Scratch {
  WordCache cache;
  std::vector<Symbol> symbols;
  MergeTable::Buffers buffers;
};

Bpe::Bpe(Vocabulary vocabulary, MergeTable merges, BpeOptions options)
    : vocabulary_(std::move(vocabulary)), merges_(std::move(merges)), options_(std::move(options)) {
  all_bytes_known_ = true;
  for (int byte = 0; byte < 256; ++byte) {
    byte_ids_[byte] = id_or_none(vocabulary_, byte_to_utf8(static_cast<uint8_t>(byte)));
    fallback_ids_[byte] = id_or_none(vocabulary_, fmt::format("<0x{:02X}>", byte));
    all_bytes_known_ = all_bytes_known_ && byte_ids_[byte] >= 0;
  }
  find_word_mark();
}

void Bpe::find_word_mark() {
  bool plain = options_.prefix.empty() && options_.suffix.empty() && !options_.ignore_merges && !options_.raw_bytes;
  if (!plain || !vocabulary_.find(kMetaspace)) return;
  for (int32_t id = 0; id < vocabulary_.id_end(); ++id) {
    if (has_mark_inside(vocabulary_.token(id), kMetaspace)) return;
  }
  word_mark_ = kMetaspace;
}

std::unique_ptr<Model::Scratch> Bpe::make_scratch() const { return std::make_unique<Work>(); }

void Bpe::tokenize(std::string_view piece, Scratch& scratch, std::vector<Symbol>& out) const {
  auto& work = static_cast<Work&>(scratch);
  if (word_mark_.empty()) return tokenize_word(piece, work, out);
  size_t begin = 0;
  while (begin < piece.size()) {
    size_t end = begin;
    while (piece.substr(end).starts_with(word_mark_)) end += word_mark_.size();
    end = std::min(piece.find(word_mark_, end), piece.size());
    tokenize_word(piece.substr(begin, end - begin), work, out);
    begin = end;
  }
}

void Bpe::tokenize_word(std::string_view word, Work& work, std::vector<Symbol>& out) const {
  if (word.size() > WordCache::kMaxWordBytes) return merge_word(word, work, out);
  WordCache::Key key(word);
  if (work.cache.append(key, out)) return;
  size_t first = out.size();
  merge_word(word, work, out);
  work.cache.store(key, std::span(out).subspan(first));
}

bool Bpe::whole_word(std::string_view word, std::vector<Symbol>& out) const {
  if (!options_.ignore_merges) return false;
  auto id = options_.raw_bytes ? vocabulary_.find(to_byte_alphabet(word)) : vocabulary_.find(word);
  if (id) out.push_back({*id, static_cast<uint32_t>(word.size())});
  return id.has_value();
}

void Bpe::merge_word(std::string_view word, Work& work, std::vector<Symbol>& out) const {
  if (whole_word(word, out)) return;
  std::vector<Symbol>& symbols = work.symbols;
  symbols.clear();
  if (options_.raw_bytes && all_bytes_known_ && options_.prefix.empty() && options_.suffix.empty()) {
    for (char c : word) symbols.push_back({byte_ids_[static_cast<uint8_t>(c)], 1});
  } else {
    first_symbols(word, symbols);
  }
  merges_.merge(symbols, work.buffers);
  out.insert(out.end(), symbols.begin(), symbols.end());
}

bool Bpe::fall_back_to_bytes(std::string_view text, std::vector<Symbol>& symbols) const {
  for (char c : text) {
    if (fallback_ids_[static_cast<uint8_t>(c)] < 0) return false;
  }
  for (char c : text) symbols.push_back({fallback_ids_[static_cast<uint8_t>(c)], 1});
  return true;
}

void Bpe::first_symbols(std::string_view word, std::vector<Symbol>& symbols) const {
  std::optional<Symbol> unknown;  // characters not in the vocabulary that are still to be written
  std::string decorated;
  for (size_t position = 0; position < word.size();) {
    size_t begin = position;
    if (options_.raw_bytes) {
      ++position;
    } else {
      next_code_point(word, position);
    }
    auto size = static_cast<uint32_t>(position - begin);
    std::string_view text = word.substr(begin, size);
    if (options_.raw_bytes) text = byte_to_utf8(static_cast<uint8_t>(text[0]));
    if (!options_.prefix.empty() || !options_.suffix.empty()) {
      decorated =
          (begin > 0 ? options_.prefix : "") + std::string(text) + (position == word.size() ? options_.suffix : "");
      text = decorated;
    }
    if (auto id = vocabulary_.find(text)) {
      if (unknown) symbols.push_back(*unknown);
      unknown.reset();
      symbols.push_back({*id, size});
      continue;
    }
    if (options_.byte_fallback && fall_back_to_bytes(text, symbols)) continue;
    if (options_.unknown.empty()) continue;
    auto id = vocabulary_.find(options_.unknown);
    if (!id) fail("tokenizer.unknown_token", {{"token", options_.unknown}});
    if (unknown && options_.fuse_unknown) {
      unknown->size += size;
    } else {
      if (unknown) symbols.push_back(*unknown);
      unknown = Symbol{*id, size};
    }
  }
  if (unknown) symbols.push_back(*unknown);
}

}  // namespace afina::tokenizer
