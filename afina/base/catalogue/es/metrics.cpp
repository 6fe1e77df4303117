#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"metrics.internal", "Error interno en «metrics»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"metrics.unknown", "No hay ninguna medida llamada «{name}».", "Las que hay: {known}."},
    {"metrics.different_counts", "Hay {predictions} predicciones y {references} referencias.",
     "Deben ser tantas unas como otras, en el mismo orden y una por línea."},
    {"metrics.no_texts", "No hay nada que medir: los archivos están vacíos.",
     "Escribe una predicción y una referencia por línea."},
    {"metrics.bad_label", "La etiqueta número {label} no existe: hay {labels}, contadas desde 0.",
     "Comprueba que las predicciones y las referencias usan las mismas etiquetas."},
    {"metrics.texts_too_long",
     "Un texto de {predicted} palabras y su referencia de {reference} son demasiado largos para ROUGE-L.",
     "Divide los textos en líneas más cortas, o usa otra medida: chrf o bleu."},
};
}  // namespace

std::span<const CatalogueText> metrics() { return kTexts; }

}  // namespace afina::catalogue::es
