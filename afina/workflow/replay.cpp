#include "afina/workflow/replay.h"

#include <algorithm>
#include <string_view>

#include "afina/workflow/general_text.h"

namespace afina::workflow {

namespace {

std::vector<std::string_view> texts_of(std::string_view file) {
  constexpr std::string_view kBetween = "\n\n\n";
  std::vector<std::string_view> texts;
  while (!file.empty()) {
    const size_t end = std::min(file.find(kBetween), file.size());
    texts.push_back(file.substr(0, end));
    file.remove_prefix(std::min(file.size(), end + kBetween.size()));
  }
  return texts;
}

// One of each language after the other.
std::vector<std::string_view> all_texts() {
  const std::vector<std::string_view> spanish = texts_of(general_file("replay_es.txt"));
  const std::vector<std::string_view> english = texts_of(general_file("replay_en.txt"));
  std::vector<std::string_view> all;
  for (size_t i = 0; i < std::max(spanish.size(), english.size()); ++i) {
    if (i < spanish.size()) all.push_back(spanish[i]);
    if (i < english.size()) all.push_back(english[i]);
  }
  return all;
}

int64_t tokens_of(std::span<const data::EncodedRow> rows) {
  int64_t tokens = 0;
  for (const data::EncodedRow& row : rows) tokens += std::ssize(row.ids);
  return tokens;
}

}  // namespace

std::vector<data::EncodedRow> replay_rows(const LoadedModel& loaded, std::span<const data::EncodedRow> rows,
                                          double share, int64_t max_length) {
  const auto wanted = static_cast<int64_t>(static_cast<double>(tokens_of(rows)) * share / (1 - share));
  data::EncoderOptions options = loaded.encoder;
  options.max_length = std::min(max_length, loaded.model->shape().context);
  const data::Encoder encoder(loaded.tokenizer, data::Task::continuation, options);
  std::vector<data::EncodedRow> pieces;
  for (const std::string_view text : all_texts()) {
    for (data::EncodedRow& row : encoder.encode_running(text)) pieces.push_back(std::move(row));
  }
  std::vector<data::EncodedRow> replayed;
  int64_t tokens = 0;
  for (size_t i = 0; !pieces.empty(); i = (i + 1) % pieces.size()) {
    const int64_t size = std::ssize(pieces[i].ids);
    if (tokens + size / 2 >= wanted) break;
    replayed.push_back(pieces[i]);
    tokens += size;
  }
  return replayed;
}

}  // namespace afina::workflow
