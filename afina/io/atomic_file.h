// Files appear whole or not at all (DESIGN decision 14): written under a temporary name in the same folder,
// flushed to disk, renamed. A failure (full disk, no permission) removes the temporary file and throws. New files and
// folders are their owner's alone (0600, 0700).
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace afina {

// What is done with a link in a file's place. In folders of ours it is replaced, or whoever put it there would have
// another file overwritten. A file that a person names may be a link of theirs, and is followed as a shell would.
enum class Links { replace, follow };

class AtomicFile {
 public:
  // Creates the parent folders. An existing file keeps its permissions. Throws Error io.cannot_write (path, reason),
  // io.not_a_file (devices, pipes) or io.disk_full.
  explicit AtomicFile(std::filesystem::path target, Links links = Links::replace);
  ~AtomicFile();  // without commit(): the temporary file is removed
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);  // throws Error io.disk_full or io.cannot_write
  void write(std::string_view text);
  void commit();

 private:
  void discard() noexcept;  // closes and removes the temporary file

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

void write_file_atomically(const std::filesystem::path& path, std::string_view content, Links links = Links::replace);

// The folder and those above it that are missing. Throws Error io.cannot_write.
void make_private_folders(const std::filesystem::path& folder);
// Removes what killed writers left in a folder: temporary files of this machine's dead processes, or, where nobody else
// can be writing there, all of them.
enum class Leftovers { of_the_dead, all };
void remove_leftovers(const std::filesystem::path& folder, Leftovers which);
// Whether a name is that of a temporary file.
bool is_leftover_name(std::string_view name);

}  // namespace afina
