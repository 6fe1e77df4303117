// Standard input that Ctrl-C reaches: the thread that reads takes no signal, so it looks up from waiting.
#pragma once

#include <array>
#include <istream>
#include <streambuf>

namespace afina::cli {

// Ends where the input ends; a read that is waited for throws base.cancelled out of the stream when the command is
// asked to stop.
class StandardInput : public std::istream {
 public:
  StandardInput();

 private:
  class Buffer : public std::streambuf {
   protected:
    int_type underflow() override;

   private:
    std::array<char, 1 << 16> bytes_;
  };
  Buffer buffer_;
};

}  // namespace afina::cli
