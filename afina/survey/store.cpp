#include "afina/survey/store.h"

#include <cstdlib>
#include <system_error>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/io/os_error.h"
#include "afina/survey/database.h"
#include "afina/survey/instruments.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kVersion = 1;
// secure_delete: what is replaced or erased is overwritten, not only forgotten.
constexpr const char* kSettings = "PRAGMA secure_delete = ON";
constexpr const char* kTables = R"(
  CREATE TABLE IF NOT EXISTS learner(only INTEGER PRIMARY KEY CHECK(only = 1), code TEXT NOT NULL,
    consent_at INTEGER NOT NULL, consented INTEGER NOT NULL, generated INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS answers(notebook TEXT NOT NULL, instrument TEXT NOT NULL, item TEXT NOT NULL,
    value TEXT NOT NULL, first_at INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(notebook, instrument, item));
  CREATE TABLE IF NOT EXISTS events(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, notebook TEXT NOT NULL,
    place TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL);
  PRAGMA user_version = 1;
)";

fs::path folder_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value ? fs::path(value) : fs::path();
}

// Reads a little of everything, so that a damaged file is told now and not in the middle of the course.
void check_file(Database& database, const fs::path& path) {
  Statement version = database.prepare("PRAGMA user_version");
  version.step();
  if (version.number(0) > kVersion) fail("survey.newer_file", {{"path", path.string()}});
  Statement check = database.prepare("PRAGMA quick_check(1)");
  if (!check.step() || check.text(0) != "ok") fail("survey.corrupt", {{"path", path.string()}});
  // An empty file is one that a full disk kept from being filled: it becomes a store with the next consent. Tables
  // under another version are another program's, and stay untouched.
  if (version.number(0) == 0) {
    if (database.prepare("SELECT 1 FROM sqlite_master").step()) fail("survey.corrupt", {{"path", path.string()}});
  } else {
    database.prepare("SELECT code, consent_at, consented, generated FROM learner").step();
    database.prepare("SELECT notebook, instrument, item, value, first_at, at FROM answers").step();
    database.prepare("SELECT id, notebook, place, kind, detail, at FROM events").step();
  }
}

std::string checked(std::string_view text, const char* what) {
  if (text.size() > kLongestText) {
    fail("survey.text_too_long",
         {{"what", what}, {"bytes", std::to_string(text.size())}, {"limit", std::to_string(kLongestText)}});
  }
  return replace_invalid_utf8(text);
}

bool has_learner(Database& database) {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'learner'").step() &&
         database.prepare("SELECT 1 FROM learner").step();
}

}  // namespace

fs::path default_store_path() {
  constexpr const char* kName = "course.sqlite";
  if (fs::path home = folder_of("AFINA_HOME"); !home.empty()) return home / kName;
  if (fs::path data = folder_of("XDG_DATA_HOME"); !data.empty()) return data / "afina" / kName;
  return folder_of("HOME") / ".local" / "share" / "afina" / kName;
}

Store::Store(fs::path path) : path_(std::move(path)) {
  std::error_code error;
  if (!fs::exists(path_, error)) return;
  if (!fs::is_regular_file(path_, error)) fail("io.not_a_file", {{"path", path_.string()}});
  auto opened = std::make_unique<Database>(path_, Access::existing);
  check_file(*opened, path_);
  opened->run(kSettings);
  database_ = std::move(opened);
}

Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

bool Store::consented() const {
  if (!database_ || !has_learner(*database_)) return false;
  Statement query = database_->prepare("SELECT consented FROM learner");
  return query.step() && query.number(0) != 0;
}

std::string Store::learner_code() const {
  if (!database_ || !has_learner(*database_)) return "";
  Statement query = database_->prepare("SELECT code FROM learner");
  return query.step() ? query.text(0) : "";
}

Database& Store::writable() {
  if (!consented()) fail("survey.no_consent");
  return *database_;
}

void Store::give_consent(std::string_view code) {
  const std::string wanted = code.empty() ? "" : normal_learner_code(code);
  auto opened = std::make_unique<Database>(path_, Access::create);
  opened->run(kSettings);
  Transaction transaction(*opened);
  opened->run(kTables);
  opened
      ->prepare(
          "INSERT INTO learner(only, code, consent_at, consented) VALUES(1, ?, ?, 1) "
          "ON CONFLICT(only) DO UPDATE SET consented = 1")
      .bind(wanted.empty() ? new_learner_code() : wanted)
      .bind(utc_seconds())
      .step();
  if (!wanted.empty()) opened->prepare("UPDATE learner SET code = ?").bind(wanted).step();
  transaction.commit();
  database_ = std::move(opened);
}

void Store::withdraw_consent() {
  if (consented()) database_->run("UPDATE learner SET consented = 0");
}

void Store::record(const Answer& answer) {
  check_answer(answer);
  // Answered from two notebooks, it is still one answer.
  const std::string notebook = of_whole_course(answer.instrument) ? "" : answer.notebook;
  const int64_t now = utc_seconds();
  Transaction transaction(writable());
  database_
      ->prepare(
          "INSERT INTO answers(notebook, instrument, item, value, first_at, at) VALUES(?, ?, ?, ?, ?, ?) "
          "ON CONFLICT(notebook, instrument, item) DO UPDATE SET value = excluded.value, at = excluded.at")
      .bind(checked(notebook, "notebook"))
      .bind(checked(answer.instrument, "instrument"))
      .bind(checked(answer.item, "item"))
      .bind(checked(answer.value, "value"))
      .bind(now)
      .bind(now)
      .step();
  transaction.commit();
}

void Store::record(const Event& event) {
  Transaction transaction(writable());
  database_->prepare("INSERT INTO events(id, notebook, place, kind, detail, at) VALUES(?, ?, ?, ?, ?, ?)")
      .bind(new_event_id())
      .bind(checked(event.notebook, "notebook"))
      .bind(checked(event.place, "place"))
      .bind(to_string(event.kind))
      .bind(checked(event.detail, "detail"))
      .bind(utc_seconds())
      .step();
  transaction.commit();
}

Learner Store::read() const {
  if (!database_ || !has_learner(*database_)) fail("survey.no_consent");
  Learner learner;
  Statement who = database_->prepare("SELECT code, consent_at, generated FROM learner");
  who.step();
  learner.code = who.text(0);
  learner.consent_at = who.number(1);
  learner.generated = who.number(2) != 0;
  Statement answers = database_->prepare(
      "SELECT notebook, instrument, item, value, first_at, at FROM answers ORDER BY notebook, instrument, item");
  while (answers.step()) {
    learner.answers.push_back(
        {answers.text(0), answers.text(1), answers.text(2), answers.text(3), answers.number(4), answers.number(5)});
  }
  Statement events = database_->prepare("SELECT notebook, place, kind, detail, id, at FROM events ORDER BY sequence");
  while (events.step()) {
    const auto kind = event_kind(events.text(2));
    if (!kind) continue;  // a kind that a later version brought
    learner.events.push_back({events.text(0), events.text(1), *kind, events.text(3), events.text(4), events.number(5)});
  }
  return learner;
}

void Store::erase() {
  if (!database_) return;
  {
    Transaction transaction(*database_);
    database_->run(
        "DROP TABLE IF EXISTS learner; DROP TABLE IF EXISTS answers; DROP TABLE IF EXISTS events; "
        "PRAGMA user_version = 0");
    transaction.commit();
  }
  database_->run("VACUUM");
  database_.reset();
  std::error_code error;
  fs::remove(path_, error);
  if (error) fail("io.cannot_write", {{"path", path_.string()}, {"reason", os_error_reason(error.value())}});
}

}  // namespace afina::survey
