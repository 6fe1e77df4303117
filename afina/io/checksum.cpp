#include "afina/io/checksum.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "afina/base/error.h"
#include "afina/io/mapped_file.h"

namespace afina {

Checksum::Checksum() : state_(XXH3_createState()) { XXH3_128bits_reset(state_.get()); }

void Checksum::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

void Checksum::add(std::span<const std::byte> bytes) {
  if (!bytes.empty()) XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

void Checksum::add(std::string_view text) { add(std::as_bytes(std::span(text.data(), text.size()))); }

std::string Checksum::digits() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string checksum_of(std::string_view bytes) {
  Checksum sum;
  sum.add(bytes);
  return sum.digits();
}

std::string checksum_of_file(const std::filesystem::path& path, const CancelToken* cancel) {
  constexpr size_t kPiece = size_t{1} << 26;  // a fraction of a second even from a slow disk
  const auto file = MappedFile::open(path);
  std::span<const std::byte> rest = file->bytes();
  Checksum sum;
  while (!rest.empty()) {
    if (cancel && cancel->cancelled()) fail("base.cancelled");
    const auto piece = rest.first(std::min(kPiece, rest.size()));
    sum.add(piece);
    rest = rest.subspan(piece.size());
  }
  return sum.digits();
}

}  // namespace afina
