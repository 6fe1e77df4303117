#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"kernels.internal", "Internal error in \"kernels\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
};
}  // namespace

std::span<const CatalogueText> kernels() { return kTexts; }

}  // namespace afina::catalogue::en
