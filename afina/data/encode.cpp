#include "afina/data/encode.h"

#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/utf8.h"

namespace afina::data {

// One turn of a conversation as ids. Only `text` may be cut: head and tail are the template.
struct Encoder::Turn {
  std::vector<int32_t> head, text, tail;
  bool system = false;
  bool answer = false;   // text is learned, and so is the first `learned_tail` of tail
  bool opens = false;    // a new exchange begins here
  bool cut_end = false;  // a document loses its end, a question its beginning
  size_t learned_tail = 0;
  int64_t bytes = 0;  // of the text learned

  size_t size() const { return head.size() + text.size() + tail.size(); }
};

namespace {

constexpr std::string_view kSummarise = "Resume el texto:\n";
// In a conversation format a text to classify is a question like any other, and its last token the place where
// the answer would begin: a model that was taught to answer has gathered there what the text is about.
constexpr std::string_view kClassify = "Clasifica el mensaje por su tema.\n";

void append(std::vector<int32_t>& to, const std::vector<int32_t>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

template <class Turns>
int64_t total_size(const Turns& turns) {
  size_t total = 0;
  for (const auto& turn : turns) total += turn.size();
  return static_cast<int64_t>(total);
}

// Drops the earliest exchanges of a long conversation, never the last one. Gives the tokens dropped.
template <class Turns>
int64_t drop_early_exchanges(Turns& turns, int64_t limit) {
  int64_t dropped = 0;
  while (total_size(turns) > limit) {
    auto first = std::find_if(turns.begin(), turns.end(), [](const auto& t) { return !t.system; });
    if (first == turns.end()) break;
    auto next = std::find_if(first + 1, turns.end(), [](const auto& t) { return t.opens; });
    if (next == turns.end()) break;
    for (auto turn = first; turn != next; ++turn) dropped += static_cast<int64_t>(turn->size());
    turns.erase(first, next);
  }
  return dropped;
}

// Cuts the questions (or the document) to the limit, leaving each at least `least` tokens. Gives the tokens cut.
template <class Turns>
int64_t cut_prompts(Turns& turns, int64_t limit, int64_t least) {
  int64_t over = total_size(turns) - limit, cut = 0;
  for (auto& turn : turns) {
    if (over <= 0) break;
    if (turn.answer || turn.system) continue;
    int64_t count = std::clamp<int64_t>(static_cast<int64_t>(turn.text.size()) - least, 0, over);
    auto begin = turn.cut_end ? turn.text.end() - count : turn.text.begin();
    turn.text.erase(begin, begin + count);
    over -= count;
    cut += count;
  }
  return cut;
}

bool is_about_a_row(const Error& error) {
  return error.code() == "data.answer_too_long" || error.code() == "data.nothing_to_learn";
}

}  // namespace

Encoder::Encoder(tokenizer::Tokenizer tokenizer, Task task, EncoderOptions options)
    : tokenizer_(std::move(tokenizer)), task_(task), options_(std::move(options)) {
  if (options_.format != Format::chatml) return;
  auto id = [&](std::string_view token) {
    auto found = tokenizer_.id_of(token);
    if (!found) fail("data.no_chat_tokens", {{"token", std::string(token)}});
    return *found;
  };
  turn_start_ = id("<|im_start|>");
  turn_end_ = id("<|im_end|>");
}

std::vector<int32_t> Encoder::plain_ids(std::string_view text) const { return tokenizer_.encode(text, kPlainText).ids; }

Encoder::Turn Encoder::opening_turn() const {
  Turn turn;
  turn.answer = true;
  if (options_.format == Format::chatml) {
    turn.head = {turn_start_};
    append(turn.head, plain_ids("assistant\n"));
  }
  return turn;
}

Encoder::Turn Encoder::make_turn(const std::string& role, std::string_view content) const {
  bool chatml = options_.format == Format::chatml;
  if (role == "assistant") {
    Turn turn = opening_turn();  // encoded apart from the text, as generation meets it
    turn.text = plain_ids(content);
    turn.bytes = static_cast<int64_t>(content.size());
    if (chatml)
      turn.tail = {turn_end_};
    else if (options_.eos >= 0)
      turn.tail = {options_.eos};
    turn.learned_tail = turn.tail.size();
    if (chatml) append(turn.tail, plain_ids("\n"));
    return turn;
  }
  Turn turn;
  turn.system = role == "system";
  bool summary = task_ == Task::summarize && !turn.system;
  bool label = task_ == Task::classify && !turn.system;
  turn.cut_end = summary || label;
  std::string fixed = chatml ? role + "\n" : std::string();
  if (summary) fixed += kSummarise;
  if (label) fixed += kClassify;
  std::string ending = chatml || summary ? "" : "\n";
  tokenizer::Encoding encoding = tokenizer_.encode(fixed + std::string(content) + ending, kPlainText);
  auto boundary = static_cast<int32_t>(count_code_points(fixed));
  size_t head = 0;
  while (head < encoding.ids.size() && encoding.offsets[head].end <= boundary) ++head;
  auto split = encoding.ids.begin() + static_cast<std::ptrdiff_t>(head);
  if (chatml) turn.head = {turn_start_};
  turn.head.insert(turn.head.end(), encoding.ids.begin(), split);
  turn.text.assign(split, encoding.ids.end());
  if (chatml) turn.tail = {turn_end_};
  if (chatml || summary) append(turn.tail, plain_ids("\n"));
  return turn;
}

// A text to classify as a question whose answer is about to begin. Gives the tokens that did not fit.
int64_t Encoder::label_prompt(const Example& example, EncodedRow& row) const {
  std::vector<Turn> turns;
  if (!options_.system.empty()) turns.push_back(make_turn("system", options_.system));
  turns.push_back(make_turn("user", example.input));
  turns.push_back(opening_turn());
  int64_t cut = cut_prompts(turns, options_.max_length, 1);
  for (const Turn& turn : turns) {
    append(row.ids, turn.head);
    const bool asked = !turn.system && !turn.answer;
    if (asked) row.text_begin = static_cast<int32_t>(row.ids.size());
    append(row.ids, turn.text);
    if (asked) row.text_end = static_cast<int32_t>(row.ids.size());
    append(row.ids, turn.tail);
  }
  return cut;
}

// Ends with an answer, whatever follows it in the source; empty where there is none.
std::vector<Encoder::Turn> Encoder::turns_of(const Example& example) const {
  std::vector<Turn> turns;
  bool own_system = example.messages && !example.messages->empty() && example.messages->front()["role"] == "system";
  if (!options_.system.empty() && !own_system) turns.push_back(make_turn("system", options_.system));
  if (!example.messages) {
    turns.push_back(make_turn("user", example.input));
    turns.push_back(make_turn("assistant", example.target));
  } else {
    for (const Json& message : *example.messages) {
      turns.push_back(make_turn(message["role"].get<std::string>(), message["content"].get_ref<const std::string&>()));
    }
    while (!turns.empty() && !turns.back().answer) turns.pop_back();
  }
  for (size_t i = 0; i < turns.size(); ++i) {
    turns[i].opens = !turns[i].answer && !turns[i].system && (i == 0 || turns[i - 1].answer || turns[i - 1].system);
  }
  if (options_.format == Format::plain && options_.bos >= 0 && !turns.empty()) {
    Turn beginning;
    beginning.head = {options_.bos};
    beginning.system = true;
    turns.insert(turns.begin(), std::move(beginning));
  }
  return turns;
}

EncodedRow Encoder::encode(const Example& example, const std::vector<std::string>& labels) const {
  if (task_ == Task::classify) return encode_label(example, labels);
  if (task_ == Task::continuation) return encode_passage(example);
  std::vector<Turn> turns = turns_of(example);
  std::string place = std::to_string(example.place);
  if (turns.empty() || turns.back().text.empty()) fail("data.nothing_to_learn", {{"place", place}});
  EncodedRow row;
  row.cut_tokens = drop_early_exchanges(turns, options_.max_length);
  row.cut_tokens += cut_prompts(turns, options_.max_length, kMinPromptTokens);
  if (int64_t needed = total_size(turns); needed > options_.max_length) {
    fail("data.answer_too_long",
         {{"place", place}, {"needed", std::to_string(needed)}, {"limit", std::to_string(options_.max_length)}});
  }
  for (const Turn& turn : turns) {
    append(row.ids, turn.head);
    row.learned.resize(row.ids.size(), 0);
    append(row.ids, turn.text);
    append(row.ids, turn.tail);
    if (turn.answer) row.learned.resize(row.ids.size() - turn.tail.size() + turn.learned_tail, 1);
    row.learned.resize(row.ids.size(), 0);
    row.learned_bytes += turn.bytes;
  }
  row.learned[0] = 0;  // nothing stands before it
  return row;
}

std::optional<EncodedRow> Encoder::try_encode(const Example& example, const std::vector<std::string>& labels) const {
  try {
    return encode(example, labels);
  } catch (const Error& error) {
    if (!is_about_a_row(error)) throw;
    return std::nullopt;
  }
}

std::vector<int32_t> Encoder::encode_prompt(const Example& example, int64_t room) const {
  int64_t limit = options_.max_length - room;
  if (task_ == Task::classify) return encode_label(example, {}).ids;
  if (task_ == Task::continuation) {
    std::vector<int32_t> ids = encode_text(example.input);
    // What comes next depends on the end of the text.
    auto over = static_cast<std::ptrdiff_t>(ids.size()) - static_cast<std::ptrdiff_t>(std::max<int64_t>(limit, 1));
    std::ptrdiff_t bos = options_.bos >= 0 && limit > 1 ? 1 : 0;
    if (over > 0) ids.erase(ids.begin() + bos, ids.begin() + bos + over);
    return ids;
  }
  std::vector<Turn> turns = turns_of(example);
  if (turns.empty() && example.messages) {  // nobody has answered yet
    Example asked = example;
    asked.messages->push_back({{"role", "assistant"}, {"content", ""}});
    turns = turns_of(asked);
  }
  if (!turns.empty()) turns.back() = opening_turn();
  drop_early_exchanges(turns, limit);
  cut_prompts(turns, limit, kMinPromptTokens);
  std::vector<int32_t> ids;
  for (const Turn& turn : turns) {
    append(ids, turn.head);
    append(ids, turn.text);
    append(ids, turn.tail);
  }
  return ids;
}

std::vector<int32_t> Encoder::stop_ids() const {
  std::vector<int32_t> ids;
  if (turn_end_ >= 0) ids.push_back(turn_end_);
  if (options_.eos >= 0 && options_.eos != turn_end_) ids.push_back(options_.eos);
  return ids;
}

}  // namespace afina::data
