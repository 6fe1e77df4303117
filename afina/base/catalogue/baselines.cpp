#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"baselines.internal", "Error interno en «baselines»: {detail}.", "Internal error in \"baselines\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueEntry> baselines() { return kEntries; }

}  // namespace afina::catalogue
