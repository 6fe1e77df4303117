#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"summarisation.empty_document", "El documento no contiene ninguna palabra que resumir.",
     "Comprueba que es el archivo correcto y que contiene texto. Una página escaneada es una imagen: hay que pasarla "
     "antes por un reconocedor de texto."},
    {"summarisation.budget_too_small",
     "Ninguna frase del documento cabe en el límite: la más corta tiene {words} palabras.",
     "Pide más palabras (--words) o un número de frases (--sentences)."},
    {"summarisation.bad_budget", "La longitud del resumen no puede ser {value}.",
     "Usa un número positivo, por ejemplo --words 100 o --sentences 5."},
    {"summarisation.cancelled", "El resumen se interrumpió antes de terminar.",
     "Repite la orden para obtenerlo entero."},
    {"summarisation.stage_ranking", "Valorando las frases"},
};
}  // namespace

std::span<const CatalogueText> summarisation() { return kTexts; }

}  // namespace afina::catalogue::es
