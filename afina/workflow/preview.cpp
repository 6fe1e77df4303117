#include "afina/workflow/preview.h"

#include <algorithm>
#include <limits>
#include <set>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/utf8.h"
#include "afina/data/instruction.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/token_text.h"

namespace afina::workflow {

namespace {

constexpr int64_t kUncut = std::numeric_limits<int32_t>::max();

std::vector<PreviewToken> tokens_of(const data::EncodedRow& row, const tokenizer::Tokenizer& tokenizer) {
  std::vector<PreviewToken> tokens;
  tokenizer::StreamDecoder decoder(tokenizer, /*skip_special=*/false);
  for (size_t i = 0; i < row.ids.size(); ++i) {
    PreviewToken token;
    token.id = row.ids[i];
    token.text = decoder.push(token.id);
    if (token.text.empty()) token.text = raw_token(tokenizer, token.id);
    token.learned = row.learned[i] != 0;
    token.special = tokenizer.is_special(token.id);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

// Where the row was cut, and what stood there: the same example in a row without a limit says it.
void find_cut(PreviewRow& shown, const data::EncodedRow& row, const data::EncodedRow& whole,
              const tokenizer::Tokenizer& tokenizer) {
  const auto begin = std::ranges::mismatch(row.ids, whole.ids);
  shown.cut_at = begin.in1 - row.ids.begin();
  const auto cut = static_cast<std::ptrdiff_t>(whole.ids.size() - row.ids.size());
  if (!std::equal(begin.in1, row.ids.end(), begin.in2 + cut, whole.ids.end())) return;
  shown.cut_text = tokenizer.decode({begin.in2, begin.in2 + cut}, /*skip_special=*/false);
}

std::string end_token(const data::EncodedRow& row, const data::Encoder& encoder) {
  for (size_t i = row.ids.size(); i-- > 0;) {
    if (!row.learned[i]) continue;
    const std::vector<int32_t> stops = encoder.stop_ids();
    if (std::ranges::find(stops, row.ids[i]) == stops.end()) return {};
    return encoder.tokenizer().token_of(row.ids[i]).value_or("");
  }
  return {};
}

int64_t count_learned(const data::EncodedRow& row) { return std::ranges::count(row.learned, uint8_t{1}); }

// The first rows of the training part, in the order of the person's file.
void show_rows(Preview& preview, const LoadedModel& loaded, const data::Encoder& encoder, const PreparedData& data,
               int64_t count) {
  std::vector<int64_t> train = data.split.train;
  std::ranges::sort(train);
  const EncodedRows encoded = encode_rows(encoder, data.dataset, train);
  const data::Dataset& dataset = data.dataset;
  data::EncoderOptions options = encoder.options();
  options.max_length = kUncut;
  const data::Encoder uncut(loaded.tokenizer, dataset.task, options);
  for (size_t i = 0; i < std::min(encoded.rows.size(), static_cast<size_t>(count)); ++i) {
    const data::EncodedRow& row = encoded.rows[i];
    PreviewRow shown;
    shown.tokens = tokens_of(row, loaded.tokenizer);
    shown.learned_tokens = count_learned(row);
    shown.end_token = end_token(row, encoder);
    shown.cut_tokens = row.cut_tokens;
    if (row.label >= 0) shown.label = dataset.labels[static_cast<size_t>(row.label)];
    if (encoded.examples[i] >= 0) {
      const data::Example& example = dataset.examples[static_cast<size_t>(encoded.examples[i])];
      shown.place = example.place;
      if (row.cut_tokens > 0) find_cut(shown, row, uncut.encode(example, dataset.labels), loaded.tokenizer);
    }
    preview.rows.push_back(std::move(shown));
  }
}

bool is_empty(const data::Row& row, const data::Roles& roles) {
  auto blank = [&](int column) { return column >= 0 && trim(row.cells[static_cast<size_t>(column)]).empty(); };
  return roles.messages || blank(roles.input) || blank(roles.target);
}

// Which rows the reasons of the data set are about: those without an example, the empty ones under the first reason
// and rare categories under the second, where there are both.
std::vector<PreviewExclusion> excluded_rows(const PreparedData& data) {
  std::vector<PreviewExclusion> all;
  for (const data::Exclusion& x : data.dataset.exclusions) all.push_back({x.reason, {}});
  if (all.empty()) return all;
  std::set<int64_t> used;
  for (const data::Example& example : data.dataset.examples) used.insert(example.place);
  for (const data::Row& row : data.table.rows) {
    if (used.contains(row.place)) continue;
    const bool second = all.size() > 1 && !is_empty(row, data.roles);
    all[second ? 1 : 0].places.push_back(row.place);
  }
  return all;
}

// Throws where nothing at all is left, as tuning would.
void add_totals(PreviewTotals& totals, const data::Encoder& encoder, const PreparedData& data) {
  for (const auto* part : {&data.split.train, &data.split.validation, &data.split.test}) {
    const EncodedRows encoded = encode_rows(encoder, data.dataset, *part);
    totals.cut_rows += encoded.cut_rows;
    for (const data::EncodedRow& row : encoded.rows) {
      const auto length = static_cast<int64_t>(row.ids.size());
      ++totals.rows;
      totals.tokens += length;
      totals.learned_tokens += count_learned(row);
      totals.longest = std::max(totals.longest, length);
      totals.cut_tokens += row.cut_tokens;
    }
    for (const RefusedRow& row : encoded.refused) {
      totals.refused.push_back({row.place, row.reason.code(), row.reason.message()});
    }
    if (part == &data.split.train && encoded.rows.empty()) {
      if (!encoded.refused.empty() && encoded.refused[0].reason.code() == "data.nothing_to_learn") {
        throw encoded.refused[0].reason;
      }
      fail("workflow.nothing_fits", {{"tokens", std::to_string(encoder.options().max_length)}});
    }
  }
  std::ranges::sort(totals.refused, {}, &PreviewRefusal::place);
  totals.excluded = excluded_rows(data);
}

}  // namespace

double PreviewRow::learned_share() const {
  return tokens.empty() ? 0 : static_cast<double>(learned_tokens) / static_cast<double>(tokens.size());
}

Preview preview(const PreviewRequest& request) {
  check_options(request);
  const PreparedData data = prepare_data(request.data);
  const LoadedModel loaded = load_model_source(request.model);
  const data::Encoder encoder =
      make_encoder(loaded, data.dataset.task, request.max_length,
                   data::default_instruction(data.dataset.task, data::language_of(data.dataset)));
  Preview preview;
  preview.model = request.model;
  preview.summary = data.summary;
  preview.task = data.dataset.task;
  const bool chat = encoder.options().form.chat != nullptr;
  preview.template_name = preview.task == data::Task::continuation ? "text" : chat ? "chat" : "plain";
  const bool label = preview.task == data::Task::classify;
  preview.template_text = text("preview.template_" + preview.template_name + (label && !chat ? "_label" : ""));
  preview.max_length = encoder.options().max_length;
  add_totals(preview.totals, encoder, data);
  show_rows(preview, loaded, encoder, data, request.rows);
  return preview;
}

Json to_json(const Preview& p) {
  Json rows = Json::array(), refused = Json::array(), excluded = Json::array();
  for (const PreviewRow& row : p.rows) {
    Json tokens = Json::array();
    for (const PreviewToken& t : row.tokens) {
      tokens.push_back({{"text", t.text}, {"id", t.id}, {"learned", t.learned}, {"special", t.special}});
    }
    rows.push_back({{"place", row.place},
                    {"tokens", std::move(tokens)},
                    {"learned_tokens", row.learned_tokens},
                    {"learned_share", row.learned_share()},
                    {"label", row.label},
                    {"end_token", row.end_token},
                    {"cut_tokens", row.cut_tokens},
                    {"cut_at", row.cut_at},
                    {"cut_text", row.cut_text}});
  }
  for (const PreviewRefusal& r : p.totals.refused) {
    refused.push_back({{"place", r.place}, {"code", r.code}, {"reason", r.reason}});
  }
  for (const PreviewExclusion& x : p.totals.excluded) {
    excluded.push_back({{"reason", x.reason}, {"rows", x.places.size()}, {"places", x.places}});
  }
  const PreviewTotals& t = p.totals;
  return {{"model", p.model},
          {"task", data::task_name(p.task)},
          {"template", {{"name", p.template_name}, {"text", p.template_text}}},
          {"max_length", p.max_length},
          {"rows", std::move(rows)},
          {"totals",
           {{"rows", t.rows},
            {"tokens", t.tokens},
            {"learned_tokens", t.learned_tokens},
            {"learned_share", t.tokens > 0 ? static_cast<double>(t.learned_tokens) / static_cast<double>(t.tokens) : 0},
            {"longest", t.longest},
            {"cut_rows", t.cut_rows},
            {"cut_tokens", t.cut_tokens},
            {"refused", std::move(refused)},
            {"excluded", std::move(excluded)}}}};
}

}  // namespace afina::workflow
