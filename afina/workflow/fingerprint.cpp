#include "afina/workflow/fingerprint.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/io/mapped_file.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostFiles = 100'000;  // more is no person's data: the whole disk, say

class Hash {
 public:
  Hash() : state_(XXH64_createState()) { XXH64_reset(state_.get(), 0); }
  void add(const void* bytes, size_t size) { XXH64_update(state_.get(), bytes, size); }
  std::string digits() const { return fmt::format("{:016x}", XXH64_digest(state_.get())); }

 private:
  struct Free {
    void operator()(XXH64_state_t* s) const { XXH64_freeState(s); }
  };
  std::unique_ptr<XXH64_state_t, Free> state_;
};

void add_file(Hash& hash, const fs::path& path) {
  auto file = MappedFile::open(path);
  if (!file->bytes().empty()) hash.add(file->bytes().data(), file->bytes().size());
}

}  // namespace

std::string fingerprint(const fs::path& path) {
  Hash hash;
  std::error_code unknown;  // then opening says why
  if (!fs::is_directory(path, unknown)) {
    add_file(hash, path);
    return hash.digits();
  }
  std::vector<fs::path> files = files_below(path);
  std::erase_if(files, [&](const fs::path& file) { return !fs::is_regular_file(file, unknown); });
  if (files.size() > kMostFiles) fail("workflow.too_many_files", {{"path", path.string()}});
  for (const fs::path& file : files) {
    check_stop();
    std::string name = file.lexically_relative(path).generic_string();
    hash.add(name.data(), name.size());
    add_file(hash, file);
  }
  return hash.digits();
}

std::string fingerprint_bytes(std::string_view bytes) {
  Hash hash;
  hash.add(bytes.data(), bytes.size());
  return hash.digits();
}

std::string fingerprint(models::CausalLM& model) {
  Hash hash;
  for (const models::Parameter& p : model.parameters()) {
    auto bytes = p.weight->bytes();
    check_stop();
    hash.add(bytes.data(), bytes.size());
  }
  return hash.digits();
}

}  // namespace afina::workflow
