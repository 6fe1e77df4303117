#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"generation.empty_prompt", "El texto de partida está vacío.", "Escribe al menos una palabra con la que empezar."},
    {"generation.no_beginning",
     "El texto de partida está vacío, y el modelo «{model}» no tiene un token con el que empezar de cero.",
     "Escribe al menos una palabra con la que empezar."},
    {"generation.prompt_too_long", "El texto de partida ocupa {tokens} tokens y el modelo solo admite {context}.",
     "Acorta el texto, o usa «afina summarize» para documentos largos."},
};
}  // namespace

std::span<const CatalogueText> generation() { return kTexts; }

}  // namespace afina::catalogue::es
