#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"tokenizer.internal", "Error interno en «tokenizer»: {detail}.", "Internal error in \"tokenizer\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueEntry> tokenizer() { return kEntries; }

}  // namespace afina::catalogue
