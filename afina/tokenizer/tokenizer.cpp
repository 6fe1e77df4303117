#include "afina/tokenizer/tokenizer.h"

#include <algorithm>
#include <mutex>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/io/mapped_file.h"
#include "afina/tokenizer/offset_cursor.h"
#include "afina/tokenizer/text_budget.h"
#include "afina/tokenizer/tokenizer_json.h"

namespace afina::tokenizer {

namespace {

constexpr size_t kMaxTextBytes = size_t{1} << 30;  // leaves room for rewriting within 32-bit positions

// The end of a chain of decode stages.
class TextSink final : public DecodeStage {
 public:
  explicit TextSink(std::string& out) : out_(out) {}
  void put(std::string_view text, bool, bool) override {
    TextBudget::require(out_.size() + text.size());
    out_ += text;
  }
  void finish() override {}

 private:
  std::string& out_;
};

// Working memories that encode() calls of several threads take and give back.
class ScratchPool {
 public:
  explicit ScratchPool(const Model& model) : model_(model) {}

  std::unique_ptr<Model::Scratch> take() {
    {
      std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        auto scratch = std::move(free_.back());
        free_.pop_back();
        return scratch;
      }
    }
    return model_.make_scratch();
  }
  void give(std::unique_ptr<Model::Scratch> scratch) {
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(scratch));
  }

 private:
  const Model& model_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Model::Scratch>> free_;
};

}  // namespace

struct Tokenizer::Impl {
  std::string source;
  Components parts;
  mutable ScratchPool scratches;

  // Texts by id; added tokens come first, for they may stand at an id that the model has too.
  struct Known {
    std::string_view text;
    bool known = false;
    bool special = false;
  };
  std::vector<Known> tokens;

  Impl(std::string json, Components components)
      : source(std::move(json)), parts(std::move(components)), scratches(*parts.model) {
    const Vocabulary& vocabulary = parts.model->vocabulary();
    tokens.resize(static_cast<size_t>(std::max(vocabulary.id_end(), parts.added.id_end())));
    for (int32_t id = 0; id < vocabulary.id_end(); ++id) {
      tokens[static_cast<size_t>(id)] = {vocabulary.token(id), vocabulary.has(id), false};
    }
    for (const AddedToken& added : parts.added.all()) {
      tokens[static_cast<size_t>(added.id)] = {added.content, true, added.special};
    }
  }

  // Known::known is false for ids outside the vocabulary.
  const Known& token(int32_t id) const noexcept {
    static constexpr Known kUnknown;
    return id >= 0 && static_cast<size_t>(id) < tokens.size() ? tokens[static_cast<size_t>(id)] : kUnknown;
  }
  void decode_one(int32_t id, bool skip_special, DecodeStage& stage) const {
    const Known& known = token(id);
    if (known.known && !(skip_special && known.special)) stage.put(known.text, true, true);
  }

  PieceText cut(std::string_view text, const EncodeOptions& options) const;
  void look_up(const PieceText& pieces, std::string_view text, Draft& draft) const;
};

Tokenizer Tokenizer::load(const std::filesystem::path& tokenizer_json) {
  return from_json(read_file(tokenizer_json), tokenizer_json.string());
}

Tokenizer Tokenizer::from_json(std::string_view json, std::string_view place) {
  Tokenizer tokenizer;
  tokenizer.impl_ = std::make_shared<Impl>(std::string(json), read_tokenizer_json(json, place));
  return tokenizer;
}

PieceText Tokenizer::Impl::cut(std::string_view text, const EncodeOptions& options) const {
  PieceText pieces(text);
  const auto counts = [&](ByteRange match) {
    // The first literal range that ends after the match begins.
    const auto near = std::ranges::upper_bound(options.literal, match.begin, {}, &ByteSpan::end);
    return options.parse_special && (near == options.literal.end() || near->begin >= match.end);
  };
  parts.added.split(pieces, false, counts);
  if (parts.normalizer) {
    pieces.rewrite(
        [&](std::string_view piece, bool, Rewritten& out) { return parts.normalizer->normalize(piece, out); });
  }
  parts.added.split(pieces, true, counts);
  if (parts.pre_tokenizer) parts.pre_tokenizer->pre_tokenize(pieces);
  return pieces;
}

void Tokenizer::Impl::look_up(const PieceText& pieces, std::string_view text, Draft& draft) const {
  auto scratch = scratches.take();
  std::vector<Symbol> symbols;
  OffsetCursor cursor(text);
  Encoding& encoding = draft.encoding;
  bool with_texts = parts.post_processor && parts.post_processor->needs_texts();
  encoding.ids.reserve(text.size() / 4);
  encoding.offsets.reserve(text.size() / 4);
  auto add = [&](int32_t id, uint32_t begin, uint32_t end) {
    ByteRange range = pieces.original_range(begin, end);
    encoding.ids.push_back(id);
    encoding.offsets.push_back({cursor.code_point_at(range.begin), cursor.code_point_at(range.end)});
  };
  StopCheck stop;
  for (const Piece& piece : pieces.pieces()) {
    stop();
    if (piece.id >= 0) {
      add(piece.id, piece.begin, piece.end);
      if (with_texts) draft.texts.push_back(pieces.text(piece));
      continue;
    }
    symbols.clear();
    parts.model->tokenize(pieces.text(piece), *scratch, symbols);
    uint32_t begin = piece.begin;
    for (const Symbol& symbol : symbols) {
      uint32_t end = begin + symbol.size;
      add(symbol.id, begin, end);
      if (with_texts) draft.texts.push_back(token(symbol.id).text);
      begin = end;
    }
  }
  scratches.give(std::move(scratch));
}

Encoding Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  if (text.size() > kMaxTextBytes) {
    fail("tokenizer.text_too_long",
         {{"megabytes", std::to_string(text.size() >> 20)}, {"limit", std::to_string(kMaxTextBytes >> 20)}});
  }
  std::string repaired;
  if (!is_valid_utf8(text)) {
    repaired = replace_invalid_utf8(text);
    text = repaired;
  }
  TextBudget budget(text.size());
  Draft draft;
  PieceText pieces = impl_->cut(text, options);
  impl_->look_up(pieces, text, draft);
  if (impl_->parts.post_processor) impl_->parts.post_processor->process(draft, options.add_special);
  return std::move(draft.encoding);
}

std::string Tokenizer::decode(std::span<const int32_t> ids, bool skip_special) const {
  size_t bytes = 0;
  for (int32_t id : ids) bytes += impl_->token(id).text.size();
  TextBudget budget(bytes);
  std::string text;
  auto stage = impl_->parts.decoder->open(std::make_unique<TextSink>(text));
  for (int32_t id : ids) impl_->decode_one(id, skip_special, *stage);
  stage->finish();
  return text;
}

int32_t Tokenizer::vocabulary_size() const noexcept { return static_cast<int32_t>(impl_->tokens.size()); }

std::optional<int32_t> Tokenizer::id_of(std::string_view token) const {
  if (const AddedToken* added = impl_->parts.added.by_content(token)) return added->id;
  return impl_->parts.model->vocabulary().find(token);
}

std::optional<std::string> Tokenizer::token_of(int32_t id) const {
  const Impl::Known& known = impl_->token(id);
  return known.known ? std::optional(std::string(known.text)) : std::nullopt;
}

bool Tokenizer::is_special(int32_t id) const noexcept { return impl_->token(id).special; }

const std::string& Tokenizer::source() const noexcept { return impl_->source; }

struct StreamDecoder::State {
  Tokenizer tokenizer;
  bool skip_special;
  std::string ready;
  std::unique_ptr<DecodeStage> stage;

  std::string take() { return std::exchange(ready, {}); }
};

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer, bool skip_special) : state_(std::make_shared<State>()) {
  state_->tokenizer = tokenizer;
  state_->skip_special = skip_special;
  state_->stage = tokenizer.impl_->parts.decoder->open(std::make_unique<TextSink>(state_->ready));
}

std::string StreamDecoder::push(int32_t id) {
  TextBudget budget(state_->tokenizer.impl_->token(id).text.size());
  state_->tokenizer.impl_->decode_one(id, state_->skip_special, *state_->stage);
  return state_->take();
}

std::string StreamDecoder::finish() {
  TextBudget budget(0);
  state_->stage->finish();
  return state_->take();
}

}  // namespace afina::tokenizer
