#include "afina/io/weight_files.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "afina/base/error.h"

namespace afina {

namespace {

// torch.save writes a ZIP archive, and before 1.6 a bare pickle. Bytes 4 to 7 would make a header of more
// than 4 GB of a safetensors file, so the check cannot refuse a valid one.
bool looks_like_pickle(std::string_view start) {
  if (start.size() < 8 || start.substr(4, 4) == std::string_view("\0\0\0\0", 4)) return false;
  bool archive = start.starts_with("PK\x03\x04");
  bool bare = start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
  return archive || bare;
}

}  // namespace

bool has_pickle_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (std::string_view known : {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt"}) {
    if (extension == known) return true;
  }
  return false;
}

void refuse_foreign_weights(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::string_view start(reinterpret_cast<const char*>(bytes.data()), std::min<size_t>(bytes.size(), 64));
  if (start.starts_with("version https://git-lfs")) fail("io.lfs_pointer", {{"path", path.string()}});
  if (has_pickle_extension(path) || looks_like_pickle(start)) fail("io.pickle_refused", {{"path", path.string()}});
}

}  // namespace afina
