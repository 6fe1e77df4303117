#include "afina/base/visible_text.h"

#include <doctest/doctest.h>

#include <string>

#include "afina/base/json.h"
#include "afina/base/utf8.h"

using namespace afina;

TEST_CASE("what a terminal would obey is spelled out") {
  CHECK(visible("\x1b]0;mine\x07") == "\\x1b]0;mine\\x07");
  CHECK(visible("a\rb") == "a\\x0db");
  CHECK(visible(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(visible("\x7f\xC2\x9B") == "\\x7f\\x9b");  // DEL, CSI as one character
  CHECK(visible("abc\u202Edef\u2066\u200F") == "abc\\u202edef\\u2066\\u200f");
  CHECK(visible("a\u2028b\uFEFF") == "a\\u2028b\\ufeff");
  CHECK(visible("\U000E0041") == "\\U000e0041");  // an invisible tag
}

TEST_CASE("bytes that are not UTF-8 are spelled out one by one") {
  CHECK(visible("a\xFF\x9B"
                "b") == "a\\xff\\x9bb");
  CHECK(visible("\xE2\x82") == "\\xe2\\x82");
  CHECK(visible("\uFFFD") == "\uFFFD");
}

TEST_CASE("what people write stays as it is") {
  for (const char* text : {"", "año\tñandú\nfin\n", "«¡hola!» — 3 €", "👩‍👩‍👧 می‌خواهم", "שלום",
                           "日本語", "na\u00ADda", "C:\\x\\n"})
    CHECK(visible(text) == text);
  CHECK(visible("una\r\ndos\r\n") == "una\ndos\n");
  const std::string once = visible("\x1b[2J\u202E\xFF");
  CHECK(visible(once) == once);
}

TEST_CASE("on one line") {
  CHECK(visible_line("a\nafina: x\tb\r\n") == "a\\nafina: x\\tb\\x0d\\n");
  CHECK(visible_line("ñ") == "ñ");
}

TEST_CASE("JSON reads back the same, and nothing in it is obeyed") {
  const Json value{{"a\u202E", "x\x1b[2J\x7f\u009B\u2028\U000E0041ñ👩‍👧\n"}};
  const std::string shown = visible_json(dump_json(value));
  CHECK(parse_json(shown, "test") == value);
  for (size_t i = 0; i < shown.size();) CHECK_FALSE(is_unprintable(next_code_point(shown, i)));
  CHECK(shown.find("ñ👩‍👧") != std::string::npos);
  CHECK(visible_json(dump_json("a\xFF")) == "\"a\uFFFD\"");
}
