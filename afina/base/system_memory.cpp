#include "afina/base/system_memory.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string_view>

#include "afina/base/memory.h"

namespace afina {

namespace {

constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();

// Files of the system with lines such as "MemAvailable:  1234 kB" or "inactive_file 5678".
class Fields {
 public:
  explicit Fields(const std::string& path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) text_ += line + "\n";
  }
  bool known() const { return !text_.empty(); }
  // In bytes; `missing` where there is no such line.
  uint64_t value(std::string_view name, uint64_t missing = 0) const {
    for (size_t begin = 0; begin < text_.size();) {
      const size_t end = text_.find('\n', begin);
      const std::string_view line = std::string_view(text_).substr(begin, end - begin);
      begin = end + 1;
      if (!line.starts_with(name) || line.size() == name.size()) continue;
      if (line[name.size()] != ' ' && line[name.size()] != ':') continue;
      const size_t digits = line.find_first_of("0123456789", name.size());
      if (digits == std::string_view::npos) return missing;
      const uint64_t number = std::strtoull(text_.c_str() + (line.data() - text_.data()) + digits, nullptr, 10);
      return line.ends_with("kB") ? number * 1024 : number;
    }
    return missing;
  }
  // A file of a single number, or of "max".
  uint64_t number() const {
    return text_.empty() || text_[0] < '0' || text_[0] > '9' ? kUnlimited : std::strtoull(text_.c_str(), nullptr, 10);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

uint64_t minus(uint64_t a, uint64_t b) { return a == kUnlimited ? a : a > b ? a - b : 0; }
uint64_t plus(uint64_t a, uint64_t b) { return a > kUnlimited - b ? kUnlimited : a + b; }

void lower(AvailableMemory& found, uint64_t resident, uint64_t swap, const char* limit) {
  found.resident = std::min(found.resident, resident);
  if (plus(resident, swap) >= found.bytes) return;
  found.bytes = plus(resident, swap);
  found.limit = limit;
}

// https://docs.kernel.org/admin-guide/cgroup-v2.html#memory and cgroup-v1/memory.html
void lower_to_group(AvailableMemory& found, const std::string& folder, bool v2, uint64_t swap_free) {
  const uint64_t most = Fields(folder + (v2 ? "/memory.max" : "/memory.limit_in_bytes")).number();
  if (most > kUnlimited / 4) return;  // v1 says "none" with a number near 2^63
  const uint64_t used = Fields(folder + (v2 ? "/memory.current" : "/memory.usage_in_bytes")).number();
  const Fields stat(folder + "/memory.stat");
  const std::string total = v2 ? "" : "total_";
  const uint64_t files = stat.value(total + "inactive_file") + stat.value(total + "active_file");
  uint64_t swap = swap_free;
  if (v2) {
    swap = std::min(
        swap, minus(Fields(folder + "/memory.swap.max").number(), Fields(folder + "/memory.swap.current").number()));
  } else if (uint64_t both = Fields(folder + "/memory.memsw.limit_in_bytes").number(); both < kUnlimited / 4) {
    swap = std::min(swap, minus(both, most));
  }
  lower(found, minus(most, minus(used == kUnlimited ? 0 : used, files)), swap, "cgroup");
}

// Every group on the way up may set a limit. Inside a container its own group lies at the mount's root.
void lower_to_groups(AvailableMemory& found, const std::string& root, uint64_t swap_free) {
  const std::string lines = Fields(root + "proc/self/cgroup").text();
  for (size_t begin = 0; begin < lines.size();) {
    const size_t end = lines.find('\n', begin);
    const std::string_view line = std::string_view(lines).substr(begin, end - begin);
    begin = end + 1;
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view kind = line.substr(first + 1, second - first - 1);
    const bool v2 = kind.empty();
    if (!v2 && kind.find("memory") == std::string_view::npos) continue;
    std::string group(line.substr(second + 1));
    while (true) {
      for (const char* mount : {"sys/fs/cgroup", "sys/fs/cgroup/unified", "sys/fs/cgroup/memory"}) {
        lower_to_group(found, root + mount + group, v2, swap_free);
      }
      const size_t slash = group.rfind('/');
      if (group.empty() || slash == std::string::npos) break;
      group.resize(slash);
    }
  }
}

void lower_to_limits(AvailableMemory& found, const std::string& root) {
  const Fields status(root + "proc/self/status");
  auto limited = [&](auto resource, const char* used) {
    rlimit limit{};
    if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    lower(found, minus(limit.rlim_cur, status.value(used)), 0, "ulimit");
  };
  limited(RLIMIT_AS, "VmSize");
  limited(RLIMIT_DATA, "VmData");
}

std::atomic<uint64_t> g_peak{0};

}  // namespace

AvailableMemory available_memory(const std::string& root) {
  AvailableMemory found{kUnlimited, kUnlimited, "machine"};
  // For systems that hide memory they would give up (ZFS's cache, some virtual machines).
  if (std::getenv("AFINA_NO_MEMORY_LIMIT")) return found;
  const Fields machine(root + "proc/meminfo");
  const uint64_t swap = machine.value("SwapFree");
  lower(found, machine.value("MemAvailable", machine.value("MemFree", kUnlimited)), swap, "machine");
  lower_to_groups(found, root, swap);
  lower_to_limits(found, root);
  return found;
}

uint64_t anonymous_bytes() {
  const Fields status("/proc/self/status");
  // Old kernels do not tell files apart.
  return status.value("RssAnon", status.value("VmRSS")) + status.value("VmSwap");
}

uint64_t peak_anonymous_bytes() noexcept {
  uint64_t now = 0;
  try {
    now = anonymous_bytes();
  } catch (...) {  // no memory even to look
  }
  uint64_t peak = g_peak.load();
  while (peak < now && !g_peak.compare_exchange_weak(peak, now)) {
  }
  return std::max(peak, now);
}

Error out_of_memory(uint64_t wanted) {
  const uint64_t left = available_memory().bytes >> 20;
  return Error("base.out_of_memory",
               {{"megabytes", wanted ? fmt::format("{}", (wanted >> 20) + 1) : fmt::format("> {}", left)},
                {"used", fmt::format("{}", anonymous_bytes() >> 20)},
                {"free", fmt::format("{}", left)}});
}

void release_freed_memory() noexcept {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace afina
