// Fingerprints that tell whether a file is still the one a run was made with. Not cryptographic.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "afina/models/causal_lm.h"

namespace afina::workflow {

// XXH64 of a file's bytes, or of the names and bytes of a folder's files in order; 16 hexadecimal digits.
std::string fingerprint(const std::filesystem::path& path);
// XXH64 of bytes, as of a file that holds them.
std::string fingerprint_bytes(std::string_view bytes);
// XXH64 of a model's parameters in their order.
std::string fingerprint(models::CausalLM& model);

}  // namespace afina::workflow
