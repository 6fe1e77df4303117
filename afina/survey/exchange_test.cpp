#include "afina/survey/exchange.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "afina/base/test_support.h"
#include "afina/survey/hand_in_reader.h"

using namespace afina;
using namespace afina::survey;
using afina::testing::error_code;
using afina::testing::slurp;

namespace {

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

Learner learner(std::string code, std::vector<Answer> answers, std::vector<Event> events = {}) {
  return {std::move(code), 100, false, std::move(answers), std::move(events)};
}

const std::string kHead = R"({"format": "afina-course", "schema": 1, "learners": [)";
const std::string kPerson = kHead + R"({"code": "BBBBBBBB", "consent_at": 1, "answers": [], "events": []})";

}  // namespace

TEST_CASE("a hand-in file gives back what was recorded, and names nobody") {
  testing::TemporaryFolder folder;
  Store store(folder.path() / "course.sqlite");
  CHECK(error_code([&] { export_file(store, folder.path() / "x.json"); }) == "survey.no_consent");
  store.give_consent();
  store.record(Answer{"01", "feedback", "stuck", "En «tokens», <b>\"comillas\"</b>\n"});
  store.record(Event{"01", "abrir", EventKind::error, "data.not_found", "", 0});
  const auto out = export_file(store, folder.path() / "entrega.json");
  const Learner expected = store.read(), read = read_learners(out).at(0);
  CHECK(read.code == expected.code);
  CHECK(read.consent_at == expected.consent_at);
  REQUIRE(read.answers.size() == 1);
  CHECK(read.answers[0].value == expected.answers[0].value);
  CHECK(read.answers[0].at == expected.answers[0].at);
  REQUIRE(read.events.size() == 1);
  CHECK(read.events[0].id == expected.events[0].id);
  CHECK(read.events[0].detail == "data.not_found");
  CHECK(error_code([&] { read_learners(store.path()); }) == "survey.store_handed_in");
  CHECK((std::filesystem::status(out).permissions() & std::filesystem::perms::others_read) ==
        std::filesystem::perms::none);
}

TEST_CASE("the newest answer wins, sessions complete each other, and repetition is said") {
  testing::TemporaryFolder folder;
  const Event hint{"01", "abrir", EventKind::hint, "", "e1", 110};
  const Event later{"02", "abrir", EventKind::hint, "", "e2", 210};
  write_learners(
      {learner("BBBB-BBBB", {{"01", "feedback", "ease", "4", 120, 300}, {"", "pretest", "a1", "b", 1, 1}}, {hint})},
      folder.path() / "a.json");
  write_learners({learner("BBBB-BBBB", {{"01", "feedback", "ease", "2", 110, 200}, {"", "posttest", "b1", "c", 9, 9}},
                          {later, hint}),
                  learner("CCCC-CCCC", {})},
                 folder.path() / "b.json");
  write(folder.path() / "notas.txt", "no se mira");
  for (const auto& sources :
       {std::vector{folder.path()}, std::vector{folder.path() / "b.json", folder.path() / "a.json"}}) {
    const Merged merged = merge(sources);
    CHECK(merged.files == 2);
    CHECK(merged.skipped.empty());
    REQUIRE(merged.repeated.size() == 1);
    CHECK(merged.repeated[0].code == "BBBB-BBBB");
    CHECK(merged.repeated[0].files.size() == 2);
    REQUIRE(merged.learners.size() == 2);
    const Learner& both = merged.learners[0];
    REQUIRE(both.answers.size() == 3);
    CHECK(both.answers[2].value == "4");
    CHECK(both.answers[2].first_at == 110);
    REQUIRE(both.events.size() == 2);
    CHECK(both.events[0].id == "e1");
  }
  // Merging what was merged changes nothing.
  write_learners(merge({folder.path()}).learners, folder.path() / "clase.json");
  const std::string once = slurp(folder.path() / "clase.json");
  write_learners(merge({folder.path()}).learners, folder.path() / "clase.json");
  CHECK(slurp(folder.path() / "clase.json") == once);
}

TEST_CASE("a broken file is named and skipped, the others go on") {
  testing::TemporaryFolder folder;
  const std::pair<const char*, std::string> broken[] = {
      {"base.json_syntax", kHead + R"({"code": "BBBB-BB)"},
      {"survey.not_a_course_file", "[1, 2]"},
      {"survey.not_a_course_file", R"({"learners": []})"},
      {"survey.not_a_course_file", R"({"format": 3})"},
      {"survey.newer_file", R"({"format": "afina-course", "schema": 2, "learners": []})"},
      {"survey.bad_field", R"({"format": "afina-course", "schema": "1", "learners": []})"},
      {"survey.bad_field", R"({"format": "afina-course", "schema": 1, "learners": {}})"},
      {"survey.bad_field", kHead + "7]}"},
      {"survey.bad_code", kHead + R"({"code": "Ana López", "consent_at": 1, "answers": [], "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "consent_at": -1, "answers": [], "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "consent_at": 1, "answers": [{}], "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "consent_at": 1, "answers": [], "events": [
           {"id": "1", "notebook": "1", "place": "", "kind": "dance", "detail": "", "at": 1}]}]})"},
      {"survey.store_handed_in", std::string("SQLite format 3\0 y nada más", 28)},
      {"survey.bad_field", R"({"format": "afina-course", "schema": 0, "learners": []})"},
      {"survey.bad_field", R"({"format": "afina-course", "learners": []})"},
      {"survey.newer_file", R"({"format": "afina-course", "learners": [7], "schema": 12})"},
      {"survey.unknown_field", R"({"format": "afina-course", "schema": 1, "learners": [], "name": "Ana"})"},
      {"survey.unknown_field", kHead + R"({"code": "BBBBBBBB", "email": {"a": [1, {"b": 2}]}}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "code": "CCCCCCCC"}]})"},
      {"survey.bad_field", R"({"format": "afina-course", "format": "afina-course", "schema": 1, "learners": []})"},
      {"survey.bad_field", kPerson + R"(, {"code": "BBBB BBBB", "consent_at": 1, "answers": [], "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "consent_at": 1.5, "answers": [], "events": []}]})"},
      {"survey.bad_field",
       kHead + R"({"code": "BBBBBBBB", "consent_at": 253402300799, "answers": [], "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "consent_at": 18446744073709551616, "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "consent_at": 1, "answers": [[]], "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": "BBBBBBBB", "consent_at": 1, "events": []}]})"},
      {"survey.bad_field", kHead + R"({"code": ")" + std::string(kLongestName + 1, 'B') + R"("}]})"},
      {"base.json_syntax", kPerson + "]}" + std::string("\0 {}", 4)},
      {"base.json_syntax", kPerson + "]} {}"},
      {"base.json_syntax", kHead + R"({"consent_at": 1e400}]})"},
      {"base.json_syntax", kHead + R"({"consent_at": NaN}]})"},
      {"base.json_syntax", kHead + R"({"code": "\ud800"}]})"},
      {"base.json_syntax", kHead + "{\"code\": \"\xC3\x28\"}]}"},
  };
  int number = 0;
  for (const auto& [code, bytes] : broken) {
    const auto path = folder.path() / ("roto" + std::to_string(number++) + ".json");
    write(path, bytes);
    CAPTURE(bytes);
    CHECK(error_code([&] { read_learners(path); }) == code);
  }
  CHECK(error_code([&] { merge({folder.path()}); }) == "survey.all_skipped");
  write_learners({learner("CCCC-CCCC", {})}, folder.path() / "bien.json");
  const Merged merged = merge({folder.path()});
  CHECK(merged.learners.size() == 1);
  CHECK(merged.skipped.size() == std::size(broken));

  CHECK(error_code([&] { merge({folder.path() / "no"}); }) == "io.not_found");
  std::filesystem::create_directory(folder.path() / "vacia");
  CHECK(error_code([&] { merge({folder.path() / "vacia"}); }) == "survey.no_files");
}

TEST_CASE("whatever stands where a hand-in should is named and left alone") {
  namespace fs = std::filesystem;
  testing::TemporaryFolder folder, elsewhere;
  write(folder.path() / "bien.JSON", kPerson + "]}");
  write(folder.path() / "notas.txt", "no se mira");
  write(elsewhere.path() / "otra.json", kPerson + "]}");
  fs::create_directory(folder.path() / "carpeta.json");
  fs::create_symlink(elsewhere.path() / "otra.json", folder.path() / "enlace.json");
  REQUIRE(::mkfifo((folder.path() / "tubo.json").c_str(), 0600) == 0);
  const Merged merged = merge({folder.path()});
  CHECK(merged.files == 1);
  CHECK(merged.ignored == 1);
  REQUIRE(merged.skipped.size() == 3);
  for (const SkippedFile& skipped : merged.skipped) CHECK(skipped.error.code() == "io.not_a_file");
  // Named by the person who reads, a link may be theirs.
  CHECK(merge({folder.path() / "enlace.json"}).files == 1);
}

TEST_CASE("what is too much is refused, in a file and in a class") {
  testing::TemporaryFolder folder;
  const auto path = folder.path() / "mucho.json";
  auto people = [](size_t count, const std::string& events) {
    std::string text = kHead;
    for (size_t i = 0; i < count; ++i) {
      std::string code = "BBBBBBBB";
      for (size_t digits = i, at = 0; digits > 0; digits /= 8, ++at) code[at] = static_cast<char>('2' + digits % 8);
      text +=
          (i ? ",{\"code\":\"" : "{\"code\":\"") + code + R"(","consent_at":1,"answers":[],"events":[)" + events + "]}";
    }
    return text + "]}";
  };
  auto events = [](size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) {
      text += (i ? "," : "") + std::string(R"({"id":")") + std::to_string(i) +
              R"(","notebook":"01","place":"a","kind":"hint","detail":"","at":1})";
    }
    return text;
  };
  write(path, people(kMostLearners + 1, ""));
  CHECK(error_code([&] { read_learners(path); }) == "survey.too_much");
  write(path, people(1, events(kMostEvents + 1)));
  CHECK(error_code([&] { read_learners(path); }) == "survey.too_much");
  write(path, people(kMostRecords / kMostEvents + 1, events(kMostEvents)));
  CHECK(error_code([&] { read_learners(path); }) == "survey.too_much");
  write(path, std::string(kLargestHandIn + 1, ' '));
  CHECK(error_code([&] { read_learners(path); }) == "survey.file_too_large");

  write(path, people(kMostRecords / kMostEvents, events(kMostEvents)));
  CHECK(read_learners(path).size() == kMostRecords / kMostEvents);
  write_learners({learner("ZZZZ-ZZZZ", {}, {{"01", "a", EventKind::hint, "", "x", 1}})}, folder.path() / "uno.json");
  const Merged merged = merge({folder.path()});
  CHECK(merged.files == 1);
  REQUIRE(merged.skipped.size() == 1);
  CHECK(merged.skipped[0].path.filename() == "uno.json");
  CHECK(merged.skipped[0].error.code() == "survey.too_much");
}
