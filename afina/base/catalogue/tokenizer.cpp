#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"tokenizer.internal", "Error interno en «tokenizer»: {detail}.", "Internal error in \"tokenizer\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"tokenizer.not_a_tokenizer", "{place}: no es un tokenizer.json: le falta la parte «model».",
     "{place}: this is not a tokenizer.json: its \"model\" part is missing.",
     "Usa el archivo tokenizer.json que viene con el modelo (no tokenizer_config.json ni vocab.json).",
     "Use the tokenizer.json file that comes with the model (not tokenizer_config.json or vocab.json)."},
    {"tokenizer.bad_field", "{place}: el campo «{field}» falta o no tiene la forma {expected}.",
     "{place}: field \"{field}\" is missing or does not have the form {expected}.",
     "El archivo está dañado o lo escribió otro programa: descarga de nuevo el original.",
     "The file is damaged or was written by another program: download the original again."},
    {"tokenizer.unsupported", "{place}: «{field}» usa «{what}», que afina aún no sabe hacer.",
     "{place}: \"{field}\" uses \"{what}\", which afina cannot do yet.",
     "Elige un modelo con tokenizador BPE (Llama, Qwen, SmolLM, Gemma, GPT-2); los de tipo Unigram y WordPiece "
     "llegarán más adelante.",
     "Choose a model with a BPE tokenizer (Llama, Qwen, SmolLM, Gemma, GPT-2); Unigram and WordPiece ones will "
     "come later."},
    {"tokenizer.bad_id", "{place}: el identificador de «{token}» no es un número entre 0 y {limit}.",
     "{place}: the id of \"{token}\" is not a number between 0 and {limit}.",
     "El archivo está dañado o no es de fiar: descarga de nuevo el original.",
     "The file is damaged or cannot be trusted: download the original again."},
    {"tokenizer.bad_merge",
     "{place}: la fusión número {number}, {merge}, no son dos piezas del vocabulario que juntas formen otra.",
     "{place}: merge number {number}, {merge}, is not two vocabulary entries that together make another one.",
     "El archivo está dañado o no es de fiar: descarga de nuevo el original.",
     "The file is damaged or cannot be trusted: download the original again."},
    {"tokenizer.bad_pattern", "{place}: no se entiende la expresión regular «{pattern}»: {detail}.",
     "{place}: the regular expression \"{pattern}\" is not understood: {detail}.",
     "Comprueba que el archivo es el original del modelo; si lo es, cuéntanoslo.",
     "Check that the file is the model's original; if it is, tell us."},
    {"tokenizer.pattern_too_costly",
     "La expresión regular «{pattern}» del tokenizador necesita demasiados pasos con este texto.",
     "The tokenizer's regular expression \"{pattern}\" needs too many steps on this text.",
     "Comprueba el origen del tokenizer.json, o divide el texto en partes.",
     "Check where the tokenizer.json comes from, or split the text into parts."},
    {"tokenizer.unknown_token",
     "El tokenizador necesita «{token}» para lo que no conoce, pero no está en su vocabulario.",
     "The tokenizer needs \"{token}\" for what it does not know, but its vocabulary lacks it.",
     "El archivo está dañado: descarga de nuevo el original.", "The file is damaged: download the original again."},
    {"tokenizer.text_too_long",
     "El texto ocupa {megabytes} MB; lo más que se puede convertir de una vez son {limit} MB.",
     "The text has {megabytes} MB; at most {limit} MB can be converted at once.", "Divide el texto en partes.",
     "Split the text into parts."},
    {"tokenizer.text_grows", "El tokenizador convierte este texto en otro mucho más largo: más de {limit} MB.",
     "The tokenizer turns this text into a much longer one: more than {limit} MB.",
     "Comprueba el origen del tokenizer.json: ningún modelo corriente hace crecer así un texto.",
     "Check where the tokenizer.json comes from: no ordinary model makes a text grow so."},
    {"tokenizer.vocabulary_size",
     "Un vocabulario de {size} piezas no es posible: hacen falta entre {minimum} y {maximum}.",
     "A vocabulary of {size} entries is not possible: between {minimum} and {maximum} are needed.",
     "Cambia --vocab-size.", "Change --vocab-size."},
    {"tokenizer.bad_special_token", "«{token}» no sirve como token especial: está vacío, repetido o es un solo byte.",
     "\"{token}\" cannot be a special token: it is empty, repeated or a single byte.",
     "Escribe los tokens especiales como «<|fin|>», cada uno una vez.",
     "Write special tokens like \"<|end|>\", each one once."},
};
}  // namespace

std::span<const CatalogueEntry> tokenizer() { return kEntries; }

}  // namespace afina::catalogue
