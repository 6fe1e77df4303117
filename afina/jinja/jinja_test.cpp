// Limits, errors and what Python's jinja2 is not asked about.
#include <doctest/doctest.h>

#include "afina/base/test_support.h"
#include "afina/jinja/json.h"
#include "afina/jinja/template.h"

using namespace afina;
using jinja::Template;
using jinja::Value;

namespace {

const std::tm kClock = jinja::clock_from("2025-07-10T12:00:00");

std::string render(std::string_view source, std::string_view context = "{}") {
  return Template::parse(source, "test").render(jinja::parse_ordered_json(context, "context"), kClock).text;
}
// The error of a template that has time: under sanitizers the clock would stop what a count should.
std::string code_of(std::string_view source, std::string_view context = "{}") {
  jinja::Limits limits;
  limits.seconds = 60;
  return testing::error_code([&] {
    Template::parse(source, "test").render(jinja::parse_ordered_json(context, "context"), kClock, limits);
  });
}
std::string repeated(std::string_view piece, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += piece;
  return all;
}

}  // namespace

TEST_CASE("an error says the template, the line, what and what to do, in both languages") {
  try {
    render("a\n{% if true %}\n  {{ nope.x }}\n{% endif %}");
    FAIL("nothing was refused");
  } catch (const Error& error) {
    CHECK(error.code() == "jinja.undefined");
    for (Lang lang : {Lang::es, Lang::en}) {
      CHECK(error.message(lang).find("test") != std::string::npos);
      CHECK(error.message(lang).find("3") != std::string::npos);
      CHECK(error.message(lang).find("nope") != std::string::npos);
      CHECK(!error.hint(lang).empty());
    }
  }
  try {
    render("\n\n{{ raise_exception('Only user and assistant roles!') }}");
    FAIL("nothing was refused");
  } catch (const Error& error) {
    CHECK(error.code() == "jinja.raised");
    CHECK(error.message(Lang::en).find("Only user and assistant roles!") != std::string::npos);
  }
}

TEST_CASE("what cannot be read is refused by its kind") {
  CHECK(code_of("{{ a b }}") == "jinja.syntax");
  CHECK(code_of("{% if x %}") == "jinja.ends_early");
  CHECK(code_of("{{ 'a }}") == "jinja.unclosed");
  CHECK(code_of("{# a") == "jinja.unclosed");
  CHECK(code_of("{% raw %} a") == "jinja.unclosed");
  CHECK(code_of("{% trans %}") == "jinja.unknown_tag");
  CHECK(code_of("{{ a | nosuch }}") == "jinja.unknown_filter");
  CHECK(code_of("{{ a is nosuch }}") == "jinja.unknown_test");
  for (const char* word : {"include 'a'", "import 'a' as b", "from 'a' import b", "extends 'a'", "block a"}) {
    CHECK(code_of("{% " + std::string(word) + " %}") == "jinja.not_supported");
  }
  CHECK(code_of(std::string(jinja::kMaxTemplateBytes + 1, 'a')) == "jinja.template_too_long");
}

TEST_CASE("depth is bounded when a template is read and when it runs") {
  for (const char* piece : {"(", "[", "{1:", "not ", "-", "x if ", "x[", "f("}) {
    CHECK(code_of("{{ " + repeated(piece, 100'000)) == "jinja.too_deep");
  }
  CHECK(code_of("{{ x" + repeated(".a", 100'000) + " }}") == "jinja.too_deep");
  CHECK(code_of("{{ x" + repeated("|upper", 100'000) + " }}") == "jinja.too_deep");
  CHECK(code_of("{{ 1" + repeated(" + 1", 100'000) + " }}") == "jinja.too_deep");
  CHECK(code_of(repeated("{% if x %}", 50'000)) == "jinja.too_deep");
  CHECK(code_of("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}") == "jinja.too_deep");
  CHECK(code_of("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}") == "jinja.too_deep");
  // Values inside values: printing and destroying them recurse.
  CHECK(code_of("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}") ==
        "jinja.too_deep");
  CHECK(render("{{ " + repeated("(", 50) + "1" + repeated(")", 50) + " }}") == "1");
  CHECK(render("{{ 1" + repeated(" + 1", 100) + " }}") == "101");
}

TEST_CASE("what a template may take is bounded") {
  CHECK(code_of("{% for i in range(100001) %}{% endfor %}") == "jinja.range_too_large");
  CHECK(code_of("{{ 'a' * 10000000000 }}") == "jinja.too_much_memory");
  CHECK(code_of("{{ [0] * 10000000000 }}") == "jinja.too_much_memory");
  CHECK(code_of("{{ '%1000000000d' % 1 }}") == "jinja.value");
  CHECK(code_of("{{ 'a'.center(10000000) }}") == "jinja.too_much_memory");
  CHECK(code_of("{% set ns = namespace(x='a') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}") ==
        "jinja.too_much_memory");
  CHECK(code_of("{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}") ==
        "jinja.too_much_memory");
  // A value that holds another twice, 150 times over, is small until it is written.
  CHECK(code_of("{% set ns = namespace(x=[1]) %}{% for i in range(150) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}"
                "{{ ns.x }}") == "jinja.too_much_memory");
  CHECK(code_of("{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(150) %}{% set ns.x = [ns.x, ns.x] %}"
                "{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}") == "jinja.too_many_steps");
  CHECK(code_of("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}") ==
        "jinja.too_many_steps");
  CHECK(code_of("{% set x = 'a' * 1000000 %}{% for i in range(999) %}{{ x }}{% endfor %}") == "jinja.too_much_output");
}

TEST_CASE("the clock stops what the steps do not") {
  const auto chat =
      Template::parse("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "t");
  jinja::Limits limits;
  limits.steps = ~uint64_t{0} >> 1;
  limits.seconds = 0.05;
  CHECK(testing::error_code([&] { chat.render(Value(), kClock, limits); }) == "jinja.too_slow");
}

TEST_CASE("whole numbers have 64 bits, and what goes beyond is refused") {
  CHECK(render("{{ 9223372036854775807 }}") == "9223372036854775807");
  for (const char* beyond : {"9223372036854775808", "9223372036854775807 + 1", "2 ** 63", "3037000500 * 3037000500",
                             "-(-9223372036854775807 - 1)", "(-9223372036854775807 - 1) // -1", "'9' * 30 | int"}) {
    CAPTURE(beyond);
    const std::string source = "{{ " + std::string(beyond) + " }}";
    CHECK((code_of(source) == "jinja.too_large_number" || source.find('*') != source.npos));
  }
  CHECK(code_of("{{ ('9' * 30) | int }}") == "jinja.too_large_number");
  CHECK(code_of("{{ x }}", R"({"x": 9223372036854775808})") == "jinja.too_large_number");
}

TEST_CASE("keys keep their order, and the last of two equal ones counts") {
  CHECK(render("{{ x | tojson }}", R"({"x": {"b": 1, "a": 2, "b": 3}})") == R"({"b": 3, "a": 2})");
}

TEST_CASE("spans of generation blocks, in bytes") {
  const auto marked =
      Template::parse("é{% generation %}ñ{{ 1 }}{% endgeneration %}x{% generation %}y{% endgeneration %}", "t");
  const auto rendered = marked.render(Value(), kClock);
  CHECK(rendered.text == "éñ1xy");
  CHECK(rendered.generated == std::vector<jinja::Span>{{2, 5}, {6, 7}});
  CHECK(marked.has_generation());
  const auto caught = Template::parse("{% set a %}{% generation %}x{% endgeneration %}{% endset %}{{ a }}", "t");
  CHECK_FALSE(caught.render(Value(), kClock).spans_known);
}

TEST_CASE("a clock is read as it is written") {
  CHECK(Template::parse("{{ strftime_now('%A %d %B %Y %H:%M %j') }}", "t")
            .render(Value(), jinja::clock_from("2024-02-29T23:59:58Z"))
            .text == "Thursday 29 February 2024 23:59 060");
  for (const char* bad : {"", "x", "2025-02-30", "2025-13-01", "2025-01-01T25:00:00", "99999-01-01"}) {
    CHECK(testing::error_code([&] { jinja::clock_from(bad); }) == "jinja.bad_clock");
  }
}
