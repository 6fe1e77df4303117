// What one person answers and does in the course, in a SQLite file of their own that nobody else may read (mode
// 0600). Nothing is recorded, and no file is made, before they agree; nothing is ever sent.
//
// The file: table `learner` (one row: code, consent_at, consented, generated), `answers` (notebook, instrument,
// item, value, first_at, at), `events` (id, notebook, place, kind, detail, at); user_version 1.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "afina/survey/learner.h"

namespace afina::survey {

class Database;

// $AFINA_HOME/course.sqlite, else $XDG_DATA_HOME/afina/course.sqlite, else ~/.local/share/afina/course.sqlite.
std::filesystem::path default_store_path();

class Store {
 public:
  // Opens the file where there is one. Errors: survey.corrupt (path; the file is left as it is), survey.newer_file
  // (path), io.cannot_read.
  explicit Store(std::filesystem::path path = default_store_path());
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  const std::filesystem::path& path() const noexcept { return path_; }
  // Whether the person agreed to keep answers here.
  bool consented() const;
  // Agrees, and makes the file. `code` is the one a person got before on another machine (Colab's disk is erased);
  // empty makes a new one where there is none. Errors: survey.bad_code, io.cannot_write, io.disk_full.
  void give_consent(std::string_view code = {});
  // Stops recording and keeps what there is; erase() removes it.
  void withdraw_consent();
  // Empty where nobody agreed yet.
  std::string learner_code() const;

  // A second answer to an item replaces the first; the time of the first is kept. What belongs to the whole course
  // is kept without its notebook. Errors: survey.no_consent, survey.unknown_item, survey.bad_value,
  // survey.text_too_long, survey.busy, io.disk_full, io.cannot_write; after any of them the file is as before. Text
  // that is not UTF-8 is made so.
  void record(const Answer& answer);
  void record(const Event& event);

  // Everything, answers by notebook, instrument and item, events in the order they happened. Throws
  // survey.no_consent where there is nothing and nobody agreed.
  Learner read() const;
  // Overwrites what was kept and removes the file. Nothing happens where there is none.
  void erase();

 private:
  Database& writable();

  std::filesystem::path path_;
  std::unique_ptr<Database> database_;  // null where there is no file yet
};

}  // namespace afina::survey
