#include "afina/base/catalogue/catalogue.h"

#include <vector>

namespace afina {

std::span<const CatalogueEntry> all_catalogue_entries() {
  static const std::vector<CatalogueEntry> entries = [] {
    using namespace catalogue;
    std::vector<CatalogueEntry> all;
    for (auto part :
         {base(), io(), kernels(), tensor(), tokenizer(), data(), models(), metrics(), baselines(), generation(),
          tuning(), evaluation(), summarisation(), survey(), survey_report(), workflow(), preview(), cli(), python()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return entries;
}

}  // namespace afina
