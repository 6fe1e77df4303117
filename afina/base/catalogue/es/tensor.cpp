#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"tensor.internal", "Error interno en «tensor»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"tensor.read_only", "Se ha intentado escribir en pesos que pertenecen a un archivo abierto solo para lectura.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"tensor.index_out_of_range", "El identificador {id} no cabe en una tabla de {rows} filas.",
     "El tokenizador y el modelo no son del mismo origen: usa el tokenizer.json que venía con el modelo."},
};
}  // namespace

std::span<const CatalogueText> tensor() { return kTexts; }

}  // namespace afina::catalogue::es
