#include "afina/base/mapped_ranges.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <utility>

#include "afina/base/error.h"

namespace afina {

// The handler reads `begin`, `end` and writes `damaged`; `path` is for the others, under the mutex.
struct MappedRange::Entry {
  std::atomic<uintptr_t> begin{0}, end{0};  // end 0: free
  std::atomic<uint64_t> damaged{0};         // the number of its last fault; 0: whole
  std::string path;
};

namespace {

using Entry = MappedRange::Entry;

// Never freed and only ever extended, so that the handler walks it without a lock.
struct Chunk {
  std::array<Entry, 64> entries;
  std::atomic<Chunk*> next{nullptr};
};

struct Registry {
  std::mutex mutex;
  Chunk first;
};

Registry& registry() {
  static Registry* instance = new Registry;
  return *instance;
}

std::atomic<Registry*> g_registry{nullptr};
std::atomic<uint64_t> g_damages{0};
std::atomic<bool> g_passed_on{false};
struct sigaction g_before;  // who had SIGBUS
uintptr_t g_page = 4096;

template <class Visit>
Entry* find_entry(Registry& r, Visit wanted) {
  for (Chunk* chunk = &r.first; chunk; chunk = chunk->next.load(std::memory_order_acquire)) {
    for (Entry& entry : chunk->entries) {
      if (wanted(entry)) return &entry;
    }
  }
  return nullptr;
}

Entry* entry_of(uintptr_t address) {
  Registry* r = g_registry.load(std::memory_order_acquire);
  if (!r) return nullptr;
  return find_entry(*r, [&](Entry& e) {
    const uintptr_t end = e.end.load(), begin = e.begin.load();
    return end != 0 && begin <= address && address < end && e.end.load() == end;
  });
}

// Zeros from the missing page to the end of the range.
bool replace_missing(Entry& entry, uintptr_t address) {
  const uintptr_t page = address & ~(g_page - 1);
  void* made = mmap(reinterpret_cast<void*>(page), entry.end.load() - page, PROT_READ,
                    MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (made == MAP_FAILED) return false;
  entry.damaged = ++g_damages;
  return true;
}

void on_bus_error(int signal, siginfo_t* info, void*) {
  const int error = errno;
  const bool fault = info->si_code > 0;  // the processor's, not sent by a program
  Entry* entry = fault ? entry_of(reinterpret_cast<uintptr_t>(info->si_addr)) : nullptr;
  const bool mended = entry && replace_missing(*entry, reinterpret_cast<uintptr_t>(info->si_addr));
  errno = error;
  if (mended) return;
  // Not ours: the instruction is repeated under whoever had the signal, once; that one may hand it back to us.
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  sigaction(signal, g_passed_on.exchange(true) ? &standard : &g_before, nullptr);
  if (!fault) raise(signal);
}

}  // namespace

void watch_mapped_files() {
  struct sigaction now {};
  if (sigaction(SIGBUS, nullptr, &now) != 0) return;
  if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_bus_error) return;
  const std::lock_guard lock(registry().mutex);
  g_page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  g_before = now;
  struct sigaction own {};
  own.sa_sigaction = on_bus_error;
  own.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGBUS, &own, nullptr);
}

MappedRange::MappedRange(const void* begin, size_t bytes, std::string path) {
  watch_mapped_files();
  Registry& r = registry();
  const std::lock_guard lock(r.mutex);
  g_registry.store(&r, std::memory_order_release);
  entry_ = find_entry(r, [](Entry& e) { return e.end.load() == 0; });
  if (!entry_) {
    Chunk* last = &r.first;
    while (Chunk* next = last->next.load()) last = next;
    auto* chunk = new Chunk;
    last->next.store(chunk, std::memory_order_release);
    entry_ = &chunk->entries.front();
  }
  entry_->path = std::move(path);
  entry_->damaged = 0;
  const auto address = reinterpret_cast<uintptr_t>(begin);
  entry_->begin = address;
  entry_->end = address + (bytes + g_page - 1) / g_page * g_page;
}

MappedRange::~MappedRange() {
  const std::lock_guard lock(registry().mutex);
  entry_->end = 0;
}

uint64_t mapped_damages() noexcept { return g_damages.load(std::memory_order_acquire); }

void fail_damaged() {
  std::string path;
  {
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    uint64_t last = 0;
    find_entry(r, [&](Entry& e) {
      if (e.damaged > last) {
        last = e.damaged;
        path = e.path;
      }
      return false;
    });
  }
  fail("io.file_damaged", {{"path", path}});
}

void check_mapped(const void* address) {
  if (mapped_damages() == 0) return;
  Entry* entry = entry_of(reinterpret_cast<uintptr_t>(address));
  if (!entry || entry->damaged == 0) return;
  std::string path;
  {
    const std::lock_guard lock(registry().mutex);
    path = entry->path;
  }
  fail("io.file_damaged", {{"path", path}});
}

}  // namespace afina
