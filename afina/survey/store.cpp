#include "afina/survey/store.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <system_error>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/survey/database.h"
#include "afina/survey/instruments.h"
#include "afina/survey/private_file.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kVersion = 1;
constexpr uintmax_t kLargestStore = 64 << 20;

struct Table {
  const char* name;
  const char* columns;
};
constexpr Table kTables[] = {
    {"learner",
     "(only INTEGER PRIMARY KEY CHECK(only = 1), code TEXT NOT NULL, consent_at INTEGER NOT NULL, consented INTEGER "
     "NOT NULL, generated INTEGER NOT NULL DEFAULT 0)"},
    {"answers",
     "(notebook TEXT NOT NULL, instrument TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, first_at INTEGER NOT "
     "NULL, at INTEGER NOT NULL, PRIMARY KEY(notebook, instrument, item))"},
    {"events",
     "(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, notebook TEXT NOT NULL, place TEXT NOT NULL, kind TEXT "
     "NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL)"},
};

void create_tables(Database& database) {
  for (const Table& table : kTables)
    database.run(("CREATE TABLE IF NOT EXISTS " + std::string(table.name) + table.columns).c_str());
  database.run("PRAGMA user_version = 1");
}

fs::path folder_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value ? fs::path(value) : fs::path();
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
  return text;
}

// Whether the file has our tables and nothing else: views, triggers, computed columns and checks are programs, and
// those of a file made elsewhere are not run.
bool has_our_tables(Database& database) {
  size_t tables = 0;
  Statement objects = database.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_master");
  while (objects.step()) {
    const std::string type = objects.text(0), name = objects.text(1), sql = objects.text(2);
    if (type == "index" && sql.empty()) continue;  // what SQLite itself makes for a key
    const auto* table = std::ranges::find(kTables, name, &Table::name);
    if (type != "table" || table == std::end(kTables)) return false;
    if (without_blanks(sql) != without_blanks("CREATE TABLE " + name + table->columns)) return false;
    ++tables;
  }
  return tables == std::size(kTables);
}

// Tells a damaged or foreign file now and not in the middle of the course.
void check_file(Database& database, const fs::path& path) {
  Statement version = database.prepare("PRAGMA user_version");
  version.step();
  if (version.number(0) > kVersion) fail("survey.newer_file", {{"path", path.string()}});
  // An empty file is one that a full disk kept from being filled: it becomes a store with the next consent. Tables
  // under another version are another program's, and stay untouched.
  const bool empty = !database.prepare("SELECT 1 FROM sqlite_master").step();
  if (version.number(0) == 0 ? !empty : !has_our_tables(database)) fail("survey.corrupt", {{"path", path.string()}});
  Statement check = database.prepare("PRAGMA quick_check(1)");
  if (!check.step() || check.text(0) != "ok") fail("survey.corrupt", {{"path", path.string()}});
}

std::string checked(std::string_view text, const char* what, size_t limit = kLongestName) {
  if (text.size() > limit) {
    fail("survey.text_too_long",
         {{"what", what}, {"bytes", std::to_string(text.size())}, {"limit", std::to_string(limit)}});
  }
  return replace_invalid_utf8(text);
}

bool has_learner(Database& database) {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'learner'").step() &&
         database.prepare("SELECT 1 FROM learner").step();
}

// It names files that people hand in, so it is a code or nothing.
std::string code_in(Database& database, const fs::path& path) {
  Statement query = database.prepare("SELECT code FROM learner");
  if (!query.step()) return "";
  try {
    return normal_learner_code(query.text(0));
  } catch (const Error&) {
    fail("survey.corrupt", {{"path", path.string()}});
  }
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
  const fs::file_status status = fs::symlink_status(path_, error);
  if (!fs::exists(status)) return;
  // A link may lead to what its owner never meant to have rewritten or erased.
  if (!fs::is_regular_file(status)) fail("io.not_a_file", {{"path", path_.string()}});
  if (fs::file_size(path_, error) > kLargestStore) fail("survey.corrupt", {{"path", path_.string()}});
  auto opened = std::make_unique<Database>(path_, Access::existing);
  check_file(*opened, path_);
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
  return code_in(*database_, path_);
}

Database& Store::writable() {
  if (!consented()) fail("survey.no_consent");
  return *database_;
}

void Store::give_consent(std::string_view code) {
  const std::string wanted = code.empty() ? "" : normal_learner_code(code);
  auto opened = std::make_unique<Database>(path_, Access::create);
  Transaction transaction(*opened);
  create_tables(*opened);
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
      .bind(checked(answer.value, "value", kLongestText))
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
      .bind(checked(event.detail, "detail", kLongestText))
      .bind(utc_seconds())
      .step();
  transaction.commit();
}

Learner Store::read() const {
  if (!database_ || !has_learner(*database_)) fail("survey.no_consent");
  Learner learner;
  learner.code = code_in(*database_, path_);
  Statement who = database_->prepare("SELECT consent_at, generated FROM learner");
  who.step();
  learner.consent_at = who.number(0);
  learner.generated = who.number(1) != 0;
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
  if (!database_) *this = Store(path_);  // another notebook may have made it since
  if (database_) {
    // Emptied first: whoever opens the file meanwhile finds nothing in it.
    Transaction transaction(*database_);
    for (const Table& table : kTables) database_->run(("DROP TABLE IF EXISTS " + std::string(table.name)).c_str());
    database_->run("PRAGMA user_version = 0");
    transaction.commit();
  }
  database_.reset();
  // The journal holds the pages as they were before. It goes first: a file that is still there is erased again.
  overwrite_and_remove(fs::path(path_) += "-journal");
  overwrite_and_remove(path_);
}

}  // namespace afina::survey
