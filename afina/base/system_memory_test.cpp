#include "afina/base/system_memory.h"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include "afina/base/memory.h"
#include "afina/base/test_support.h"

using namespace afina;

namespace {

constexpr uint64_t kMega = 1 << 20;

// A system's files, as they would lie below "/".
class FakeSystem {
 public:
  FakeSystem() { put("proc/meminfo", "MemTotal: 8192000 kB\nMemAvailable: 4096000 kB\nSwapFree: 1024000 kB\n"); }
  void put(const std::string& name, const std::string& content) const {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }
  AvailableMemory available() const { return available_memory(folder_.path().string() + "/"); }

 private:
  testing::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("without groups and limits the machine's memory counts, and its swap apart") {
  const FakeSystem system;
  const AvailableMemory found = system.available();
  CHECK(found.bytes == (4096000 + 1024000) * uint64_t{1024});
  CHECK(found.resident == 4096000 * uint64_t{1024});
  CHECK(std::string(found.limit) == "machine");
}

TEST_CASE("a group's limit counts, whichever of its parents sets it, and copies of files are free") {
  const FakeSystem system;
  system.put("proc/self/cgroup", "0::/user/job\n");
  system.put("sys/fs/cgroup/user/job/memory.max", "max\n");
  system.put("sys/fs/cgroup/user/memory.max", "629145600\n");
  system.put("sys/fs/cgroup/user/memory.current", "314572800\n");
  system.put("sys/fs/cgroup/user/memory.swap.max", "0\n");
  system.put("sys/fs/cgroup/user/memory.stat", "anon 1\ninactive_file 104857600\nactive_file 52428800\n");
  const AvailableMemory found = system.available();
  CHECK(found.bytes == 450 * kMega);
  CHECK(std::string(found.limit) == "cgroup");
}

TEST_CASE("inside a container its own group lies at the mount's root") {
  const FakeSystem system;
  system.put("proc/self/cgroup", "0::/../../kubepods/pod\n");
  system.put("sys/fs/cgroup/memory.max", "209715200\n");
  system.put("sys/fs/cgroup/memory.current", "104857600\n");
  system.put("sys/fs/cgroup/memory.swap.max", "0\n");
  CHECK(system.available().bytes == 100 * kMega);
}

TEST_CASE("groups of the first version") {
  const FakeSystem system;
  system.put("proc/self/cgroup", "5:cpu:/\n4:memory:/job\n0::/\n");
  system.put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  system.put("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "629145600\n");
  system.put("sys/fs/cgroup/memory/job/memory.memsw.limit_in_bytes", "629145600\n");
  system.put("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "209715200\n");
  system.put("sys/fs/cgroup/memory/job/memory.stat", "inactive_file 1\ntotal_inactive_file 104857600\n");
  CHECK(system.available().bytes == 500 * kMega);
}

TEST_CASE("where the system says nothing there is no limit") {
  const testing::TemporaryFolder empty;
  CHECK(available_memory(empty.path().string() + "/").bytes > uint64_t{1} << 50);
}

TEST_CASE("memory in use is counted and its height remembered") {
  const uint64_t before = anonymous_bytes();
  CHECK(before > kMega / 2);
  {
    std::vector<Buffer> held;
    for (int i = 0; i < 8; ++i) {
      held.emplace_back(16 * kMega);
      std::memset(held.back().data(), 1, 16 * kMega);
    }
    CHECK(anonymous_bytes() > before + 120 * kMega);
  }
  testing::empty_memory_cache();
#if !defined(__SANITIZE_ADDRESS__)  // which keeps what is freed for a while
  CHECK(anonymous_bytes() < before + 40 * kMega);
#endif
  // Nobody asked while the blocks were there.
  CHECK(peak_anonymous_bytes() > before + 110 * kMega);
}

TEST_CASE("a block larger than any machine has is refused with numbers") {
  try {
    const Buffer impossible(SIZE_MAX - 5);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == "base.out_of_memory");
    CHECK(error.message().find("{") == std::string::npos);
  }
}
