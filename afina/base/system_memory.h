// How much memory there is to take, and how much this process has taken.
#pragma once

#include <cstdint>
#include <string>

#include "afina/base/error.h"

namespace afina {

struct AvailableMemory {
  uint64_t bytes = 0;     // that this process can still take, swap included
  uint64_t resident = 0;  // of those, without swap: beyond it everything becomes very slow
  // Who sets the limit: "machine" (MemAvailable), "cgroup" (a container, a batch system), "ulimit" (RLIMIT_AS or
  // _DATA).
  const char* limit = "machine";
};

// The least of what the machine, the control groups of the process and its resource limits leave. Memory that holds
// copies of files counts as free, because the system gives it up. `root` replaces "/" in tests. A source that cannot be
// read sets no limit; with AFINA_NO_MEMORY_LIMIT in the environment there is none.
AvailableMemory available_memory(const std::string& root = "/");

// Memory of this process that no file backs, in RAM or swapped out: what it takes from others. Libraries' scratch is
// included; mapped weights are not, as the system drops and reads them again when it needs the room.
uint64_t anonymous_bytes();
// The largest of it so far: looked at in each call, and by the tensors' allocator wherever it reaches a new height.
uint64_t peak_anonymous_bytes() noexcept;

// The error base.out_of_memory with what was wanted (0: unknown), what the process takes and what is left.
Error out_of_memory(uint64_t wanted = 0);

// Gives back to the system what the C library keeps of freed blocks: after work that took much for a moment, such as
// reading a large tokenizer.json. Does nothing where the library has no such call.
void release_freed_memory() noexcept;

}  // namespace afina
