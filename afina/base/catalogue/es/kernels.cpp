#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"kernels.internal", "Error interno en «kernels»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
};
}  // namespace

std::span<const CatalogueText> kernels() { return kTexts; }

}  // namespace afina::catalogue::es
