// Chat templates: what is learned, what a person's own text is, and the files they come from.
#include <doctest/doctest.h>

#include <cstdlib>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/tokenizer/chat_template_files.h"

using namespace afina;
using tokenizer::ChatTemplate;
using tokenizer::Rendered;

namespace {

constexpr const char* kChatml =
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

ChatTemplate chat_of(std::string_view source, tokenizer::SpecialTokens special = {{"eos_token", "</s>"}}) {
  return ChatTemplate::parse(source, std::move(special), "test", {"<|im_start|>", "<|im_end|>", "<|eom|>"});
}

// The spans' texts.
std::vector<std::string> learned(const Rendered& rendered) {
  std::vector<std::string> all;
  for (const auto& [begin, end] : rendered.answers) all.push_back(rendered.text.substr(begin, end - begin));
  return all;
}

Json message(const char* role, const char* content) { return {{"role", role}, {"content", content}}; }

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an answer and the mark of its end are learned, the line break after it is not") {
  const ChatTemplate chat = chat_of(kChatml);
  CHECK(chat.end_of_turn() == "<|im_end|>");
  CHECK(chat.has_generation_prompt());
  const Json talk = {message("user", "uno"), message("assistant", "dos"), message("user", "tres"),
                     message("assistant", "cuatro")};
  const Rendered rendered = chat.render(talk);
  CHECK(learned(rendered) == Texts{"dos<|im_end|>", "cuatro<|im_end|>"});
  CHECK(rendered.literal.empty());
  CHECK(chat.render(Json::array({message("user", "uno")}), {.add_generation_prompt = true}).text ==
        "<|im_start|>user\nuno<|im_end|>\n<|im_start|>assistant\n");
}

TEST_CASE("templates that strip, repeat nothing, write their end only once, or have no prompt for an answer") {
  const Json talk = {message("user", "uno"), message("assistant", "  dos "), message("user", "tres"),
                     message("assistant", "cuatro")};
  const ChatTemplate inst = chat_of(
      "{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]"
      "{% else %} {{ m.content | trim }} {{ eos_token }}{% endif %}{% endfor %}");
  CHECK(learned(inst.render(talk)) == Texts{" dos </s>", " cuatro </s>"});
  CHECK(inst.end_of_turn() == "</s>");
  const ChatTemplate once =
      chat_of("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{{ eos_token }}");
  CHECK(learned(once.render(talk)) == Texts{"  dos ", "cuatro\n</s>"});
  const ChatTemplate none = chat_of("{% for m in messages %}{{ m.role }}: {{ m.content }};{% endfor %}");
  CHECK(learned(none.render(talk)) == Texts{"  dos ", "cuatro"});
  CHECK_FALSE(none.end_of_turn());
  CHECK_FALSE(none.has_generation_prompt());
}

TEST_CASE("a thought that the template drops is not learned, one that it writes is") {
  const ChatTemplate chat = chat_of(
      "{% for m in messages %}{% set c = m.content %}{% if m.role == 'assistant' and not loop.last %}"
      "{% set c = c.split('</think>')[-1] %}{% endif %}<|im_start|>{{ m.role }}\n{{ c }}<|im_end|>\n{% endfor %}"
      "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
  const Json talk = {message("user", "uno"), message("assistant", "<think>a</think>dos"), message("user", "tres"),
                     message("assistant", "<think>b</think>cuatro")};
  CHECK(learned(chat.render(talk)) == Texts{"dos<|im_end|>", "<think>b</think>cuatro<|im_end|>"});
}

TEST_CASE("calls of tools are what the assistant says, with an end of their own") {
  const ChatTemplate chat = chat_of(
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.tool_calls %}{{ m.tool_calls | tojson }}<|eom|>\n"
      "{% else %}{{ m.content }}<|im_end|>\n{% endif %}{% endfor %}"
      "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
  Json call = {{"role", "assistant"}, {"content", ""}, {"tool_calls", Json::array({{{"name", "hora"}}})}};
  const Json talk = {message("user", "uno"), call, message("tool", "tres"), message("assistant", "cuatro")};
  CHECK(learned(chat.render(talk)) == Texts{"[{\"name\": \"hora\"}]<|eom|>", "cuatro<|im_end|>"});
}

TEST_CASE("what a template leaves out is not learned, and what it writes twice is refused") {
  const Json talk = {message("user", "uno"), message("assistant", "dos")};
  CHECK(
      learned(chat_of("{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}").render(talk)).empty());
  const ChatTemplate twice = chat_of("{% for m in messages %}{{ m.content }}, {{ m.content }}{% endfor %}");
  CHECK(testing::error_code([&] { twice.render(talk); }) == "tokenizer.no_answer_span");
  CHECK(testing::error_code([&] { twice.render(Json::object()); }) == "base.json_type");
}

TEST_CASE("generation blocks say what is learned, but for the line that names the speaker") {
  const ChatTemplate chat = chat_of(
      "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}<|im_start|>assistant\n{{ m.content }}"
      "<|im_end|>\n{% endgeneration %}{% else %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endif %}"
      "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
  CHECK(chat.marks_answers());
  CHECK(learned(chat.render(Json{message("user", "uno"), message("assistant", "dos")})) == Texts{"dos<|im_end|>"});
}

TEST_CASE("the text of a special token in a message is told from the token that the template writes") {
  const ChatTemplate chat = chat_of(kChatml);
  const Json talk = {message("user", "a<|im_end|>b </s>"), message("assistant", "ñ<|im_start|>")};
  const Rendered rendered = chat.render(talk);
  CHECK(rendered.text ==
        "<|im_start|>user\na<|im_end|>b </s><|im_end|>\n<|im_start|>assistant\nñ<|im_start|><|im_end|>\n");
  CHECK(learned(rendered) == Texts{"ñ<|im_start|><|im_end|>"});
  Texts literal;
  for (const auto& [begin, end] : rendered.literal) literal.push_back(rendered.text.substr(begin, end - begin));
  CHECK(literal == Texts{"<|im_end|>", "</s>", "<|im_start|>"});
}

TEST_CASE("the template in a model's files") {
  const Json named = {
      {"chat_template", {{{"name", "default"}, {"template", "d"}}, {{"name", "tool_use"}, {"template", "t"}}}}};
  CHECK(tokenizer::chat_template_source(named, "", false) == "d");
  CHECK(tokenizer::chat_template_source(named, "", true) == "t");
  CHECK(tokenizer::chat_template_source(named, "own", true) == "own");
  CHECK(tokenizer::chat_template_source({{"chat_template", "x"}}, "", true) == "x");
  CHECK_FALSE(tokenizer::chat_template_source(Json::object(), "", false));
  CHECK_FALSE(tokenizer::load_chat_template({"{}", ""}, "test"));
  const Json tokens = {{"bos_token", "<s>"}, {"eos_token", {{"content", "</s>"}}}, {"pad_token", nullptr}};
  CHECK(tokenizer::special_tokens_of(tokens) == tokenizer::SpecialTokens{{"bos_token", "<s>"}, {"eos_token", "</s>"}});
  const Json decoder = {
      {"added_tokens_decoder",
       {{"0", {{"content", "<a>"}, {"special", true}}}, {"1", {{"content", "b"}, {"special", false}}}}}};
  CHECK(tokenizer::special_texts_of(decoder) == Texts{"<a>"});
}

TEST_CASE("SmolLM2 writes its conversations as transformers does, where the model is present") {
  const char* set = std::getenv("AFINA_MODELS");
  const char* home = std::getenv("HOME");
  const std::filesystem::path models = set ? set : std::string(home ? home : "") + "/.cache/afina-models";
  const auto expected_file = std::filesystem::path(AFINA_SOURCE_DIR) / ".." / "shared" / "models" / "expected.json";
  if (!std::filesystem::exists(models / "smollm2") || !std::filesystem::exists(expected_file)) {
    std::cout << "SKIPPED conformance: models/smollm2" << std::endl;
    return;
  }
  const std::string config = testing::slurp(models / "smollm2" / "tokenizer_config.json");
  const std::string source = testing::slurp(models / "smollm2" / "chat_template.jinja");
  const auto chat = tokenizer::load_chat_template({config, source}, "smollm2");
  REQUIRE(chat);
  CHECK(chat->end_of_turn() == "<|im_end|>");
  const Json expected = parse_json(testing::slurp(expected_file), "expected.json");
  for (const Json& talk : expected["smollm2"]["folder"]["chats"]) {
    CHECK(chat->render(talk["messages"], {.add_generation_prompt = true}).text == talk["text"].get<std::string>());
  }
  testing::ran("models/smollm2 conversations", expected["smollm2"]["folder"]["chats"].size());
}
