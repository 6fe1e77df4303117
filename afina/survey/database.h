// SQLite, as far as the store needs it. The only header of this part that knows the library.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace afina::survey {

class Statement {
 public:
  // Binds in order from 1.
  Statement& bind(std::string_view text);
  Statement& bind(int64_t number);
  bool step();  // whether there is a row
  std::string text(int column) const;
  int64_t number(int column) const;

 private:
  friend class Database;
  Statement(sqlite3* database, const std::filesystem::path& path, const char* sql);
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  sqlite3* database_;
  const std::filesystem::path& path_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
};

enum class Access { existing, create };

// One open file. Errors: survey.corrupt (path), survey.busy (path), io.disk_full, io.cannot_write, io.cannot_read.
class Database {
 public:
  // `create` makes the file, readable by its owner alone, and takes those rights from others on one that exists.
  // `existing` opens one that is there; where it may not be written, it can still be read.
  Database(std::filesystem::path path, Access access);

  void run(const char* sql);
  Statement prepare(const char* sql) { return Statement(database_.get(), path_, sql); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> database_;
};

// Rolled back unless committed. The lock to write is taken at once, so that two programs wait for each other and
// neither fails halfway.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace afina::survey
