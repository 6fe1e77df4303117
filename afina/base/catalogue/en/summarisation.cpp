#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"summarisation.empty_document", "The document holds no words to summarise.",
     "Check that it is the right file and holds text. A scanned page is an image: it needs text recognition first."},
    {"summarisation.budget_too_small", "No sentence of the document fits the limit: the shortest has {words} words.",
     "Ask for more --words, or for a number of --sentences."},
    {"summarisation.bad_budget", "A summary cannot have a length of {value}.",
     "Use a positive number, such as --words 100 or --sentences 5."},
    {"summarisation.cancelled", "The summary was interrupted before it ended.",
     "Run the command again to get it in full."},
    {"summarisation.stage_ranking", "Ranking the sentences"},
};
}  // namespace

std::span<const CatalogueText> summarisation() { return kTexts; }

}  // namespace afina::catalogue::en
