#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"evaluation.internal", "Error interno en «evaluation»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"evaluation.cancelled", "La evaluación se interrumpió antes de terminar; no se ha guardado nada.",
     "Repite la orden para hacerla entera."},
    {"evaluation.other_labels", "El modelo no conoce ninguna de las categorías de estos datos.",
     "Comprueba que son datos del mismo tipo que los usados para ajustarlo y que --target nombra la columna correcta."},
    {"evaluation.no_rows", "No queda ninguna fila con la que medir.",
     "Prueba con otros datos, que el modelo no haya visto al aprender."},
    // Stages.
    {"evaluation.stage_before", "Midiendo el modelo antes de ajustar"},
    {"evaluation.stage_after", "Midiendo el modelo ajustado"},
    {"evaluation.stage_model", "Midiendo el modelo"},
    {"evaluation.stage_answers", "Escribiendo respuestas"},
    {"evaluation.stage_ngram", "Ajustando la referencia de n-gramas"},
    // Contestants, as headings of a table and as what something is compared with.
    {"evaluation.name_before", "Antes"},
    {"evaluation.name_after", "Después"},
    {"evaluation.name_model", "Modelo"},
    {"evaluation.name_majority", "Más frecuente"},
    {"evaluation.name_tfidf", "TF-IDF"},
    {"evaluation.name_ngram", "n-gramas"},
    {"evaluation.name_lead", "Primeras frases"},
    {"evaluation.against_before", "antes"},
    {"evaluation.against_majority", "responder siempre la categoría más frecuente"},
    {"evaluation.against_tfidf", "TF-IDF (una estadística de palabras, sin red neuronal)"},
    {"evaluation.against_ngram", "los n-gramas (una estadística de letras o palabras, sin red neuronal)"},
    {"evaluation.against_lead", "copiar las primeras frases"},
    {"evaluation.detail_untuned", "elige la categoría cuyo nombre le parece más probable tras el texto"},
    {"evaluation.detail_untuned_sample",
     "elige la categoría cuyo nombre le parece más probable tras el texto; medido en {rows} de las {all} filas, "
     "elegidas al azar"},
    {"evaluation.detail_lead", "las primeras {words} palabras, hasta fin de frase"},
    {"evaluation.ngram_bytes", "de {order} bytes, Kneser-Ney"},
    {"evaluation.ngram_tokens", "de {order} tokens, Kneser-Ney"},
    // Scores.
    {"evaluation.score_accuracy", "Acierto"},
    {"evaluation.score_macro_f1", "Macro-F1"},
    {"evaluation.score_bits_per_byte", "Bits por byte"},
    {"evaluation.score_perplexity", "Perplejidad"},
    {"evaluation.score_rouge1", "ROUGE-1"},
    {"evaluation.score_rouge2", "ROUGE-2"},
    {"evaluation.score_rougel", "ROUGE-L"},
    {"evaluation.score_rougelsum", "ROUGE-Lsum"},
    {"evaluation.score_rouge1_unicode", "ROUGE-1 Unicode"},
    {"evaluation.score_rouge2_unicode", "ROUGE-2 Unicode"},
    {"evaluation.score_rougel_unicode", "ROUGE-L Unicode"},
    {"evaluation.score_rougelsum_unicode", "ROUGE-Lsum Unicode"},
    {"evaluation.score_chrf", "chrF"},
    {"evaluation.score_exact_match", "Respuesta exacta"},
    {"evaluation.score_token_f1", "F1 de palabras"},
    // Verdicts.
    {"evaluation.verdict_title", "Veredicto"},
    {"evaluation.verdict_better", "Mejor que {against}: {values}, con {rows}."},
    {"evaluation.verdict_worse", "Peor que {against}: {values}, con {rows}."},
    {"evaluation.verdict_none", "No se puede mostrar diferencia frente a {against} con {rows}: {values}."},
    {"evaluation.values_accuracy",
     "acierta {value} de cada 100 frente a {against} (diferencia entre {low} y {high} puntos)"},
    {"evaluation.values_bits_per_byte",
     "{value} bits por byte frente a {against}, y menos es mejor (ventaja entre {low} y {high})"},
    {"evaluation.values_rougel_unicode",
     "sus textos coinciden en un {value} % (ROUGE-L) frente a un {against} % (diferencia entre {low} y {high} puntos)"},
    {"evaluation.unit_rows", "{rows} ejemplos"},
    {"evaluation.unit_windows", "{rows} tramos de texto"},
    // The report.
    {"evaluation.title", "Prueba con {rows} ejemplos apartados: ni se aprendió de ellos ni decidieron cuándo parar."},
    {"evaluation.title_running",
     "Prueba con {bytes} bytes de texto apartado ({rows} tramos): ni se aprendió de él ni decidió cuándo parar."},
    {"evaluation.interval_note",
     "Entre paréntesis va el intervalo del 95 %. Con otros ejemplos parecidos, la cifra caería casi siempre ahí "
     "dentro."},
    {"evaluation.bits_note",
     "Bits por byte: cuánto sorprende al modelo cada letra del texto correcto; menos es mejor."},
    {"evaluation.answers_note",
     "Las demás medidas comparan {rows} respuestas completas con las correctas; más es mejor."},
    {"evaluation.confusions_title", "Confusiones más frecuentes"},
    {"evaluation.confusion", "{rows} × «{truth}» tomado por «{predicted}»"},
    {"evaluation.examples_title", "Ejemplos"},
    {"evaluation.example_target", "Correcto"},
};
}  // namespace

std::span<const CatalogueText> evaluation() { return kTexts; }

}  // namespace afina::catalogue::es
