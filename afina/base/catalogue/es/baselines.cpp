#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"baselines.internal", "Error interno en «baselines»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"baselines.no_training_text", "No hay ningún texto de entrenamiento con el que ajustar la referencia.",
     "Comprueba con «afina doctor» que el archivo tiene filas con texto y etiqueta."},
    {"baselines.order_too_large",
     "Un modelo de n-gramas de orden {order} sobre {symbols} símbolos no cabe en sus claves.",
     "Usa un orden de {limit} como mucho."},
    {"baselines.cancelled", "La referencia se paró antes de terminar.", "Repite la orden para calcularla entera."},
    {"baselines.stage_tfidf", "Ajustando la referencia TF-IDF"},
    {"baselines.words_1", "palabras 1, C = {c}"},
    {"baselines.words_1_2", "palabras 1-2, C = {c}"},
    {"baselines.characters_2_5", "caracteres 2-5, C = {c}"},
    {"baselines.words_and_characters", "palabras 1-2 y caracteres 2-5, C = {c}"},
};
}  // namespace

std::span<const CatalogueText> baselines() { return kTexts; }

}  // namespace afina::catalogue::es
