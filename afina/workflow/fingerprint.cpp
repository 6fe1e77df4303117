#include "afina/workflow/fingerprint.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "afina/base/stop.h"
#include "afina/io/mapped_file.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

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
  if (fs::file_size(path) == 0) return;
  auto file = MappedFile::open(path);
  hash.add(file->bytes().data(), file->bytes().size());
}

}  // namespace

std::string fingerprint(const fs::path& path) {
  Hash hash;
  if (!fs::is_directory(path)) {
    add_file(hash, path);
    return hash.digits();
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    check_stop();
    std::string name = fs::relative(file, path).generic_string();
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
  for (const models::NamedTensor& p : model.parameters()) {
    auto values = p.tensor->values();
    check_stop();
    hash.add(values.data(), values.size_bytes());
  }
  return hash.digits();
}

}  // namespace afina::workflow
