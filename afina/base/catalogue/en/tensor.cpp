#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"tensor.internal", "Internal error in \"tensor\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"tensor.read_only", "Something tried to write to weights that belong to a file opened read-only.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"tensor.index_out_of_range", "Identifier {id} does not fit a table of {rows} rows.",
     "The tokenizer and the model do not belong together: use the tokenizer.json that came with the model."},
};
}  // namespace

std::span<const CatalogueText> tensor() { return kTexts; }

}  // namespace afina::catalogue::en
