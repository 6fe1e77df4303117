#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"metrics.internal", "Internal error in \"metrics\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"metrics.unknown", "There is no metric named \"{name}\".", "There are: {known}."},
    {"metrics.different_counts", "There are {predictions} predictions and {references} references.",
     "There must be as many of one as of the other, in the same order, one a line."},
    {"metrics.no_texts", "There is nothing to measure: the files are empty.",
     "Write one prediction and one reference a line."},
    {"metrics.bad_label", "Label number {label} does not exist: there are {labels}, counted from 0.",
     "Check that predictions and references use the same labels."},
    {"metrics.texts_too_long", "A text of {predicted} words and its reference of {reference} are too long for ROUGE-L.",
     "Split the texts into shorter lines, or use another metric: chrf or bleu."},
};
}  // namespace

std::span<const CatalogueText> metrics() { return kTexts; }

}  // namespace afina::catalogue::en
