#include "afina/survey/database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include "afina/base/error.h"
#include "afina/io/atomic_file.h"
#include "afina/io/os_error.h"
#include "afina/survey/private_file.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

constexpr int kBusyMilliseconds = 10000;  // what another notebook's write may take on a slow disk
constexpr mode_t kOwnerOnly = 0600;

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
  make_private_folders(path.parent_path());
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (descriptor < 0 && errno == ELOOP) fail("io.not_a_file", {{"path", path.string()}});
  if (descriptor < 0) fail_writing(path, errno);
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  if (known && S_ISREG(status.st_mode) && (status.st_mode & 077) != 0) ::fchmod(descriptor, kOwnerOnly);
  ::close(descriptor);
  if (known && !S_ISREG(status.st_mode)) fail("io.not_a_file", {{"path", path.string()}});
}

// ---- what SQLite may touch: the file and its rollback journal ------------------------------------------------
// A journal may name a «super-journal», which SQLite removes after rolling back, wherever it is; a `-wal` beside the
// file is played into it. Ours has neither, so whoever put one there did not mean well.

sqlite3_vfs* system_files() { return sqlite3_vfs_find(nullptr); }

// What a rollback cuts off the end of the file are pages with answers, given back to the file system.
const sqlite3_io_methods* system_methods = nullptr;

int cut_overwritten(sqlite3_file* file, sqlite3_int64 size) {
  static constexpr std::array<char, 1 << 16> kZeros{};
  sqlite3_int64 end = 0;
  int code = system_methods->xFileSize(file, &end);
  const bool anything = end > size;
  for (sqlite3_int64 at = size; code == SQLITE_OK && at < end; at += kZeros.size()) {
    const auto length = std::min<sqlite3_int64>(kZeros.size(), end - at);
    code = system_methods->xWrite(file, kZeros.data(), static_cast<int>(length), at);
  }
  if (code == SQLITE_OK && anything) code = system_methods->xSync(file, SQLITE_SYNC_NORMAL);
  return code == SQLITE_OK ? system_methods->xTruncate(file, size) : code;
}

void cut_only_overwritten(sqlite3_file* file) {
  static const sqlite3_io_methods own = [file] {
    system_methods = file->pMethods;
    sqlite3_io_methods made = *system_methods;
    made.xTruncate = cut_overwritten;
    return made;
  }();
  if (file->pMethods == system_methods) file->pMethods = &own;
}

int open_own(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (!name || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL))) return SQLITE_CORRUPT;
  struct stat status {};
  if (::lstat(name, &status) == 0 && !S_ISREG(status.st_mode)) return SQLITE_CORRUPT;
  const int code = system_files()->xOpen(system_files(), name, file, flags, out_flags);
  if (code == SQLITE_OK) cut_only_overwritten(file);
  return code;
}

// Where a journal goes, the answers in it are overwritten first.
int remove_own(sqlite3_vfs*, const char* name, int synchronously) {
  if (!std::string_view(name).ends_with("-journal")) return SQLITE_CORRUPT;
  try {
    overwrite(name);
  } catch (const Error&) {
    return SQLITE_IOERR_DELETE;
  }
  return system_files()->xDelete(system_files(), name, synchronously);
}

// Told before SQLite begins to roll back, so that nothing has changed: the name stands at the journal's end, before the
// same eight bytes that begin it.
bool names_another_file(const fs::path& journal) {
  constexpr std::string_view kMagic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(journal, error))) return false;
  std::ifstream file(journal, std::ios::binary);
  std::array<char, 8> end{};
  file.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
  file.read(end.data(), end.size());
  return file && std::string_view(end.data(), end.size()) == kMagic;
}

constexpr const char* kOwnFiles = "afina-own-files";

void register_own_files() {
  static sqlite3_vfs own = [] {
    sqlite3_vfs made = *system_files();
    made.zName = kOwnFiles;
    made.pNext = nullptr;
    made.xOpen = open_own;
    made.xDelete = remove_own;
    return made;
  }();
  static const int registered = sqlite3_vfs_register(&own, 0);
  (void)registered;
}

// Nothing of ours needs more; a file made elsewhere must not either.
void limit(sqlite3* database) {
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 20);
  sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, 1 << 16);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

// secure_delete: what is replaced or erased is overwritten, not only forgotten. A journal that stays (PERSIST) frees
// no blocks with answers in them, and can be overwritten in the end. No temporary files on the disk.
constexpr const char* kSettings =
    "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; "
    "PRAGMA journal_mode = PERSIST";

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
  if (names_another_file(fs::path(path_) += "-journal")) fail("survey.corrupt", {{"path", path_.string()}});
  sqlite3* opened = nullptr;
  // Not read-only even to read: what a crash left half-written has to be rolled back first. SQLite itself falls back
  // to reading where the file may not be written.
  register_own_files();
  const int code = sqlite3_open_v2(path_.c_str(), &opened, SQLITE_OPEN_READWRITE, kOwnFiles);
  database_.reset(opened);
  if (code != SQLITE_OK) fail_from(opened, path_, code);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, kBusyMilliseconds);
  limit(opened);
  run(kSettings);
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
