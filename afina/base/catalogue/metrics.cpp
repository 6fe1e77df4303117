#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"metrics.internal", "Error interno en «metrics»: {detail}.", "Internal error in \"metrics\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueEntry> metrics() { return kEntries; }

}  // namespace afina::catalogue
