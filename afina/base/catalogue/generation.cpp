#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"generation.internal", "Error interno en «generation»: {detail}.", "Internal error in \"generation\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"generation.empty_prompt", "El texto de partida está vacío.", "The prompt is empty.",
     "Escribe al menos una palabra con la que empezar.", "Write at least one word to begin with."},
    {"generation.prompt_too_long", "El texto de partida ocupa {tokens} tokens y el modelo solo admite {context}.",
     "The prompt takes {tokens} tokens and the model only holds {context}.",
     "Acorta el texto, o usa «afina summarize» para documentos largos.",
     "Shorten the text, or use \"afina summarize\" for long documents."},
};
}  // namespace

std::span<const CatalogueEntry> generation() { return kEntries; }

}  // namespace afina::catalogue
