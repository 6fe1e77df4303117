// The encoder's rows without turns: texts to classify, and running text.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/data/encode.h"

namespace afina::data {

namespace {

// Byte offsets of code points, the end included.
std::vector<int64_t> byte_offsets(std::string_view text) {
  std::vector<int64_t> offsets;
  offsets.reserve(text.size() + 1);
  for (size_t i = 0; i < text.size(); next_code_point(text, i)) offsets.push_back(static_cast<int64_t>(i));
  offsets.push_back(static_cast<int64_t>(text.size()));
  return offsets;
}

// Bytes that each token adds to the text. They sum to the whole text even where tokens hold parts of one
// character (the first has all of it) or no token covers a space (the next one has it; the last, what is left).
std::vector<int64_t> token_bytes(std::string_view text, const std::vector<tokenizer::Offset>& offsets) {
  std::vector<int64_t> starts = byte_offsets(text), bytes(offsets.size());
  auto last = static_cast<int32_t>(starts.size()) - 1;
  int64_t covered = 0;
  for (size_t i = 0; i < offsets.size(); ++i) {
    int64_t end = i + 1 == offsets.size() ? starts.back() : starts[std::clamp(offsets[i].end, 0, last)];
    bytes[i] = std::max<int64_t>(0, end - covered);
    covered = std::max(covered, end);
  }
  return bytes;
}

}  // namespace

EncodedRow Encoder::encode_label(const Example& example, const std::vector<std::string>& labels) const {
  EncodedRow row;
  if (options_.form.chat) {
    // A question whose answer is about to begin.
    auto parts = encode_conversation(tokenizer_, options_.form,
                                     Json::array({{{"role", "user"}, {"content", example.input}}}), true);
    row.cut_tokens = cut_prompts(parts, options_.max_length, 1, true);
    for (const ConversationPart& part : parts) {
      const auto begin = static_cast<int32_t>(row.ids.size());
      row.ids.insert(row.ids.end(), part.ids.begin(), part.ids.end());
      if (part.by != ConversationPart::By::person) continue;
      row.text_begin = begin;
      row.text_end = static_cast<int32_t>(row.ids.size());
    }
  } else {
    row.ids = encode_text(example.input);
    const int32_t bos = options_.form.bos, eos = options_.form.eos;
    if (row.ids.empty() && eos >= 0) row.ids = {eos};  // an empty text still has a last token
    if (row.ids.empty()) fail("data.nothing_to_learn", {{"place", std::to_string(example.place)}});
    row.cut_tokens = std::max<int64_t>(0, static_cast<int64_t>(row.ids.size()) - options_.max_length);
    row.ids.resize(row.ids.size() - static_cast<size_t>(row.cut_tokens));
    row.text_begin = bos >= 0 && !row.ids.empty() && row.ids[0] == bos ? 1 : 0;
    row.text_end = static_cast<int32_t>(row.ids.size());
  }
  row.learned.assign(row.ids.size(), 0);
  auto found = std::find(labels.begin(), labels.end(), example.target);
  if (found != labels.end()) row.label = static_cast<int32_t>(found - labels.begin());
  return row;
}

EncodedRow Encoder::encode_passage(const Example& example) const {
  std::vector<EncodedRow> windows = encode_running(example.input);
  if (windows.empty()) fail("data.nothing_to_learn", {{"place", std::to_string(example.place)}});
  EncodedRow row = std::move(windows[0]);
  for (size_t i = 1; i < windows.size(); ++i) row.cut_tokens += static_cast<int64_t>(windows[i].ids.size()) - 1;
  return row;
}

std::vector<int32_t> Encoder::encode_text(std::string_view text) const {
  std::vector<int32_t> ids;
  if (options_.form.bos >= 0) ids.push_back(options_.form.bos);
  std::vector<int32_t> own = tokenizer_.encode(text, kPlainText).ids;
  ids.insert(ids.end(), own.begin(), own.end());
  return ids;
}

std::vector<EncodedRow> Encoder::encode_running(std::string_view text) const {
  tokenizer::Encoding encoding = tokenizer_.encode(text, kPlainText);
  std::vector<int64_t> bytes = token_bytes(text, encoding.offsets);
  if (options_.form.bos >= 0) {
    encoding.ids.insert(encoding.ids.begin(), options_.form.bos);
    bytes.insert(bytes.begin(), 0);
  }
  std::vector<EncodedRow> windows;
  size_t length = static_cast<size_t>(std::max<int64_t>(2, options_.max_length));
  for (size_t begin = 0; begin + 1 < encoding.ids.size(); begin += length - 1) {
    size_t end = std::min(begin + length, encoding.ids.size());
    EncodedRow row;
    row.ids.assign(encoding.ids.begin() + static_cast<std::ptrdiff_t>(begin),
                   encoding.ids.begin() + static_cast<std::ptrdiff_t>(end));
    row.learned.assign(row.ids.size(), 1);
    row.learned[0] = 0;
    for (size_t i = begin + 1; i < end; ++i) row.learned_bytes += bytes[i];
    windows.push_back(std::move(row));
  }
  return windows;
}

}  // namespace afina::data
