#include "afina/io/checksum.h"

#include <doctest/doctest.h>

#include "afina/base/test_support.h"
#include "afina/io/atomic_file.h"

using namespace afina;

TEST_CASE("a checksum is what xxh128sum prints, and every bit counts") {
  CHECK(checksum_of("") == "99aa06d3014798d86001c324468d497f");
  testing::TemporaryFolder folder;
  std::string bytes(100'000, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i / 7);
  write_file_atomically(folder.path() / "f", bytes);
  const std::string whole = checksum_of_file(folder.path() / "f");
  CHECK(whole == checksum_of(bytes));
  Checksum pieces;
  pieces.add(std::string_view(bytes).substr(0, 777));
  pieces.add(std::string_view(bytes).substr(777));
  CHECK(pieces.digits() == whole);
  for (size_t i : {size_t{0}, size_t{50'000}, bytes.size() - 1}) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    CHECK(checksum_of(flipped) != whole);
  }
  CancelToken cancel;
  cancel.cancel();
  CHECK(testing::error_code([&] { checksum_of_file(folder.path() / "f", &cancel); }) == "base.cancelled");
}
