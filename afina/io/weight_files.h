// Weight files that are not safetensors, recognised so that a person is told what they have.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace afina {

// .bin, .pt, .pth, .pkl, .pickle, .ckpt: pickles, which run any code when they are opened.
bool has_pickle_extension(const std::filesystem::path& path);

// Throws Error io.pickle_refused for a pickle, whatever its name, and io.lfs_pointer for the note that git
// leaves in place of a large file. Anything else is left to the reader.
void refuse_foreign_weights(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace afina
