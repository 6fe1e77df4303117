#include "cli/input.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "afina/base/stop.h"

namespace afina::cli {

namespace {
constexpr int kLookEvery = 100;  // milliseconds
}

StandardInput::StandardInput() : std::istream(nullptr) {
  rdbuf(&buffer_);
  exceptions(std::ios::badbit);  // what the buffer throws comes through
}

std::istream::int_type StandardInput::Buffer::underflow() {
  ssize_t got = -1;
  while (got < 0) {
    check_stop();
    pollfd waited{STDIN_FILENO, POLLIN, 0};
    const int ready = poll(&waited, 1, kLookEvery);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    got = ::read(STDIN_FILENO, bytes_.data(), bytes_.size());
    if (got < 0 && errno != EINTR && errno != EAGAIN) return traits_type::eof();
  }
  if (got == 0) return traits_type::eof();
  setg(bytes_.data(), bytes_.data(), bytes_.data() + got);
  return traits_type::to_int_type(*gptr());
}

}  // namespace afina::cli
