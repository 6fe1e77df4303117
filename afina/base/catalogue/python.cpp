#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"python.task_classify", "clasificar", "classify"},
    {"python.task_instruct", "responder", "answer"},
    {"python.task_summarize", "resumir", "summarise"},
    {"python.task_continue", "continuar textos", "continue texts"},
    {"python.status_done", "terminada", "done"},
    {"python.status_interrupted", "interrumpida", "interrupted"},
    {"python.status_running", "sin terminar", "not finished"},
    {"python.run", "Ejecución «{path}» para {task}, {status}: {steps} pasos en {seconds} s; el mejor fue el {best}.",
     "Run \"{path}\" to {task}, {status}: {steps} steps in {seconds} s; the best was {best}."},
    {"python.more_scores", "Más medidas", "More measures"},
    {"python.history", "Pérdida según avanza el ajuste (menos es mejor)", "Loss as tuning goes on (less is better)"},
    {"python.history_step", "Paso", "Step"},
    {"python.history_train_loss", "Al aprender", "While learning"},
    {"python.history_validation_loss", "En la validación", "On validation"},
    {"python.stopped", "Parado; no se pierde nada. Para seguir: afina.resume({path})",
     "Stopped; nothing is lost. To go on: afina.resume({path})"},
    {"python.model",
     "Modelo «{name}» ({architecture}): {parameters} millones de parámetros y {layers} capas. Lee hasta {context} "
     "tokens de una vez y conoce {vocabulary}.",
     "Model \"{name}\" ({architecture}): {parameters} million parameters and {layers} layers. It reads up to {context} "
     "tokens at once and knows {vocabulary}."},
    {"python.tokenizer", "Tokenizador de «{name}»: {size} tokens.", "Tokenizer of \"{name}\": {size} tokens."},
    {"python.input", "Texto", "Text"},
    {"python.label", "Categoría", "Category"},
    {"python.labels", "Ejemplos de cada categoría", "Examples of each category"},
    {"python.rows", "Filas", "Rows"},
    // Refusals.
    {"python.unknown_language", "El idioma «{language}» no existe.", "There is no language \"{language}\".",
     "Usa afina.set_language(\"es\") o afina.set_language(\"en\").",
     "Use afina.set_language(\"es\") or afina.set_language(\"en\")."},
    {"python.unknown_data", "No se pueden leer datos de tipo {type}, o están vacíos.",
     "Data of type {type} cannot be read, or are empty.",
     "Da una ruta, un pandas.DataFrame, un datasets.Dataset, una lista de diccionarios (una fila cada uno) o una lista "
     "de textos.",
     "Give a path, a pandas.DataFrame, a datasets.Dataset, a list of dicts (a row each) or a list of texts."},
    {"python.unknown_progress", "progress: «{progress}» no es una de las posibilidades.",
     "progress: \"{progress}\" is not one of the choices.", "Usa \"auto\", \"none\" o una función que reciba un dict.",
     "Use \"auto\", \"none\" or a function that receives a dict."},
    {"python.unknown_demo", "No hay datos de demostración «{name}».", "There are no demo data \"{name}\".",
     "Los que hay: {names}.", "Those there are: {names}."},
};
}  // namespace

std::span<const CatalogueEntry> python() { return kEntries; }

}  // namespace afina::catalogue
