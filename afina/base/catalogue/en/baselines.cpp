#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"baselines.internal", "Internal error in \"baselines\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"baselines.no_training_text", "There is no training text to fit the baseline on.",
     "Check with \"afina doctor\" that the file has rows with a text and a label."},
    {"baselines.order_too_large", "An n-gram model of order {order} over {symbols} symbols does not fit its keys.",
     "Use an order of {limit} at most."},
    {"baselines.cancelled", "The baseline was interrupted before it ended.",
     "Run the command again to compute it in full."},
    {"baselines.stage_tfidf", "Fitting the TF-IDF baseline"},
    {"baselines.words_1", "words 1, C = {c}"},
    {"baselines.words_1_2", "words 1-2, C = {c}"},
    {"baselines.characters_2_5", "characters 2-5, C = {c}"},
    {"baselines.words_and_characters", "words 1-2 and characters 2-5, C = {c}"},
};
}  // namespace

std::span<const CatalogueText> baselines() { return kTexts; }

}  // namespace afina::catalogue::en
