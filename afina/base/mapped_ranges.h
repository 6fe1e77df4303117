// Files mapped into memory may be cut by another program while they are read; the processor then raises SIGBUS, which
// would end the process. Here the missing pages become zeros and a mark stays behind: whatever was computed from them
// is thrown away by the next check_stop() (base/stop.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace afina {

// A mapped range, known from its construction to its destruction, which must come before it is unmapped.
class MappedRange {
 public:
  MappedRange(const void* begin, size_t bytes, std::string path);
  ~MappedRange();
  MappedRange(const MappedRange&) = delete;
  MappedRange& operator=(const MappedRange&) = delete;

  struct Entry;

 private:
  Entry* entry_;
};

// Takes SIGBUS where somebody else has it (Python's faulthandler, for one); what is not ours goes on to them.
void watch_mapped_files();

// Faults met so far in mapped files.
uint64_t mapped_damages() noexcept;

// Throws io.file_damaged (path) for the file damaged last.
[[noreturn]] void fail_damaged();
// Throws io.file_damaged where `address` lies in a file that is damaged: its zeros must not pass for weights.
void check_mapped(const void* address);

}  // namespace afina
