#include "afina/survey/database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "afina/base/error.h"
#include "afina/io/os_error.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

constexpr int kBusyMilliseconds = 10000;  // what another notebook's write may take on a slow disk
constexpr mode_t kOwnerOnly = 0600;

[[noreturn]] void fail_writing(const fs::path& path, int error_number) {
  if (is_out_of_space(error_number)) fail("io.disk_full", {{"path", path.string()}});
  fail("io.cannot_write", {{"path", path.string()}, {"reason", os_error_reason(error_number)}});
}

[[noreturn]] void fail_from(sqlite3* database, const fs::path& path, int code) {
  const int system = database ? sqlite3_system_errno(database) : 0;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      fail("survey.busy", {{"path", path.string()}});
    case SQLITE_FULL:
      fail("io.disk_full", {{"path", path.string()}});
    case SQLITE_READONLY:
    case SQLITE_PERM:
      fail_writing(path, EACCES);
    case SQLITE_IOERR:
      // A short read is a file that ends too early; everything else is the disk's word.
      if (code == SQLITE_IOERR_SHORT_READ) fail("survey.corrupt", {{"path", path.string()}});
      // Of writes SQLite tells a full disk apart, but not a quota or a file's size limit, for which it keeps no errno.
      if (code == SQLITE_IOERR_WRITE && !system) fail("io.disk_full", {{"path", path.string()}});
      fail_writing(path, system ? system : EIO);
    case SQLITE_CANTOPEN:
      if (system) fail_writing(path, system);
      fail("io.cannot_read", {{"path", path.string()}, {"reason", os_error_reason(EACCES)}});
    default:
      // Not a database, damaged pages, missing tables: whatever it is, it is not a file of ours as it was written.
      fail("survey.corrupt", {{"path", path.string()}});
  }
}

// Created by us before SQLite opens it, so that at no moment others can read it. SQLite's journal takes the file's
// rights.
void create_for_owner(const fs::path& path) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) fail_writing(path, error.value());
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) fail_writing(path, errno);
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  if (known && S_ISREG(status.st_mode) && (status.st_mode & 077) != 0) ::fchmod(descriptor, kOwnerOnly);
  ::close(descriptor);
  if (known && !S_ISREG(status.st_mode)) fail("io.not_a_file", {{"path", path.string()}});
}

}  // namespace

Statement::Statement(sqlite3* database, const fs::path& path, const char* sql) : database_(database), path_(path) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v2(database, sql, -1, &made, nullptr);
  statement_.reset(made);
  if (code != SQLITE_OK) fail_from(database, path, code);
}

Statement& Statement::bind(std::string_view text) {
  sqlite3_bind_text(statement_.get(), next_++, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind(int64_t number) {
  sqlite3_bind_int64(statement_.get(), next_++, number);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail_from(database_, path_, sqlite3_extended_errcode(database_));
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return bytes ? std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))) : "";
}

int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

Database::Database(fs::path path, Access access) : path_(std::move(path)) {
  if (access == Access::create) create_for_owner(path_);
  sqlite3* opened = nullptr;
  // Not read-only even to read: what a crash left half-written has to be rolled back first. SQLite itself falls back
  // to reading where the file may not be written.
  const int code = sqlite3_open_v2(path_.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  database_.reset(opened);
  if (code != SQLITE_OK) fail_from(opened, path_, code);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, kBusyMilliseconds);
}

void Database::run(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_from(database_.get(), path_, code);
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const Error&) {
    // SQLite has already rolled back: it does so by itself where the disk is full.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace afina::survey
