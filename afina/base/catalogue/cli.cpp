#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"cli.internal", "Error interno en «cli»: {detail}.", "Internal error in \"cli\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueEntry> cli() { return kEntries; }

}  // namespace afina::catalogue
