#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"tensor.internal", "Error interno en «tensor»: {detail}.", "Internal error in \"tensor\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"tensor.read_only", "Se ha intentado escribir en pesos que pertenecen a un archivo abierto solo para lectura.",
     "Something tried to write to weights that belong to a file opened read-only.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"tensor.index_out_of_range", "El identificador {id} no cabe en una tabla de {rows} filas.",
     "Identifier {id} does not fit a table of {rows} rows.",
     "El tokenizador y el modelo no son del mismo origen: usa el tokenizer.json que venía con el modelo.",
     "The tokenizer and the model do not belong together: use the tokenizer.json that came with the model."},
};
}  // namespace

std::span<const CatalogueEntry> tensor() { return kEntries; }

}  // namespace afina::catalogue
