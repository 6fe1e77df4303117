#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/numbers.h"
#include "afina/base/system_memory.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

constexpr std::chrono::milliseconds kRefresh{100};  // of a bar
constexpr std::chrono::seconds kPlainRefresh{5};    // of plain lines
constexpr int64_t kBarCells = 24;

std::string bar(const Progress& p) {
  int64_t filled = p.total > 0 ? std::min(kBarCells, p.done * kBarCells / p.total) : 0;
  std::string cells;
  for (int64_t i = 0; i < kBarCells; ++i) cells += i < filled ? "█" : "·";
  return cells;
}

std::string line(const Progress& p) {
  std::string out = text(p.stage);
  if (p.total > 0)
    out += fmt::format(" {} {}/{}", bar(p), p.done, p.total);
  else if (p.done > 0)
    out += fmt::format(" {}", p.done);
  if (p.loss >= 0) out += fmt::format(" · {} {}", text("cli.loss"), decimal(p.loss, 3));
  if (p.tokens_per_second >= 0) out += fmt::format(" · {:.0f} tokens/s", p.tokens_per_second);
  if (p.seconds_left >= 0) out += fmt::format(" · {} {}", text("cli.left"), human_seconds(p.seconds_left));
  out += fmt::format(" · {} MB", peak_anonymous_bytes() >> 20);
  return out;
}

}  // namespace

int terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::string human_seconds(double seconds) {
  auto s = static_cast<int64_t>(seconds + 0.5);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
  return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

TerminalObserver::TerminalObserver(bool json) : json_(json), terminal_(isatty(STDERR_FILENO) == 1) {}
TerminalObserver::~TerminalObserver() { clear_bar(); }

void TerminalObserver::clear_bar() {
  if (bar_shown_) erase_error_line();
  bar_shown_ = false;
}

void TerminalObserver::on_progress(const Progress& p) {
  auto now = std::chrono::steady_clock::now();
  const bool last = p.total > 0 && p.done >= p.total;
  const bool plain = json_ || !terminal_;
  if (!last && now - last_ < (plain ? std::chrono::milliseconds(kPlainRefresh) : kRefresh)) return;
  last_ = now;
  if (json_) {
    Json event{{"event", "progress"}, {"stage", p.stage}, {"done", p.done}, {"total", p.total}};
    if (p.loss >= 0) event["loss"] = p.loss;
    if (p.tokens_per_second >= 0) event["tokens_per_second"] = p.tokens_per_second;
    if (p.seconds_left >= 0) event["seconds_left"] = p.seconds_left;
    print_json_error(event);
  } else if (plain) {
    print_error("{}\n", line(p));
  } else {
    erase_error_line();
    write_error(line(p));
    bar_shown_ = true;
  }
}

void TerminalObserver::on_message(std::string_view message) {
  clear_bar();
  if (json_)
    print_json_error({{"event", "message"}, {"text", message}});
  else
    print_error("{}\n", message);
}

}  // namespace afina::cli
