// What the person sees: a progress bar on a terminal, plain lines elsewhere, JSON lines with --json. All of it on
// stderr; results alone go to stdout.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "afina/base/observer.h"

namespace afina::cli {

class TerminalObserver : public Observer {
 public:
  explicit TerminalObserver(bool json);
  ~TerminalObserver() override;

  void on_progress(const Progress& progress) override;
  void on_message(std::string_view text) override;

 private:
  void clear_bar();

  bool json_;
  bool terminal_;  // stderr is one
  bool bar_shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

// Columns of the terminal, 80 where there is none.
int terminal_columns();
// "3 min 20 s"
std::string human_seconds(double seconds);

}  // namespace afina::cli
