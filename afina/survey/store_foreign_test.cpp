// Stores that were copied from elsewhere, made to do more than hold answers.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "afina/base/test_support.h"
#include "afina/survey/database.h"
#include "afina/survey/store.h"

using namespace afina;
using namespace afina::survey;
using afina::testing::error_code;
using afina::testing::slurp;

namespace {

struct Folder : testing::TemporaryFolder {
  std::filesystem::path file = path() / "nueva" / "course.sqlite";
};

std::string big_endian(uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

// A journal as a crash in the middle of a commit over several files leaves it: it names a super-journal, which SQLite
// removes after rolling back (https://sqlite.org/fileformat2.html, the rollback journal).
std::string journal_naming(const std::filesystem::path& other, uint32_t pages) {
  constexpr uint32_t kPage = 4096, kSector = 512;
  const std::string magic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", name = other.string();
  std::string bytes =
      magic + big_endian(0) + big_endian(0) + big_endian(pages) + big_endian(kSector) + big_endian(kPage);
  bytes.resize(kSector);
  uint32_t sum = 0;
  for (char c : name) sum += static_cast<unsigned char>(c);
  return bytes + big_endian(0x40000000 / kPage + 1) + name + big_endian(static_cast<uint32_t>(name.size())) +
         big_endian(sum) + magic;
}

}  // namespace

TEST_CASE("a file from elsewhere neither runs a program nor touches another file") {
  namespace fs = std::filesystem;
  Folder folder;
  auto beside = [&](const char* ending) { return fs::path(folder.file) += ending; };
  auto refused = [&] { return error_code([&] { Store(folder.file).read(); }); };
  auto begin = [&](const char* sql) {
    fs::remove_all(folder.file.parent_path());
    Store(folder.file).give_consent();
    if (*sql) Database(folder.file, Access::existing).run(sql);
  };
  for (const char* sql : {"CREATE VIEW vista AS SELECT 1", "CREATE TABLE otra(a)", "CREATE INDEX i ON events(at)",
                          "DROP TABLE events", "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM answers; END",
                          "ALTER TABLE events ADD COLUMN mucho TEXT AS (hex(zeroblob(400000)))"}) {
    begin(sql);
    CAPTURE(sql);
    CHECK(refused() == "survey.corrupt");
  }
  begin("UPDATE learner SET code = '../../otra'");
  CHECK(refused() == "survey.corrupt");
  // Anything but a rollback journal beside the file, or a journal that is not an ordinary file.
  const fs::path victim = folder.path() / "examen.docx";
  std::ofstream(victim) << "de quien enseña";
  for (const char* ending : {"-journal", "-wal"}) {
    begin("");
    fs::remove(beside(ending));
    fs::create_symlink(victim, beside(ending));
    CAPTURE(ending);
    CHECK(refused() != "");
    CHECK(slurp(victim) == "de quien enseña");
  }
  begin("");
  const auto pages = static_cast<uint32_t>(fs::file_size(folder.file) / 4096);
  std::ofstream(beside("-journal"), std::ios::binary) << journal_naming(victim, pages);
  CHECK(refused() == "survey.corrupt");
  CHECK(slurp(victim) == "de quien enseña");
  begin("");
  fs::remove(beside("-journal"));
  REQUIRE(::mkfifo(beside("-journal").c_str(), 0600) == 0);
  CHECK(refused() == "survey.corrupt");
  begin("");
  fs::rename(folder.file, folder.path() / "real.sqlite");
  fs::create_symlink(folder.path() / "real.sqlite", folder.file);
  CHECK(refused() == "io.not_a_file");
  CHECK(fs::exists(folder.path() / "real.sqlite"));
}
