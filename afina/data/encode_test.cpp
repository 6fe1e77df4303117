#include "afina/data/encode.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"

using namespace afina;
using namespace afina::data;
using Ids = std::vector<int32_t>;

namespace {

constexpr int32_t kEos = 256, kStart = 257, kEnd = 258, kBos = 259, kMerged = 260;  // kMerged is "as"

constexpr const char* kChatml =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' "
    "}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

// A byte-level tokenizer whose ids are the bytes themselves, with the one merge "a"+"s".
tokenizer::Tokenizer byte_tokenizer() {
  Json vocab = Json::object();
  int extra = 0;
  for (int byte = 0; byte < 256; ++byte) {
    bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    std::string piece;
    append_utf8(piece, static_cast<char32_t>(printable ? byte : 256 + extra++));
    vocab[piece] = byte;
  }
  vocab["as"] = kMerged;
  Json added = Json::array();
  auto special = [&](int id, const char* content) {
    added.push_back({{"id", id},
                     {"content", content},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", false},
                     {"special", true}});
  };
  special(kEos, "<|endoftext|>");
  special(kStart, "<|im_start|>");
  special(kEnd, "<|im_end|>");
  special(kBos, "<|bos|>");
  Json byte_level = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", true}};
  Json document = {{"version", "1.0"},
                   {"truncation", nullptr},
                   {"padding", nullptr},
                   {"added_tokens", added},
                   {"normalizer", nullptr},
                   {"pre_tokenizer", byte_level},
                   {"post_processor", byte_level},
                   {"decoder", byte_level},
                   {"model",
                    {{"type", "BPE"},
                     {"dropout", nullptr},
                     {"unk_token", nullptr},
                     {"continuing_subword_prefix", nullptr},
                     {"end_of_word_suffix", nullptr},
                     {"fuse_unk", false},
                     {"byte_fallback", false},
                     {"vocab", vocab},
                     {"merges", Json::array({"a s"})}}}};
  return tokenizer::Tokenizer::from_json(dump_json(document), "test");
}

enum class Format { plain, chat };

std::shared_ptr<const tokenizer::ChatTemplate> chatml(const tokenizer::Tokenizer& tokenizer) {
  return std::make_shared<const tokenizer::ChatTemplate>(
      tokenizer::ChatTemplate::parse(kChatml, {}, "test", tokenizer.special_texts()));
}

// What is asked of a document or a text to classify.
std::string instruction(Task task) {
  return task == Task::summarize  ? "Resume el texto:\n"
         : task == Task::classify ? "Clasifica el mensaje por su tema.\n"
                                  : "";
}

Encoder encoder(Task task, Format format, int64_t max_length = 256, int32_t bos = -1) {
  const tokenizer::Tokenizer tokenizer = byte_tokenizer();
  ConversationForm form{nullptr, bos, kEos, instruction(task)};
  if (format == Format::chat) form.chat = chatml(tokenizer);
  return {tokenizer, task, {form, max_length}};
}

Example pair(std::string input, std::string target) {
  Example example;
  example.input = std::move(input);
  example.target = std::move(target);
  example.place = 7;
  return example;
}

// The row as text, what is learned between brackets.
std::string shown(const Encoder& with, const EncodedRow& row) {
  std::string out;
  bool open = false;
  REQUIRE(row.ids.size() == row.learned.size());
  for (size_t i = 0; i < row.ids.size(); ++i) {
    if (open != (row.learned[i] != 0)) out += open ? "]" : "[";
    open = row.learned[i] != 0;
    out += with.tokenizer().decode(std::span(&row.ids[i], 1), false);
  }
  return out + (open ? "]" : "");
}

std::string error_code(const std::function<void()>& body) {
  try {
    body();
    return "";
  } catch (const Error& error) {
    CHECK_FALSE(error.hint().empty());
    return error.code();
  }
}

}  // namespace

TEST_CASE("chatml: template, mask and stop ids; data that looks like the template is plain text") {
  Encoder chat = encoder(Task::instruct, Format::chat);
  EncodedRow row = chat.encode(pair("Hola", "casa"));
  CHECK(shown(chat, row) == "<|im_start|>user\nHola<|im_end|>\n<|im_start|>assistant\n[casa<|im_end|>]\n");
  CHECK(row.learned_bytes == 4);
  CHECK(row.cut_tokens == 0);
  CHECK(chat.stop_ids() == Ids{kEnd, kEos});
  EncodedRow sly = chat.encode(pair("<|im_end|>", "a<|im_end|>b"));
  CHECK(std::count(sly.ids.begin(), sly.ids.end(), kEnd) == 2);
  CHECK(sly.learned_bytes == 12);
}

TEST_CASE("plain: prompt, line break, answer, end of text") {
  Encoder plain = encoder(Task::instruct, Format::plain, 256, kBos);
  CHECK(shown(plain, plain.encode(pair("Hola", "casa"))) == "<|bos|>Hola\n[casa<|endoftext|>]");
  CHECK(plain.stop_ids() == Ids{kEos});
  Encoder bare(byte_tokenizer(), Task::instruct, {{}, 256});
  CHECK(shown(bare, bare.encode(pair("Hola", "casa"))) == "Hola\n[casa]");
  CHECK(bare.stop_ids().empty());
}

TEST_CASE("the prompt for generation is exactly the beginning of what is learned") {
  for (Format format : {Format::plain, Format::chat}) {
    for (Task task : {Task::instruct, Task::summarize}) {
      for (int64_t limit : {400, 90}) {
        Encoder with = encoder(task, format, limit, kBos);
        Example example = pair("Las casas de la playa estaban vacías; ¿quién pasó por allí en verano?", "as nadie");
        EncodedRow row = with.encode(example);
        auto first = std::find(row.learned.begin(), row.learned.end(), 1) - row.learned.begin();
        auto prompt = with.encode_prompt(example, static_cast<int64_t>(row.ids.size()) - first);
        CHECK(prompt == Ids(row.ids.begin(), row.ids.begin() + first));
      }
    }
  }
}

TEST_CASE("truncation: a question loses its beginning, a document its end, an answer nothing") {
  std::string question = "0123456789abcdefghij";
  Encoder chat = encoder(Task::instruct, Format::chat, 34);
  EncodedRow row = chat.encode(pair(question, "si"));
  CHECK(row.ids.size() == 34);
  CHECK(shown(chat, row) == "<|im_start|>user\n89abcdefghij<|im_end|>\n<|im_start|>assistant\n[si<|im_end|>]\n");
  CHECK(row.cut_tokens == 8);
  Encoder summary = encoder(Task::summarize, Format::chat, 50);
  row = summary.encode(pair(question, "si"));
  CHECK(shown(summary, row) ==
        "<|im_start|>user\nResume el texto:\n0123456789a<|im_end|>\n<|im_start|>assistant\n[si<|im_end|>]\n");
  CHECK(row.cut_tokens == 9);
  Encoder tight = encoder(Task::instruct, Format::chat, 32);
  CHECK(error_code([&] { tight.encode(pair(question, "una respuesta larga")); }) == "data.answer_too_long");
  CHECK_FALSE(tight.try_encode(pair(question, "una respuesta larga")));
  try {
    tight.encode(pair(question, "una respuesta larga"));
  } catch (const Error& error) {
    CHECK(error.message().find("ejemplo 7") != std::string::npos);
    // What the hint advises is enough.
    int64_t needed = std::stoll(error.args()[1].second);
    CHECK(encoder(Task::instruct, Format::chat, needed).try_encode(pair(question, "una respuesta larga")));
    CHECK_FALSE(encoder(Task::instruct, Format::chat, needed - 1).try_encode(pair(question, "una respuesta larga")));
  }
  CHECK(error_code([&] { chat.encode(pair("Hola", "")); }) == "data.nothing_to_learn");
}

TEST_CASE("chats: every assistant turn is learned, and early exchanges go first") {
  Example example = pair("", "");
  auto say = [](const char* role, const char* content) { return Json({{"role", role}, {"content", content}}); };
  example.messages = Json::array({say("system", "S"), say("user", "uno"), say("assistant", "1"), say("user", "dos"),
                                  say("assistant", "2"), say("user", "sin contestar")});
  Encoder chat = encoder(Task::instruct, Format::chat);
  EncodedRow row = chat.encode(example);
  CHECK(shown(chat, row) ==
        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nuno<|im_end|>\n<|im_start|>assistant\n[1<|im_end|>]\n"
        "<|im_start|>user\ndos<|im_end|>\n<|im_start|>assistant\n[2<|im_end|>]\n");
  CHECK(row.learned_bytes == 2);
  Encoder tight = encoder(Task::instruct, Format::chat, static_cast<int64_t>(row.ids.size()) - 1);
  EncodedRow late = tight.encode(example);
  CHECK(shown(tight, late) ==
        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\ndos<|im_end|>\n<|im_start|>assistant\n[2<|im_end|>]\n");
  CHECK(late.cut_tokens == static_cast<int64_t>(row.ids.size() - late.ids.size()));
  Ids prompt = chat.encode_prompt(example);
  CHECK(prompt.size() == row.ids.size() - 3);  // without "2", the end of the turn and its line break
  example.messages = Json::array({say("user", "uno")});
  CHECK(error_code([&] { chat.encode(example); }) == "data.nothing_to_learn");
  CHECK(
      chat.tokenizer().decode(chat.encode_prompt(example), false).ends_with("uno<|im_end|>\n<|im_start|>assistant\n"));
}

TEST_CASE("a conversation going on: an empty answer at the end asks the last question") {
  Encoder chat = encoder(Task::instruct, Format::chat);
  Example example;
  example.messages = parse_json(R"([{"role":"user","content":"uno"},{"role":"assistant","content":"1"},
                                    {"role":"user","content":"dos"},{"role":"assistant","content":""}])",
                                "test");
  CHECK(chat.tokenizer()
            .decode(chat.encode_prompt(example), false)
            .ends_with("1<|im_end|>\n<|im_start|>user\ndos<|im_end|>\n<|im_start|>assistant\n"));
}

TEST_CASE("classify in a conversation format: the last token is where the answer would begin") {
  Encoder chat = encoder(Task::classify, Format::chat, 200);
  EncodedRow row = chat.encode(pair("hola mundo", "b"), {"a", "b"});
  CHECK(chat.tokenizer().decode(row.ids, false) ==
        "<|im_start|>user\nClasifica el mensaje por su tema.\nhola mundo<|im_end|>\n<|im_start|>assistant\n");
  CHECK(row.label == 1);
  CHECK(std::count(row.learned.begin(), row.learned.end(), 1) == 0);
  CHECK(chat.encode_prompt(pair("hola mundo", "")) == row.ids);
  // The end of the text is cut, the template never.
  Encoder shorter = encoder(Task::classify, Format::chat, static_cast<int64_t>(row.ids.size()) - 3);
  EncodedRow cut = shorter.encode(pair("hola mundo", "b"), {"a", "b"});
  CHECK(cut.cut_tokens == 3);
  CHECK(shorter.tokenizer().decode(cut.ids, false).ends_with("hola mu<|im_end|>\n<|im_start|>assistant\n"));
}

TEST_CASE("classify without a format: the text alone, nothing learned as text, labels by index") {
  Encoder with = encoder(Task::classify, Format::plain, 6, kBos);
  EncodedRow row = with.encode(pair("hola mundo", "b"), {"a", "b"});
  CHECK(row.ids == Ids{kBos, 'h', 'o', 'l', 'a', ' '});
  CHECK(row.cut_tokens == 5);
  CHECK(row.label == 1);
  CHECK(std::count(row.learned.begin(), row.learned.end(), 1) == 0);
  CHECK(with.encode(pair("hola", "z"), {"a", "b"}).label == -1);
  CHECK(encoder(Task::classify, Format::plain).encode(pair("", "a"), {"a"}).ids == Ids{kEos});
}

TEST_CASE("running text: every token learned once, bytes exact, windows overlap by one token") {
  std::string text = "Las casas: ¿ñandú o 🦙? As\n\n  y más cosas, así, 日本語.";
  for (int32_t bos : {-1, kBos}) {
    for (int64_t length : {2, 5, 7, 1000}) {
      Encoder with = encoder(Task::continuation, Format::plain, length, bos);
      Ids all = with.encode_text(text), joined;
      int64_t bytes = 0;
      size_t learned = 0;
      for (const EncodedRow& row : with.encode_running(text)) {
        CHECK(row.ids.size() <= static_cast<size_t>(length));
        CHECK(row.learned[0] == 0);
        if (!joined.empty()) CHECK(row.ids[0] == joined.back());
        joined.insert(joined.end(), row.ids.begin() + (joined.empty() ? 0 : 1), row.ids.end());
        learned += static_cast<size_t>(std::accumulate(row.learned.begin(), row.learned.end(), 0));
        bytes += row.learned_bytes;
      }
      CHECK(joined == all);
      CHECK(learned == all.size() - 1);
      // Without BOS nothing predicts the first token, "L".
      CHECK(bytes == static_cast<int64_t>(text.size()) - (bos < 0 ? 1 : 0));
    }
  }
  Encoder with = encoder(Task::continuation, Format::plain, 10);
  CHECK(with.encode_running("").empty());
  CHECK(with.encode_running("a").empty());
  CHECK(error_code([&] { with.encode(pair("a", "")); }) == "data.nothing_to_learn");
  CHECK(with.encode(pair("0123456789abc", "")).cut_tokens == 3);
  CHECK(with.encode_prompt(pair("0123456789abc", ""), 5) == Ids{'8', '9', 'a', 'b', 'c'});
  Ids damaged = with.encode_text(std::string("a\0\xFF\xC3", 4));  // whatever it is, not a crash
  CHECK(damaged.size() >= 2);
}

TEST_CASE("conformance: learned bytes are exact with real tokenizers") {
  auto folder = testing::conformance("tokenizers");
  auto text_file = testing::conformance("datasets/martin_fierro_martin_fierro.csv");
  if (folder.empty() || text_file.empty()) return;
  std::string text = testing::slurp(text_file).substr(0, 20000);
  text.resize(text.rfind('\n'));
  size_t cases = 0;
  for (const char* name : {"gpt2", "qwen2", "llama3.2", "llama2"}) {
    CAPTURE(name);
    auto tokenizer = tokenizer::Tokenizer::load(folder / name / "tokenizer.json");
    Encoder with(tokenizer, Task::continuation, {{nullptr, 1, 2, ""}, 128});
    int64_t bytes = 0;
    for (const EncodedRow& row : with.encode_running(text)) bytes += row.learned_bytes;
    CHECK(bytes == static_cast<int64_t>(text.size()));
    ++cases;
  }
  auto qwen = tokenizer::Tokenizer::load(folder / "qwen2/tokenizer.json");
  Encoder chat(qwen, Task::instruct, {{chatml(qwen), -1, -1, ""}, 256});
  EncodedRow row = chat.encode(pair("¿Qué hora es?", "Las tres."));
  // The template as one text, its special tokens recognised, gives the same ids.
  std::string whole = "<|im_start|>user\n¿Qué hora es?<|im_end|>\n<|im_start|>assistant\nLas tres.<|im_end|>\n";
  CHECK(row.ids == chat.tokenizer().encode(whole, {.add_special = false, .parse_special = true}).ids);
  testing::ran("tokenizers (encode)", cases + 1);
}
