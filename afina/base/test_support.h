// Shared by unit tests only: where the conformance data and golden files are, and temporary folders.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "afina/base/error.h"
#include "afina/base/memory.h"

namespace afina::testing {

// The folder `name` of the conformance data, or an empty path where it is not present; then one line
// "SKIPPED conformance: NAME" is printed, which the test front end counts.
inline std::filesystem::path conformance(const std::string& name) {
  const char* set = std::getenv("AFINA_CONFORMANCE");
  std::filesystem::path root =
      set ? std::filesystem::path(set) : std::filesystem::path(AFINA_SOURCE_DIR) / ".." / "shared" / "conformance";
  if (std::filesystem::exists(root / name)) return root / name;
  std::cout << "SKIPPED conformance: " << name << std::endl;
  return {};
}

// A file or folder of the real models (AFINA_MODELS, else ~/.cache/afina-models), or an empty path where it is not
// present; then one line "SKIPPED models: NAME" is printed.
inline std::filesystem::path real_model(const std::string& name) {
  const char* set = std::getenv("AFINA_MODELS");
  const char* home = std::getenv("HOME");
  const std::filesystem::path root =
      set ? std::filesystem::path(set) : std::filesystem::path(home ? home : "") / ".cache" / "afina-models";
  if (std::filesystem::exists(root / name)) return root / name;
  std::cout << "SKIPPED models: " << name << std::endl;
  return {};
}

// Reports how many cases of a conformance set ran, for the count that `make test` prints.
inline void ran(const std::string& name, size_t cases) {
  std::cout << "RAN conformance: " << name << " " << cases << std::endl;
}

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

// What gzip has packed; "" where the program or the file is not there.
inline std::string gunzip(const std::filesystem::path& path) {
  FILE* pipe = popen(("gzip -dc '" + path.string() + "'").c_str(), "r");
  if (!pipe) return "";
  std::string all;
  char buffer[1 << 16];
  for (size_t got; (got = fread(buffer, 1, sizeof(buffer), pipe)) > 0;) all.append(buffer, got);
  return pclose(pipe) == 0 ? all : "";
}

inline std::filesystem::path golden(const std::string& name) {
  return std::filesystem::path(AFINA_SOURCE_DIR) / "tests" / "golden" / name;
}

// The code of the Error that `body` throws, "" where it throws none.
template <class Body>
std::string error_code(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

// A fresh folder, removed at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "afina-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Gives cached blocks back to the system, so that what is measured next begins from none.
inline void empty_memory_cache() {
  limit_memory_cache(0);
  limit_memory_cache(~uint64_t{0});
}

}  // namespace afina::testing
