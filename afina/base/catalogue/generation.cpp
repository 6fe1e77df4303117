#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"generation.empty_prompt", "El texto de partida está vacío.", "The prompt is empty.",
     "Escribe al menos una palabra con la que empezar.", "Write at least one word to begin with."},
    {"generation.no_beginning",
     "El texto de partida está vacío, y el modelo «{model}» no tiene un token con el que empezar de cero.",
     "The prompt is empty, and model \"{model}\" has no token to begin from nothing with.",
     "Escribe al menos una palabra con la que empezar.", "Write at least one word to begin with."},
    {"generation.prompt_too_long", "El texto de partida ocupa {tokens} tokens y el modelo solo admite {context}.",
     "The prompt takes {tokens} tokens and the model only holds {context}.",
     "Acorta el texto, o usa «afina summarize» para documentos largos.",
     "Shorten the text, or use \"afina summarize\" for long documents."},
};
}  // namespace

std::span<const CatalogueEntry> generation() { return kEntries; }

}  // namespace afina::catalogue
