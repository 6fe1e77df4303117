// Small templates against Python's jinja2; tests/golden/jinja/make_cases.py makes them.
#include <doctest/doctest.h>

#include "afina/base/test_support.h"
#include "afina/jinja/json.h"
#include "afina/jinja/template.h"

using namespace afina;

TEST_CASE("expressions, statements and white space as Python's jinja2 has them") {
  const auto golden = nlohmann::ordered_json::parse(testing::slurp(testing::golden("jinja") / "cases.json"));
  const jinja::Value context = jinja::parse_ordered_json(golden["context"].dump(), "context");
  const std::tm clock = jinja::clock_from("2025-07-10T12:00:00");
  for (const auto& one : golden["cases"]) {
    const std::string source = one["template"];
    CAPTURE(source);
    std::string code, text;
    try {
      text = jinja::Template::parse(source, "golden").render(context, clock).text;
    } catch (const Error& error) {
      code = error.code();
    }
    CAPTURE(code);
    if (one.contains("text")) {
      CHECK(code.empty());
      CHECK(text == one["text"].get<std::string>());
    } else {
      CAPTURE(one["error"].get<std::string>());
      CHECK(code.starts_with("jinja."));
      CHECK(code != "jinja.internal");
    }
  }
  CHECK(golden["cases"].size() > 250);
}
