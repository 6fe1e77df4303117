#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"tensor.internal", "Error interno en «tensor»: {detail}.", "Internal error in \"tensor\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueEntry> tensor() { return kEntries; }

}  // namespace afina::catalogue
