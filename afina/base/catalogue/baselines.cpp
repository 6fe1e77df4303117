#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"baselines.internal", "Error interno en «baselines»: {detail}.", "Internal error in \"baselines\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"baselines.no_training_text", "No hay ningún texto de entrenamiento con el que ajustar la referencia.",
     "There is no training text to fit the baseline on.",
     "Comprueba con «afina doctor» que el archivo tiene filas con texto y etiqueta.",
     "Check with \"afina doctor\" that the file has rows with a text and a label."},
    {"baselines.order_too_large",
     "Un modelo de n-gramas de orden {order} sobre {symbols} símbolos no cabe en sus claves.",
     "An n-gram model of order {order} over {symbols} symbols does not fit its keys.",
     "Usa un orden de {limit} como mucho.", "Use an order of {limit} at most."},
    {"baselines.cancelled", "La referencia se paró antes de terminar.", "The baseline was interrupted before it ended.",
     "Repite la orden para calcularla entera.", "Run the command again to compute it in full."},
    {"baselines.stage_tfidf", "Ajustando la referencia TF-IDF", "Fitting the TF-IDF baseline"},
    {"baselines.words_1", "palabras 1, C = {c}", "words 1, C = {c}"},
    {"baselines.words_1_2", "palabras 1-2, C = {c}", "words 1-2, C = {c}"},
    {"baselines.characters_2_5", "caracteres 2-5, C = {c}", "characters 2-5, C = {c}"},
    {"baselines.words_and_characters", "palabras 1-2 y caracteres 2-5, C = {c}",
     "words 1-2 and characters 2-5, C = {c}"},
};
}  // namespace

std::span<const CatalogueEntry> baselines() { return kEntries; }

}  // namespace afina::catalogue
