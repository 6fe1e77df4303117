#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"generation.empty_prompt", "The prompt is empty.", "Write at least one word to begin with."},
    {"generation.no_beginning", "The prompt is empty, and model \"{model}\" has no token to begin from nothing with.",
     "Write at least one word to begin with."},
    {"generation.prompt_too_long", "The prompt takes {tokens} tokens and the model only holds {context}.",
     "Shorten the text, or use \"afina summarize\" for long documents."},
};
}  // namespace

std::span<const CatalogueText> generation() { return kTexts; }

}  // namespace afina::catalogue::en
