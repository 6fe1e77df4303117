#include "afina/survey/store.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "afina/base/test_support.h"
#include "afina/survey/database.h"

using namespace afina;
using namespace afina::survey;
using afina::testing::error_code;
using afina::testing::slurp;

namespace {

struct Folder : testing::TemporaryFolder {
  std::filesystem::path file = path() / "nueva" / "course.sqlite";
};

Answer clarity(std::string value) { return {"01", "feedback", "clarity", std::move(value)}; }

Event event(EventKind kind, std::string detail = "", std::string notebook = "01") {
  return {std::move(notebook), "abrir", kind, std::move(detail), "", 0};
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  ::stat(path.c_str(), &status);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("nothing is kept, and no file made, before consent") {
  Folder folder;
  Store store(folder.file);
  CHECK_FALSE(store.consented());
  CHECK(store.learner_code().empty());
  CHECK(error_code([&] { store.record(clarity("4")); }) == "survey.no_consent");
  CHECK(error_code([&] { store.record(event(EventKind::hint)); }) == "survey.no_consent");
  CHECK(error_code([&] { store.read(); }) == "survey.no_consent");
  CHECK_FALSE(std::filesystem::exists(folder.file.parent_path()));
}

TEST_CASE("answers and events come back, from another opening too, and only the owner can read them") {
  Folder folder;
  Store store(folder.file);
  store.give_consent();
  const std::string code = store.learner_code();
  CHECK(normal_learner_code(code) == code);
  CHECK(mode_of(folder.file) == 0600);
  store.record(clarity("2"));
  store.record(clarity("5"));
  store.record(Answer{"01", "feedback", "stuck", "En la línea «\xFF» ñ"});
  store.record(event(EventKind::section_begin));
  store.record(event(EventKind::error, "data.not_found"));

  Learner learner = Store(folder.file).read();
  CHECK(learner.code == code);
  CHECK_FALSE(learner.generated);
  REQUIRE(learner.answers.size() == 2);
  CHECK(learner.answers[0].value == "5");
  CHECK(learner.answers[0].first_at <= learner.answers[0].at);
  CHECK(learner.answers[1].value == "En la línea «\uFFFD» ñ");
  REQUIRE(learner.events.size() == 2);
  CHECK(learner.events[1].kind == EventKind::error);
  CHECK(learner.events[1].detail == "data.not_found");
  CHECK(learner.events[0].id != learner.events[1].id);
  CHECK(error_code([&] {
          store.record(Answer{"01", "feedback", "stuck", std::string(kLongestText + 1, 'a')});
        }) == "survey.text_too_long");
  CHECK(error_code([&] { store.record(clarity("6")); }) == "survey.bad_value");
  store.record(Answer{"01", "pretest", "a1", "b"});
  store.record(Answer{"02", "pretest", "a1", "c"});
  CHECK(store.read().answers.size() == 3);
}

TEST_CASE("rights that others had are taken away when the store is begun") {
  Folder folder;
  std::filesystem::create_directories(folder.file.parent_path());
  std::ofstream(folder.file).close();
  ::chmod(folder.file.c_str(), 0644);
  Store store(folder.file);
  CHECK_FALSE(store.consented());
  store.give_consent();
  CHECK(mode_of(folder.file) == 0600);
}

TEST_CASE("a code from another machine goes on being the person's, however it is typed") {
  Folder folder;
  Store store(folder.file);
  CHECK(error_code([&] { store.give_consent("KXR4-7TP"); }) == "survey.bad_code");
  CHECK(error_code([&] { store.give_consent("KXR4-7TP1"); }) == "survey.bad_code");
  CHECK_FALSE(std::filesystem::exists(folder.file));
  store.give_consent("kxr4 7tpm");
  CHECK(store.learner_code() == "KXR4-7TPM");
  store.give_consent();
  CHECK(store.learner_code() == "KXR4-7TPM");
}

TEST_CASE("consent can be taken back, and everything erased") {
  Folder folder;
  Store store(folder.file);
  store.give_consent();
  store.record(Answer{"01", "feedback", "stuck", "palabra-secreta"});
  store.withdraw_consent();
  CHECK(error_code([&] { store.record(clarity("3")); }) == "survey.no_consent");
  CHECK(store.read().answers.size() == 1);
  // Another name for the same bytes shows that they were overwritten and not only unlinked.
  const auto other_name = folder.path() / "enlace";
  std::filesystem::create_hard_link(folder.file, other_name);
  CHECK(slurp(other_name).find("palabra-secreta") != std::string::npos);
  store.erase();
  CHECK_FALSE(std::filesystem::exists(folder.file));
  CHECK(slurp(other_name).find("palabra-secreta") == std::string::npos);
  CHECK_FALSE(store.consented());
  store.erase();
  store.give_consent();
  CHECK(store.read().answers.empty());
}

TEST_CASE("no block with an answer in it is given back before it is overwritten") {
  Folder folder;
  auto journal = [&] { return std::filesystem::path(folder.file) += "-journal"; };
  auto number_of = [](const std::filesystem::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
  };
  Store(folder.file).give_consent();
  CHECK(mode_of(folder.file.parent_path()) == 0700);
  const ino_t kept = number_of(journal());
  REQUIRE(kept != 0);
  uintmax_t size = 0;
  for (int i = 0; i < 60; ++i) {
    Store(folder.file).record(Answer{"01", "feedback", "stuck", "palabra-secreta " + std::to_string(i)});
    CHECK(number_of(journal()) == kept);
    CHECK(std::filesystem::file_size(journal()) >= size);
    size = std::filesystem::file_size(journal());
  }
  CHECK(mode_of(journal()) == 0600);
  CHECK(slurp(journal()).find("palabra-secreta") != std::string::npos);
  std::filesystem::create_hard_link(journal(), folder.path() / "diario");
  std::filesystem::create_hard_link(folder.file, folder.path() / "archivo");
  Store(folder.file).erase();
  CHECK(std::filesystem::is_empty(folder.file.parent_path()));
  for (const char* name : {"diario", "archivo"}) {
    const std::string left = slurp(folder.path() / name);
    CHECK(left == std::string(left.size(), '\0'));
  }
  // What a crash left of an erasure is finished by the next one.
  std::ofstream(journal()) << "palabra-secreta";
  Store(folder.file).erase();
  CHECK(std::filesystem::is_empty(folder.file.parent_path()));
}

TEST_CASE("a damaged or foreign file is told and left as it is") {
  Folder folder;
  std::filesystem::create_directories(folder.file.parent_path());
  std::string sound;
  {
    Store store(folder.file);
    store.give_consent();
    for (int i = 0; i < 200; ++i) store.record(event(EventKind::attempt, "respuesta " + std::to_string(i)));
    sound = slurp(folder.file);
  }
  std::string torn = sound;
  std::fill(torn.begin() + 4096, torn.begin() + 8192, 'x');
  for (const std::string& bytes : {std::string("esto no es una base de datos, sino una nota"), torn,
                                   sound.substr(0, sound.size() / 2), sound.substr(0, 300)}) {
    std::ofstream(folder.file, std::ios::binary) << bytes;
    CHECK(error_code([&] { Store store(folder.file); }) == "survey.corrupt");
    CHECK(slurp(folder.file) == bytes);
  }
  std::filesystem::remove(folder.file);
  Database(folder.file, Access::create).run("CREATE TABLE recetas(nombre TEXT)");
  CHECK(error_code([&] { Store store(folder.file); }) == "survey.corrupt");
  std::filesystem::remove(folder.file);
  Database(folder.file, Access::create).run("PRAGMA user_version = 99");
  CHECK(error_code([&] { Store store(folder.file); }) == "survey.newer_file");
}

TEST_CASE("where no file can be made, it is said which and why") {
  testing::TemporaryFolder folder;
  std::ofstream(folder.path() / "archivo").close();
  Store store(folder.path() / "archivo" / "course.sqlite");
  CHECK(error_code([&] { store.give_consent(); }) == "io.cannot_write");
  CHECK_FALSE(store.consented());
  CHECK(error_code([&] { Store directory(folder.path()); }) == "io.not_a_file");
}

TEST_CASE("a full disk refuses the answer and keeps those before it") {
  Folder folder;
  Store store(folder.file);
  store.give_consent();
  store.record(clarity("4"));
  const auto size = std::filesystem::file_size(folder.file);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = size;
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  std::string code;
  for (int i = 0; i < 20 && code.empty(); ++i) {
    code = error_code([&] { store.record(event(EventKind::attempt, std::string(9000, 'a'))); });
  }
  setrlimit(RLIMIT_FSIZE, &before);
  CHECK(code == "io.disk_full");
  CHECK(store.read().answers.front().value == "4");
  store.record(clarity("5"));
  CHECK(Store(folder.file).read().answers.front().value == "5");
}

TEST_CASE("two notebooks write at once and nothing is lost") {
  Folder folder;
  Store(folder.file).give_consent();
  constexpr int kEach = 40;
  auto write = [&](const std::string& notebook) {
    Store store(folder.file);
    for (int i = 0; i < kEach; ++i) store.record(event(EventKind::attempt, "", notebook));
  };
  std::thread first(write, "01"), second(write, "02");
  first.join();
  second.join();
  CHECK(Store(folder.file).read().events.size() == 2 * kEach);
}
