#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"python.task_classify", "clasificar"},
    {"python.task_instruct", "responder"},
    {"python.task_summarize", "resumir"},
    {"python.task_continue", "continuar textos"},
    {"python.status_done", "terminada"},
    {"python.status_interrupted", "interrumpida"},
    {"python.status_running", "sin terminar"},
    {"python.run", "Ejecución «{path}» para {task}, {status}: {steps} pasos en {seconds} s; el mejor fue el {best}."},
    {"python.more_scores", "Más medidas"},
    {"python.history", "Pérdida según avanza el ajuste (menos es mejor)"},
    {"python.history_step", "Paso"},
    {"python.history_train_loss", "Al aprender"},
    {"python.history_validation_loss", "En la validación"},
    {"python.stopped", "Parado; no se pierde nada. Para seguir: afina.resume({path})"},
    {"python.model",
     "Modelo «{name}» ({architecture}): {parameters} millones de parámetros y {layers} capas. Lee hasta {context} "
     "tokens de una vez y conoce {vocabulary}."},
    {"python.tokenizer", "Tokenizador de «{name}»: {size} tokens."},
    {"python.input", "Texto"},
    {"python.label", "Categoría"},
    {"python.labels", "Ejemplos de cada categoría"},
    {"python.rows", "Filas"},
    // Refusals.
    {"python.unknown_language", "El idioma «{language}» no existe.",
     "Usa afina.set_language(\"es\") o afina.set_language(\"en\")."},
    {"python.unknown_data", "No se pueden leer datos de tipo {type}, o están vacíos.",
     "Da una ruta, un pandas.DataFrame, un datasets.Dataset, una lista de diccionarios (una fila cada uno) o una lista "
     "de textos."},
    {"python.unknown_progress", "progress: «{progress}» no es una de las posibilidades.",
     "Usa \"auto\", \"none\" o una función que reciba un dict."},
    {"python.unknown_demo", "No hay datos de demostración «{name}».", "Los que hay: {names}."},
};
}  // namespace

std::span<const CatalogueText> python() { return kTexts; }

}  // namespace afina::catalogue::es
