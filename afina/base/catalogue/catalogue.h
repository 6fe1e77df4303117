// The one catalogue of texts. Each part of the project has one file here, so that translators and tests
// see every text side by side; base/error.h looks texts up by key.
#pragma once

#include <span>
#include <string_view>

namespace afina {

// `hint_*` says what the person can do; it stays empty for plain texts that are not errors.
// Placeholders are written {name} and must be the same in both languages (a test compares them).
struct CatalogueEntry {
  std::string_view key;  // "part.snake_case", unique
  std::string_view es;
  std::string_view en;
  std::string_view hint_es = {};
  std::string_view hint_en = {};
};

namespace catalogue {
std::span<const CatalogueEntry> base();
std::span<const CatalogueEntry> io();
std::span<const CatalogueEntry> kernels();
std::span<const CatalogueEntry> tensor();
std::span<const CatalogueEntry> tokenizer();
std::span<const CatalogueEntry> data();
std::span<const CatalogueEntry> models();
std::span<const CatalogueEntry> metrics();
std::span<const CatalogueEntry> baselines();
std::span<const CatalogueEntry> generation();
std::span<const CatalogueEntry> tuning();
std::span<const CatalogueEntry> evaluation();
std::span<const CatalogueEntry> summarisation();
std::span<const CatalogueEntry> survey();
std::span<const CatalogueEntry> survey_report();
std::span<const CatalogueEntry> workflow();
std::span<const CatalogueEntry> preview();
std::span<const CatalogueEntry> cli();
std::span<const CatalogueEntry> python();
}  // namespace catalogue

// Every entry of every part, in the order above.
std::span<const CatalogueEntry> all_catalogue_entries();

}  // namespace afina
