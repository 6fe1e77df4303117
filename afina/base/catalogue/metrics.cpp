#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"metrics.internal", "Error interno en «metrics»: {detail}.", "Internal error in \"metrics\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"metrics.unknown", "No hay ninguna medida llamada «{name}».", "There is no metric named \"{name}\".",
     "Las que hay: {known}.", "There are: {known}."},
    {"metrics.different_counts", "Hay {predictions} predicciones y {references} referencias.",
     "There are {predictions} predictions and {references} references.",
     "Deben ser tantas unas como otras, en el mismo orden y una por línea.",
     "There must be as many of one as of the other, in the same order, one a line."},
    {"metrics.no_texts", "No hay nada que medir: los archivos están vacíos.",
     "There is nothing to measure: the files are empty.", "Escribe una predicción y una referencia por línea.",
     "Write one prediction and one reference a line."},
    {"metrics.bad_label", "La etiqueta número {label} no existe: hay {labels}, contadas desde 0.",
     "Label number {label} does not exist: there are {labels}, counted from 0.",
     "Comprueba que las predicciones y las referencias usan las mismas etiquetas.",
     "Check that predictions and references use the same labels."},
    {"metrics.texts_too_long",
     "Un texto de {predicted} palabras y su referencia de {reference} son demasiado largos para ROUGE-L.",
     "A text of {predicted} words and its reference of {reference} are too long for ROUGE-L.",
     "Divide los textos en líneas más cortas, o usa otra medida: chrf o bleu.",
     "Split the texts into shorter lines, or use another metric: chrf or bleu."},
};
}  // namespace

std::span<const CatalogueEntry> metrics() { return kEntries; }

}  // namespace afina::catalogue
