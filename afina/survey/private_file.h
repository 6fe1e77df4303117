// Files that other people wrote or that nobody else may read, opened so that nothing but their bytes matters.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace afina::survey {

enum class SymbolicLinks { follow, refuse };

// The bytes of an ordinary file of at most `most` bytes; pipes, devices and folders are refused without waiting for
// them. Errors: io.not_found, io.not_a_file, io.cannot_read, survey.file_too_large (path, megabytes).
std::string read_ordinary_file(const std::filesystem::path& path, size_t most, SymbolicLinks links);

// A whole file, and the folders it needs, for their owner alone: open answers may say more than their writer thought.
// Errors: io.cannot_write, io.not_a_file, io.disk_full.
void write_private_file(const std::filesystem::path& path, std::string_view text);

// Overwrites every byte with zeros and waits until the disk has them; `overwrite_and_remove` then removes the file.
// Nothing happens where there is no ordinary file. Errors: io.cannot_write, io.disk_full.
void overwrite(const std::filesystem::path& file);
void overwrite_and_remove(const std::filesystem::path& file);

// Throws io.disk_full or io.cannot_write.
[[noreturn]] void fail_writing(const std::filesystem::path& path, int error_number);

}  // namespace afina::survey
