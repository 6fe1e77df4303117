// What is learned of a conversation, on real templates: each answer and its end, and nothing else.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <regex>
#include <set>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/tokenizer/chat_template_files.h"

using namespace afina;
using jinja::Value;
using tokenizer::ChatTemplate;
using tokenizer::Rendered;

namespace {

struct Source {
  std::string name, text;
  tokenizer::SpecialTokens special;
};

// Every template of the conformance data, each once.
std::vector<Source> sources(const std::filesystem::path& folder) {
  std::vector<Source> all;
  std::set<std::string> seen;
  auto add = [&](std::string name, std::string text, tokenizer::SpecialTokens special) {
    if (seen.insert(text).second) all.push_back({std::move(name), std::move(text), std::move(special)});
  };
  for (const Json& one : parse_json(testing::slurp(folder / "real_templates.json"), "real_templates.json")) {
    tokenizer::SpecialTokens special;
    for (const char* name : {"bos_token", "eos_token"}) {
      if (one["data"].contains(name) && one["data"][name].is_string())
        special[name] = one["data"][name].get<std::string>();
    }
    add(one["name"], one["chat_template"], special);
  }
  const std::string unpacked = afina::testing::gunzip(folder / "jinja2_renders.json.gz");
  REQUIRE(!unpacked.empty());
  const Json renders = parse_json(unpacked, "jinja2_renders.json");
  for (const Json& one : renders["cases"]) {
    add(one["id"], one["template"], {{"bos_token", "<s>"}, {"eos_token", "</s>"}});
  }
  return all;
}

// There is no tokenizer beside these templates: what looks like a special token in one is taken for one.
std::vector<std::string> special_texts(const std::string& source) {
  static const std::regex pattern("<[|]?[^<>\\s'\"{}]{1,40}>|</s>|\\[e~\\[");
  std::set<std::string> found;
  for (std::sregex_iterator it(source.begin(), source.end(), pattern), end; it != end; ++it) found.insert(it->str());
  return {found.begin(), found.end()};
}

struct Conversation {
  std::string name;
  std::vector<std::pair<std::string, std::string>> messages;
  Value value() const {
    Json list = Json::array();
    for (const auto& [role, content] : messages) list.push_back({{"role", role}, {"content", content}});
    return jinja::from_json(list, name);
  }
};

const std::vector<Conversation>& conversations() {
  static const std::vector<Conversation> all = {
      {"one turn", {{"user", "¿Qué hora es?"}, {"assistant", "Son las tres."}}},
      {"two turns",
       {{"user", "alpha question"},
        {"assistant", "beta reply"},
        {"user", "gamma question"},
        {"assistant", "delta reply\nin two lines"}}},
      {"system",
       {{"system", "omega rules"},
        {"user", "alpha question"},
        {"assistant", "beta reply"},
        {"user", "gamma question"},
        {"assistant", "delta reply"}}},
      {"the same twice", {{"user", "yes"}, {"assistant", "yes"}, {"user", "yes"}, {"assistant", "yes"}}},
      {"spaces", {{"user", "  alpha  "}, {"assistant", "  beta  \n"}, {"user", " gamma"}, {"assistant", "\n delta "}}},
      {"ends in a question", {{"user", "alpha"}, {"assistant", "beta"}, {"user", "gamma"}}}};
  return all;
}

std::string between(std::string text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.erase(0, 1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  return text;
}

// The conversation up to the answer of that number, and the prompt for it.
std::string prompt_of(const ChatTemplate& chat, const Conversation& talk, size_t number) {
  Conversation begun;
  for (const auto& message : talk.messages) {
    if (message.first == "assistant" && number-- == 0) break;
    begun.messages.push_back(message);
  }
  return chat.render_text(begun.value(), {.add_generation_prompt = true, .clock = jinja::clock_from("2025-07-10")});
}

struct Counts {
  size_t refused = 0, unproved = 0, proved = 0, without_end = 0;
};

void check(const Source& source, const Conversation& talk, Counts& counts) {
  CAPTURE(source.name);
  CAPTURE(talk.name);
  ChatTemplate chat = ChatTemplate::parse(source.text, source.special, source.name, special_texts(source.text));
  Rendered rendered;
  try {
    rendered = chat.render(talk.value(), {.clock = jinja::clock_from("2025-07-10")});
  } catch (const Error& error) {
    const bool span = error.code() == "tokenizer.no_answer_span";
    if (span && std::getenv("AFINA_SHOW")) MESSAGE(source.name, " ", talk.name, "\n", chat.render_text(talk.value()));
    ++(span ? counts.unproved : counts.refused);
    return;
  }
  ++counts.proved;
  counts.without_end += !chat.end_of_turn();
  CAPTURE(rendered.text);
  std::vector<std::string> answers;
  for (const auto& [role, content] : talk.messages) {
    // Some templates write no content but lists of parts, or drop what came earlier.
    const bool written = rendered.text.find(between(content)) != std::string::npos;
    if (role == "assistant" && written) answers.push_back(between(content));
  }
  REQUIRE(rendered.answers.size() == answers.size());
  std::string outside;
  size_t at = 0;
  for (size_t i = 0; i < answers.size(); ++i) {
    const auto [begin, end] = rendered.answers[i];
    REQUIRE(begin >= at);
    REQUIRE(end >= begin);
    const std::string learned = rendered.text.substr(begin, end - begin);
    CAPTURE(learned);
    CHECK(learned.find(answers[i]) != std::string::npos);
    // The mark of its end and nothing after it: the answer, white space, one mark.
    const std::string tail = between(learned.substr(learned.rfind(answers[i]) + answers[i].size()));
    // What stands before it is what the model has to write after the prompt for an answer, such as an empty thought.
    if (!between(learned.substr(0, learned.find(answers[i]))).empty()) {
      CHECK(rendered.text.substr(0, begin) == prompt_of(chat, talk, i));
    }
    const std::string after = between(rendered.text.substr(end));
    if (tail.empty()) {
      CHECK_FALSE((chat.end_of_turn() && after.starts_with(*chat.end_of_turn())));
    } else {
      CHECK((chat.marks_answers() || (chat.end_of_turn() && tail == *chat.end_of_turn())));
    }
    outside += rendered.text.substr(at, begin - at) + "\x01";
    at = end;
  }
  outside += rendered.text.substr(at);
  if (talk.name != "the same twice") {
    for (const std::string& answer : answers) CHECK(outside.find(answer) == std::string::npos);
  }
  for (const auto& [role, content] : talk.messages) {
    if (role == "assistant" || talk.name == "the same twice") continue;
    const bool written = rendered.text.find(between(content)) != std::string::npos;
    CHECK((outside.find(between(content)) != std::string::npos) == written);
  }
}

}  // namespace

TEST_CASE("on every real template, what the assistant says and its end is learned, and nothing else") {
  auto folder = testing::conformance("chat_templates");
  if (folder.empty()) return;
  const std::vector<Source> all = sources(folder);
  Counts counts;
  for (const Source& source : all) {
    for (const Conversation& talk : conversations()) check(source, talk, counts);
  }
  MESSAGE(all.size(), " templates, ", conversations().size(), " conversations: ", counts.proved,
          " with their answers (", counts.without_end, " by a template that writes no end), ", counts.refused,
          " refused by the template, ", counts.unproved, " without proof");
  CHECK(counts.unproved == 0);
  testing::ran("chat_templates/answers", all.size());
}
