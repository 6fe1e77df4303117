// Tells whether bytes are still what they were: XXH3 of 128 bits, as `xxh128sum FILE` prints it. It runs at the speed
// of memory, so a file is checked each time it is opened and nothing has to be remembered about it. Against chance and
// mistakes, not against an enemy who can write both file and checksum.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "afina/base/observer.h"

struct XXH3_state_s;

namespace afina {

class Checksum {
 public:
  Checksum();
  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  std::string digits() const;  // 32 hexadecimal digits

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

std::string checksum_of(std::string_view bytes);
// Of a file's bytes. Errors: those of MappedFile; base.cancelled.
std::string checksum_of_file(const std::filesystem::path& path, const CancelToken* cancel = nullptr);

}  // namespace afina
