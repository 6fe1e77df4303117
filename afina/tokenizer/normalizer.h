// Normalisers: rewritings of the whole text before it is cut into words. Semantics and alignments follow
// Hugging Face tokenizers 0.23 (normalizers module).
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "afina/tokenizer/piece_text.h"

namespace afina::tokenizer {

class Config;

class Normalizer {
 public:
  virtual ~Normalizer() = default;
  // False where nothing changes; then `out` is to be ignored. `in` is well-formed UTF-8 and so is the result.
  virtual bool normalize(std::string_view in, Rewritten& out) const = 0;
};

// Throws tokenizer.unsupported for unknown types.
std::unique_ptr<Normalizer> make_normalizer(const Config& config);
std::vector<std::string_view> normalizer_types();

// The families behind the registry.
std::unique_ptr<Normalizer> make_sequence_normalizer(const Config& config);
std::unique_ptr<Normalizer> make_prepend(const Config& config);
std::unique_ptr<Normalizer> make_replace_normalizer(const Config& config);
std::unique_ptr<Normalizer> make_strip(const Config& config);
std::unique_ptr<Normalizer> make_byte_level_normalizer(const Config& config);
std::unique_ptr<Normalizer> make_unicode_form(const Config& config);
std::unique_ptr<Normalizer> make_lowercase(const Config& config);
std::unique_ptr<Normalizer> make_strip_accents(const Config& config);

}  // namespace afina::tokenizer
