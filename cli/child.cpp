#include "cli/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <thread>

extern char** environ;

namespace afina::cli {

namespace {

constexpr std::chrono::milliseconds kLookEvery{50};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_of(const Child& child) {
  std::vector<std::string> all;
  for (const auto& [name, value] : child.environment) all.push_back(name + "=" + value);
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view name(*entry, std::string_view(*entry).find('='));
    auto is_it = [&](const auto& own) { return own.first == name; };
    if (std::ranges::none_of(child.environment, is_it)) all.emplace_back(*entry);
  }
  return all;
}

// The child's stdout becomes `out`. Signals are as a terminal's programs expect them. -1 where it cannot be started.
pid_t start(const Child& child, int out) {
  std::vector<std::string> words = child.words, variables = environment_of(child);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  for (int signal : {SIGXFSZ, SIGPIPE, SIGINT, SIGTERM}) sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, words.front().c_str(), &actions, &attributes, pointers(words).data(),
                                  pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed ? -1 : pid;
}

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

std::optional<std::string> output_of(const Child& child) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  const pid_t pid = start(child, ends[1]);
  close(ends[1]);
  std::string output;
  std::array<char, 4096> piece;
  while (pid > 0) {
    const ssize_t count = read(ends[0], piece.data(), piece.size());
    if (count > 0) output.append(piece.data(), static_cast<size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) break;
  }
  close(ends[0]);
  int status = 1;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  if (pid <= 0 || exit_code(status) != 0) return std::nullopt;
  return output;
}

std::optional<int> run_until_it_ends(const Child& child, const CancelToken* cancel) {
  const pid_t pid = start(child, STDERR_FILENO);
  if (pid < 0) return std::nullopt;
  int status = 0;
  bool asked = false;
  while (waitpid(pid, &status, WNOHANG) != pid) {
    if (!asked && cancel && cancel->cancelled()) {
      kill(pid, SIGTERM);
      asked = true;
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  return exit_code(status);
}

}  // namespace afina::cli
