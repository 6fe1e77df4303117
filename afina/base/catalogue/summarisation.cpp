#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"summarisation.empty_document", "El documento no contiene ninguna palabra que resumir.",
     "The document holds no words to summarise.",
     "Comprueba que es el archivo correcto y que contiene texto. Una página escaneada es una imagen: hay que pasarla "
     "antes por un reconocedor de texto.",
     "Check that it is the right file and holds text. A scanned page is an image: it needs text recognition first."},
    {"summarisation.budget_too_small",
     "Ninguna frase del documento cabe en el límite: la más corta tiene {words} palabras.",
     "No sentence of the document fits the limit: the shortest has {words} words.",
     "Pide más palabras (--words) o un número de frases (--sentences).",
     "Ask for more --words, or for a number of --sentences."},
    {"summarisation.bad_budget", "La longitud del resumen no puede ser {value}.",
     "A summary cannot have a length of {value}.", "Usa un número positivo, por ejemplo --words 100 o --sentences 5.",
     "Use a positive number, such as --words 100 or --sentences 5."},
    {"summarisation.cancelled", "El resumen se interrumpió antes de terminar.",
     "The summary was interrupted before it ended.", "Repite la orden para obtenerlo entero.",
     "Run the command again to get it in full."},
    {"summarisation.stage_ranking", "Valorando las frases", "Ranking the sentences"},
};
}  // namespace

std::span<const CatalogueEntry> summarisation() { return kEntries; }

}  // namespace afina::catalogue
