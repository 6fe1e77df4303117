#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"evaluation.internal", "Error interno en «evaluation»: {detail}.", "Internal error in \"evaluation\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueEntry> evaluation() { return kEntries; }

}  // namespace afina::catalogue
