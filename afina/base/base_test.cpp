#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>

#include "afina/base/catalogue/catalogue.h"
#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/memory.h"
#include "afina/base/nearest.h"
#include "afina/base/one_line.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/base/thread_pool.h"
#include "afina/base/utf8.h"

using namespace afina;

namespace {

std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> found;
  for (size_t open; (open = text.find('{')) != std::string_view::npos;) {
    size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    found.emplace(text.substr(open, close - open + 1));
    text.remove_prefix(close + 1);
  }
  return found;
}

}  // namespace

TEST_CASE("the language is AFINA_LANG's, then the locale's, then Spanish") {
  for (const char* variable : {"AFINA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) unsetenv(variable);
  CHECK(language_from_environment() == Lang::es);
  setenv("LANG", "C.UTF-8", 1);
  CHECK(language_from_environment() == Lang::es);
  setenv("LANG", "en_GB.UTF-8", 1);
  CHECK(language_from_environment() == Lang::en);
  setenv("LC_ALL", "es_ES.UTF-8", 1);
  CHECK(language_from_environment() == Lang::es);
  setenv("AFINA_LANG", "en", 1);
  CHECK(language_from_environment() == Lang::en);
}

TEST_CASE("every language has the same texts in the same order, each once, with the same placeholders") {
  const auto spanish = catalogue_texts(Lang::es), english = catalogue_texts(Lang::en);
  REQUIRE(spanish.size() == english.size());
  std::set<std::string_view> seen;
  for (size_t i = 0; i < spanish.size(); ++i) {
    const CatalogueText &es = spanish[i], &en = english[i];
    CAPTURE(es.key);
    CHECK(es.key == en.key);
    CHECK(seen.insert(es.key).second);
    CHECK_FALSE(es.text.empty());
    CHECK_FALSE(en.text.empty());
    CHECK(es.hint.empty() == en.hint.empty());
    CHECK(placeholders(es.text) == placeholders(en.text));
    CHECK(placeholders(es.hint) == placeholders(en.hint));
  }
}

TEST_CASE("an error fills its placeholders and never expands a value") {
  Error error("base.json_type", {{"place", "{key}.json"}, {"key", "ñandú"}});
  CHECK(error.message(Lang::en) == "{key}.json: field \"ñandú\" is missing or not of the expected type.");
  CHECK(error.code() == "base.json_type");
  CHECK_THROWS_AS(text("no.such_key"), std::logic_error);
}

TEST_CASE("the pool runs each piece once and rethrows the lowest failure") {
  for (int threads : {1, 2, 3, 4}) {
    ThreadPool pool(threads);
    for (int round = 0; round < 50; ++round) {
      std::vector<std::atomic<int>> hits(97);
      pool.run(97, [&](int64_t i) { ++hits[static_cast<size_t>(i)]; });
      for (auto& hit : hits) REQUIRE(hit == 1);
    }
    try {
      pool.run(40, [](int64_t i) {
        if (i >= 7) throw std::runtime_error(std::to_string(i));
      });
      FAIL("did not throw");
    } catch (const std::runtime_error& e) {
      CHECK(std::string(e.what()) == "7");
    }
    std::atomic<int> inner{0};
    pool.run(4, [&](int64_t) { pool.run(5, [&](int64_t) { ++inner; }); });
    CHECK(inner == 20);
  }
}

TEST_CASE("random numbers have the documented values and a flat distribution") {
  Random a(7), b(7);
  for (int i = 0; i < 100; ++i) CHECK(a.bits() == b.bits());
  Random r(1);
  double sum = 0, squares = 0;
  for (int i = 0; i < 100000; ++i) {
    double x = r.normal();
    sum += x;
    squares += x * x;
  }
  CHECK(std::abs(sum / 1e5) < 0.02);
  CHECK(std::abs(squares / 1e5 - 1) < 0.02);
  CHECK(Random(3).below(1) == 0);
}

TEST_CASE("buffers are aligned, counted and reused") {
  auto before = memory_stats();
  {
    Buffer buffer(1000003);
    CHECK(reinterpret_cast<uintptr_t>(buffer.data()) % 64 == 0);
    CHECK(memory_stats().live >= before.live + 1000003);
    Buffer moved = std::move(buffer);
    CHECK(moved.size() == 1000003);
    CHECK(buffer.data() == nullptr);
  }
  CHECK(memory_stats().live == before.live);
}

TEST_CASE("UTF-8 round trips, and ill-formed bytes become U+FFFD as Python does") {
  CHECK(replace_invalid_utf8("a\xE2\x82z") == "a\xEF\xBF\xBDz");
  CHECK(replace_invalid_utf8("\xC0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(replace_invalid_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
  for (char32_t c : {U'a', U'ñ', U'€', U'𝄞'}) CHECK(to_utf32(to_utf8(std::u32string(1, c))) == std::u32string(1, c));
  CHECK(normalize("n\xCC\x83", NormalForm::nfc) == "ñ");
  CHECK(to_lower("ÁRBOL Ñ") == "árbol ñ");
  CHECK(case_fold("Straße") == "strasse");
  CHECK(unicode_words("¡Canción núm. 3, «Niñez»!") == std::vector<std::string>{"canción", "núm", "3", "niñez"});
  CHECK(trim(" \t ¿eh? \n") == "¿eh?");
  CHECK(trim("  ").empty());
}

TEST_CASE("trimming any bytes leaves what stands between the first and the last character that is no space") {
  auto plainly = [](std::string_view text) {
    size_t begin = text.size(), end = 0;
    for (size_t i = 0; i < text.size();) {
      const size_t start = i;
      if (is_white_space(next_code_point(text, i))) continue;
      begin = std::min(begin, start);
      end = i;
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
  };
  Random random(1);
  constexpr std::string_view kBytes = " \t\n\xC2\xA0\xE2\x80\x83\xF0\xED\x85xñ";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (uint64_t i = random.below(9); i > 0; --i) text += kBytes[random.below(kBytes.size())];
    REQUIRE(trim(text) == plainly(text));
  }
}

TEST_CASE("lines end at line feeds, and a final one begins no other") {
  using Lines = std::vector<std::string_view>;
  CHECK(split_lines("").empty());
  CHECK(split_lines("a\n\nb\r\n") == Lines{"a", "", "b\r"});
  CHECK(split_lines("\n") == Lines{""});
  CHECK(split_lines("a\nb") == Lines{"a", "b"});
}

TEST_CASE("JSON errors say where") {
  try {
    parse_json("{\n  \"a\": 1,\n  \"b\" 2\n}", "datos.json");
    FAIL("accepted");
  } catch (const Error& e) {
    CHECK(e.code() == "base.json_syntax");
    CHECK(e.message(Lang::en) == "datos.json, line 3, column 7: not valid JSON.");
  }
  CHECK_THROWS_AS(parse_json(std::string(100000, '['), "x"), Error);
  CHECK(parse_json("\xEF\xBB\xBF{}", "bom").empty());
}

TEST_CASE("JSONTestSuite: y_ is accepted, n_ refused, i_ never crashes") {
  auto folder = testing::conformance("files/JSONTestSuite");
  if (folder.empty()) return;
  size_t cases = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::string name = file.path().filename().string();
    if (!name.ends_with(".json")) continue;
    CAPTURE(name);
    bool accepted = true;
    try {
      dump_json(parse_json(testing::slurp(file.path()), name));
    } catch (const Error&) {
      accepted = false;
    }
    if (name.starts_with("y_")) CHECK(accepted);
    if (name.starts_with("n_")) CHECK_FALSE(accepted);
    ++cases;
  }
  testing::ran("files/JSONTestSuite", cases);
  CHECK(cases > 0);
}

TEST_CASE("the nearest name is what a person probably meant") {
  CHECK(edit_distance("año", "ano") == 1);  // code points, not bytes
  CHECK(edit_distance("", "tres") == 4);
  const std::vector<std::string> names{"epochs", "batch-size", "rank"};
  CHECK(nearest("epoch", names) == 0);
  CHECK(nearest("bach_size", names) == 1);
  CHECK(nearest("rank", names) == 2);
  CHECK(nearest("rank", {}) == 0);
}

TEST_CASE("whole numbers of a file are taken whole or not at all") {
  auto read = [](const char* value) {
    const Json json = parse_json(std::string("{\"n\": ") + value + "}", "f.json");
    return json_get(json, "n", int64_t{-7}, "f.json");
  };
  auto code = [&](const char* value) { return testing::error_code([&] { read(value); }); };
  CHECK(read("5") == 5);
  CHECK(read("null") == -7);
  CHECK(read("1e3") == 1000);
  CHECK(read("9223372036854775807") == INT64_MAX);
  CHECK(read("-9223372036854775808") == INT64_MIN);
  for (const char* large : {"9223372036854775808", "18446744073709551615", "1e16", "1e30", "-1e30", "1e308"}) {
    CAPTURE(large);
    CHECK(code(large) == "base.json_range");
  }
  for (const char* other : {"1.5", "true", "\"5\"", "[5]", "{}"}) {
    CAPTURE(other);
    CHECK(code(other) == "base.json_type");
  }
  const Json small = parse_json(R"({"n": 2147483648})", "f.json");
  CHECK(testing::error_code([&] { json_get(small, "n", 0, "f.json"); }) == "base.json_range");
  CHECK(testing::error_code([] { json_get(parse_json(R"({"n": true})", "f.json"), "n", 0.5, "f.json"); }) ==
        "base.json_type");
}

TEST_CASE("a long or broken text in one line") {
  CHECK(one_line("  La casa\n\testá   aquí. ", 90) == "La casa está aquí.");
  CHECK(one_line("La casa está aquí.", 7) == "La casa…");
  CHECK(one_line("La casa está", 8) == "La casa…");
  CHECK(one_line(" \n ", 5).empty());
  CHECK(shortened("añ\xFFos", 3) == "añ\uFFFD…");
  CHECK(shortened("años", 4) == "años");
}

TEST_CASE("a megabyte of marks is put in order in no time, and as Unicode says") {
  std::string marks = "a";
  for (int i = 0; i < 200'000; ++i) marks += "\u0301\u0323";  // classes 230 and 220
  auto begin = std::chrono::steady_clock::now();
  std::string made = normalize(marks, NormalForm::nfd);
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < 5);
  std::u32string expected = U"a" + std::u32string(200'000, U'\u0323') + std::u32string(200'000, U'\u0301');
  CHECK(made == to_utf8(expected));
  CHECK(normalize(marks, NormalForm::nfc).starts_with("\u1EA1"));
}
