// Real templates against what Python's jinja2 makes of them, set up as transformers does, where the conformance data is
// present; and injections, which must end as they do in its sandbox.
#include <doctest/doctest.h>

#include <cstdio>

#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/jinja/json.h"
#include "afina/jinja/template.h"

using namespace afina;
using jinja::Template;
using jinja::Value;

namespace {

// A text, or the code of the error in brackets.
std::string rendered(std::string_view source, const Value& context, const char* clock = "2025-07-10T12:00:00") {
  try {
    return Template::parse(source, "test").render(context, jinja::clock_from(clock)).text;
  } catch (const Error& error) {
    CHECK(!error.hint().empty());
    return "[" + error.code() + "]";
  }
}

// The order of keys is part of what templates write.
using Ordered = nlohmann::ordered_json;
Value value_of(const Ordered& json) { return jinja::parse_ordered_json(json.dump(), "context"); }

}  // namespace

TEST_CASE("53 real templates are rendered as they should be") {
  auto folder = testing::conformance("chat_templates");
  if (folder.empty()) return;
  const Ordered cases = Ordered::parse(testing::slurp(folder / "real_templates.json"));
  for (const Ordered& one : cases) {
    CAPTURE(one["name"].get<std::string>());
    const char* expected = one["python_jinja2_matches"].get<bool>() ? "target" : "python_jinja2_result";
    CHECK(rendered(one["chat_template"].get<std::string>(), value_of(one["data"])) == one[expected].get<std::string>());
  }
  CHECK(cases.size() == 53);
  testing::ran("chat_templates/real_templates", cases.size());
}

TEST_CASE("89 templates in 7 contexts are rendered or refused as by Python's jinja2") {
  auto folder = testing::conformance("chat_templates");
  if (folder.empty()) return;
  const std::string unpacked = afina::testing::gunzip(folder / "jinja2_renders.json.gz");
  REQUIRE(!unpacked.empty());
  const Ordered cases = Ordered::parse(unpacked)["cases"];
  const Ordered contexts = Ordered::parse(testing::slurp(folder / "contexts.json"));
  size_t count = 0;
  for (const Ordered& one : cases) {
    const std::string source = one["template"];
    for (const Ordered& render : one["renders"]) {
      Ordered context = contexts[render["context"].get<std::string>()];
      context["add_generation_prompt"] = render["add_generation_prompt"];
      context["bos_token"] = "<s>";
      context["eos_token"] = "</s>";
      for (const char* name : {"tools", "documents"}) {
        if (!context.contains(name)) context[name] = nullptr;
      }
      CAPTURE(one["id"].get<std::string>());
      CAPTURE(render["context"].get<std::string>());
      const std::string got = rendered(source, value_of(context));
      if (render.contains("text"))
        CHECK(got == render["text"].get<std::string>());
      else
        CHECK_MESSAGE(got.starts_with("[jinja."), render["error"].get<std::string>());
      ++count;
    }
  }
  CHECK(cases.size() == 89);
  testing::ran("chat_templates/jinja2_renders", count);
}

TEST_CASE("injections end as in the sandbox of Python's jinja2, and costly templates end soon") {
  auto folder = testing::conformance("malicious/jinja");
  if (folder.empty()) return;
  const Ordered cases = Ordered::parse(testing::slurp(folder / "ssti.json"))["cases"];
  for (const Ordered& one : cases) {
    const std::string source = one["template"];
    CAPTURE(source);
    const std::string got = rendered(source, jinja::parse_ordered_json(R"({"messages": []})", "context"));
    if (one["outcome"] == "rendered") {
      CHECK(got == one["output"].get<std::string>());
      continue;
    }
    CAPTURE(one.value("error", ""));
    CHECK(got.starts_with("[jinja."));
    CHECK(got != "[jinja.internal]");
    if (one.value("error_class", "") == "SecurityError") CHECK(got == "[jinja.unsafe]");
    if (one.value("error_class", "") == "UndefinedError") {
      CHECK((got == "[jinja.undefined]" || got == "[jinja.no_attribute]"));
    }
  }
  testing::ran("malicious/jinja", cases.size());
}
