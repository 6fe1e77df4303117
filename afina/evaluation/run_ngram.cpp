#include <array>
#include <functional>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/evaluation/rows.h"
#include "afina/evaluation/runners.h"

namespace afina::evaluation {

namespace {

constexpr size_t kContextSymbols = 8;  // before a window: more than any order below looks back
constexpr int32_t kByteSymbols = 257;  // 256 ends an answer, as a model's own end token does
constexpr int32_t kEndOfAnswer = 256;

struct Stretch {
  size_t begin, end;
};
// Symbols of one row, and which of them are charged for.
struct SymbolRow {
  std::vector<int32_t> symbols;
  std::vector<Stretch> learned;
};

// What an n-gram model counts.
struct Kind {
  const char* name;  // in the catalogue
  int order;
  bool bytes;
};
constexpr std::array<Kind, 3> kKinds = {{{"evaluation.ngram_bytes", 6, true},
                                         {"evaluation.ngram_tokens", 3, false},
                                         {"evaluation.ngram_tokens", 4, false}}};

std::vector<int32_t> bytes_of(std::string_view text) {
  std::vector<int32_t> symbols;
  symbols.reserve(text.size());
  for (char c : text) symbols.push_back(static_cast<unsigned char>(c));
  return symbols;
}

// ---- running text: windows over one long sequence ------------------------------------------------------------
std::vector<int32_t> joined_tokens(const std::vector<data::EncodedRow>& windows) {
  std::vector<int32_t> all;
  for (const data::EncodedRow& w : windows) {  // the last token of a window opens the next one
    all.insert(all.end(), w.ids.begin() + (all.empty() ? 0 : 1), w.ids.end());
  }
  return all;
}

std::vector<SymbolRow> windows_over(const std::vector<int32_t>& all, const std::vector<size_t>& lengths) {
  size_t begin = all.size();
  for (size_t length : lengths) begin -= length;  // what stands before the first window is context alone
  std::vector<SymbolRow> rows;
  for (size_t length : lengths) {
    const size_t from = begin > kContextSymbols ? begin - kContextSymbols : 0;
    SymbolRow row;
    row.symbols.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                       all.begin() + static_cast<std::ptrdiff_t>(begin + length));
    row.learned.push_back({begin - from, row.symbols.size()});
    rows.push_back(std::move(row));
    begin += length;
  }
  return rows;
}

std::vector<SymbolRow> running_rows(const HeldOut& held_out, const std::vector<int64_t>& part, bool bytes) {
  const std::vector<data::EncodedRow> windows = encode_part(held_out, part);
  std::vector<size_t> lengths;
  for (const data::EncodedRow& w : windows) {
    lengths.push_back(bytes ? static_cast<size_t>(w.learned_bytes) : w.ids.size() - 1);
  }
  return windows_over(bytes ? bytes_of(data::running_text(held_out.dataset, part)) : joined_tokens(windows), lengths);
}

// ---- questions and answers -----------------------------------------------------------------------------------
SymbolRow token_row(const data::EncodedRow& encoded) {
  SymbolRow row{encoded.ids, {}};
  for (size_t i = 0; i < encoded.ids.size(); ++i) {
    if (!encoded.learned[i]) continue;
    if (i == 0 || !encoded.learned[i - 1]) row.learned.push_back({i, i});
    row.learned.back().end = i + 1;
  }
  return row;
}

struct Turn {
  std::string_view text;
  bool answer;
};

std::vector<Turn> turns_of(const data::Example& example) {
  if (!example.messages) return {{example.input, false}, {example.target, true}};
  std::vector<Turn> turns;
  for (const Json& message : *example.messages) {
    turns.push_back({message["content"].get_ref<const std::string&>(), message["role"] == "assistant"});
  }
  while (!turns.empty() && !turns.back().answer) turns.pop_back();
  return turns;
}

// The answers that the encoder kept are the last ones: as many as hold the bytes that it counted.
SymbolRow byte_row(const data::Example& example, int64_t learned_bytes, bool charge_end) {
  const std::vector<Turn> turns = turns_of(example);
  size_t first_charged = turns.size();
  for (int64_t bytes = 0; first_charged > 0 && bytes < learned_bytes;) {
    --first_charged;
    if (turns[first_charged].answer) bytes += static_cast<int64_t>(turns[first_charged].text.size());
  }
  SymbolRow row;
  for (size_t i = 0; i < turns.size(); ++i) {
    const size_t begin = row.symbols.size();
    const std::vector<int32_t> own = bytes_of(turns[i].text);
    row.symbols.insert(row.symbols.end(), own.begin(), own.end());
    row.symbols.push_back(kEndOfAnswer);
    if (turns[i].answer && i >= first_charged)
      row.learned.push_back({begin, row.symbols.size() - (charge_end ? 0 : 1)});
  }
  return row;
}

std::vector<SymbolRow> answer_rows(const HeldOut& held_out, const std::vector<int64_t>& part, bool bytes) {
  const data::ConversationForm& form = held_out.encoder.options().form;
  const bool charge_end = form.chat || form.eos >= 0;
  const std::vector<data::EncodedRow> encoded = encode_part(held_out, part);
  std::vector<SymbolRow> rows;
  for (size_t i = 0; i < part.size(); ++i) {
    if (encoded[i].ids.empty())
      rows.emplace_back();
    else if (!bytes)
      rows.push_back(token_row(encoded[i]));
    else
      rows.push_back(
          byte_row(held_out.dataset.examples[static_cast<size_t>(part[i])], encoded[i].learned_bytes, charge_end));
  }
  return rows;
}

// ---- both ----------------------------------------------------------------------------------------------------
std::vector<SymbolRow> symbol_rows(const HeldOut& held_out, const std::vector<int64_t>& part, bool bytes) {
  return held_out.dataset.running_text ? running_rows(held_out, part, bytes) : answer_rows(held_out, part, bytes);
}

baselines::NgramModel fit(const HeldOut& held_out, const Kind& kind) {
  baselines::NgramModel model(kind.order, kind.bytes ? kByteSymbols : held_out.encoder.tokenizer().vocabulary_size());
  const auto& train = held_out.split.train;
  if (held_out.dataset.running_text) {
    model.add(kind.bytes ? bytes_of(data::running_text(held_out.dataset, train))
                         : joined_tokens(encode_part(held_out, train)));
  } else {
    for (const SymbolRow& row : answer_rows(held_out, train, kind.bytes)) {
      if (!row.symbols.empty()) model.add(row.symbols);
    }
  }
  model.fit();
  return model;
}

double row_nats(const baselines::NgramModel& model, const SymbolRow& row) {
  if (row.symbols.empty()) return kNotMeasured;
  check_stop();
  double nats = 0;
  for (const Stretch& s : row.learned) nats += model.nats(std::span(row.symbols).first(s.end), s.begin);
  return nats;
}

double part_nats(const baselines::NgramModel& model, const std::vector<SymbolRow>& rows) {
  double sum = 0;
  for (const SymbolRow& row : rows) {
    if (!row.symbols.empty()) sum += row_nats(model, row);
  }
  return sum;
}

}  // namespace

Outcome run_ngram(const HeldOut& held_out, const Control& control) {
  Steps steps("evaluation.stage_ngram", static_cast<int64_t>(kKinds.size()), control);
  Outcome outcome{"ngram", {}};
  double best = INFINITY;  // nats of the validation part, whose bytes are the same for every kind
  for (const Kind& kind : kKinds) {
    baselines::NgramModel model = fit(held_out, kind);
    const double nats = part_nats(model, symbol_rows(held_out, held_out.split.validation, kind.bytes));
    if (nats < best) {
      best = nats;
      outcome.detail = text(kind.name, {{"order", std::to_string(kind.order)}});
      outcome.nats.clear();
      for (const SymbolRow& row : symbol_rows(held_out, held_out.split.test, kind.bytes)) {
        outcome.nats.push_back(row_nats(model, row));
      }
    }
    steps.advance();
  }
  for (const data::EncodedRow& row : encode_part(held_out, held_out.split.test))
    outcome.bytes.push_back(row.learned_bytes);
  return outcome;
}

}  // namespace afina::evaluation
