// Byte positions of a text as code point positions. Positions asked for mostly go forward in small steps, so a
// cursor that counts from the last one beats a table.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace afina::tokenizer {

class OffsetCursor {
 public:
  explicit OffsetCursor(std::string_view text)
      : text_(text),
        ascii_(std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {}

  // `byte` is a character boundary, at most text.size().
  int32_t code_point_at(uint32_t byte) noexcept {
    if (ascii_ || byte == 0) return static_cast<int32_t>(byte);  // what stands for nothing is at 0, wherever it comes
    for (; byte_ < byte; ++byte_) code_point_ += starts_character(byte_);
    for (; byte_ > byte; --byte_) code_point_ -= starts_character(byte_ - 1);
    return code_point_;
  }

 private:
  int32_t starts_character(uint32_t byte) const noexcept {
    return (static_cast<unsigned char>(text_[byte]) & 0xC0) != 0x80;
  }

  std::string_view text_;
  bool ascii_;
  uint32_t byte_ = 0;
  int32_t code_point_ = 0;
};

}  // namespace afina::tokenizer
