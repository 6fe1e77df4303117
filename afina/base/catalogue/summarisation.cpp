#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"summarisation.internal", "Error interno en «summarisation»: {detail}.", "Internal error in \"summarisation\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueEntry> summarisation() { return kEntries; }

}  // namespace afina::catalogue
