#include "afina/data/formats/registry.h"

#include <array>

namespace afina::data {

std::span<const FormatReader> format_registry() {
  static const std::array kReaders = {
      formats::kFolder,  // a folder of texts
      formats::kOffice,  // PDF and office files: refused with the way out
      formats::kJsonLines, formats::kJson, formats::kTsv, formats::kCsv,
      formats::kTxt,  // takes whatever text is left
  };
  return kReaders;
}

}  // namespace afina::data
