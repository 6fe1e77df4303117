// The file formats. A new one is one file in this folder with its reader, and one line in registry.cpp.
#pragma once

#include <span>
#include <string_view>

#include "afina/data/source.h"
#include "afina/data/table.h"

namespace afina::data {

// More is a file read the wrong way round, and would need rows times columns of memory.
inline constexpr size_t kMaxColumns = 1000;

struct FormatReader {
  std::string_view name;
  bool raw;                        // looks at folder and bytes only, before any decoding
  bool (*matches)(const Source&);  // asked in the order of the registry; the first yes reads
  Table (*read)(const Source&);
};

std::span<const FormatReader> format_registry();

namespace formats {
extern const FormatReader kFolder, kOffice, kJsonLines, kJson, kTsv, kCsv, kTxt;
}  // namespace formats

}  // namespace afina::data
