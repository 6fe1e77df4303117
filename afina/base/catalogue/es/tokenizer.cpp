#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"tokenizer.internal", "Error interno en «tokenizer»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"tokenizer.not_a_tokenizer", "{place}: no es un tokenizer.json: le falta la parte «model».",
     "Usa el archivo tokenizer.json que viene con el modelo (no tokenizer_config.json ni vocab.json)."},
    {"tokenizer.bad_field", "{place}: el campo «{field}» falta o no tiene la forma {expected}.",
     "El archivo está dañado o lo escribió otro programa: descarga de nuevo el original."},
    {"tokenizer.unsupported", "{place}: «{field}» usa «{what}», que afina aún no sabe hacer.",
     "Elige un modelo con tokenizador BPE (Llama, Qwen, SmolLM, Gemma, GPT-2); los de tipo Unigram y WordPiece "
     "llegarán más adelante."},
    {"tokenizer.bad_id", "{place}: el identificador de «{token}» no es un número entre 0 y {limit}.",
     "El archivo está dañado o no es de fiar: descarga de nuevo el original."},
    {"tokenizer.bad_merge",
     "{place}: la fusión número {number}, {merge}, no son dos piezas del vocabulario que juntas formen otra.",
     "El archivo está dañado o no es de fiar: descarga de nuevo el original."},
    {"tokenizer.bad_pattern", "{place}: no se entiende la expresión regular «{pattern}»: {detail}.",
     "Comprueba que el archivo es el original del modelo; si lo es, cuéntanoslo."},
    {"tokenizer.pattern_too_costly",
     "La expresión regular «{pattern}» del tokenizador necesita demasiados pasos con este texto.",
     "Comprueba el origen del tokenizer.json, o divide el texto en partes."},
    {"tokenizer.unknown_token",
     "El tokenizador necesita «{token}» para lo que no conoce, pero no está en su vocabulario.",
     "El archivo está dañado: descarga de nuevo el original."},
    {"tokenizer.text_too_long",
     "El texto ocupa {megabytes} MB; lo más que se puede convertir de una vez son {limit} MB.",
     "Divide el texto en partes."},
    {"tokenizer.text_grows", "El tokenizador convierte este texto en otro mucho más largo: más de {limit} MB.",
     "Comprueba el origen del tokenizer.json: ningún modelo corriente hace crecer así un texto."},
    {"tokenizer.vocabulary_size",
     "Un vocabulario de {size} piezas no es posible: hacen falta entre {minimum} y {maximum}.", "Cambia --vocab-size."},
    {"tokenizer.bad_special_token", "«{token}» no sirve como token especial: está vacío, repetido o es un solo byte.",
     "Escribe los tokens especiales como «<|fin|>», cada uno una vez."},
    {"tokenizer.gguf_kind", "{place}: el tokenizador es de la clase «{kind}», que afina no sabe usar.",
     "afina usa los GGUF cuyo tokenizador es «gpt2» o «llama» (Llama, Mistral, Qwen, Gemma, SmolLM, Phi). Elige otro "
     "modelo, o este mismo como carpeta de Hugging Face."},
    {"tokenizer.gguf_pre", "{place}: el tokenizador corta las palabras a la manera «{pre}», que afina no conoce.",
     "Usa el mismo modelo como carpeta de Hugging Face (con su tokenizer.json), o elige otro modelo."},
    {"tokenizer.gguf_list", "{place}: en los metadatos, «{key}» no casa con el resto del tokenizador.",
     "El archivo está dañado o no es de fiar: descarga de nuevo el original."},
    {"tokenizer.no_answer_span",
     "{place}: la plantilla no deja ver dónde empieza y dónde acaba la respuesta número {number}.",
     "Quita esa respuesta de la conversación, o usa un modelo con otra plantilla."},
};
}  // namespace

std::span<const CatalogueText> tokenizer() { return kTexts; }

}  // namespace afina::catalogue::es
