#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"preview.title", "What the model reads and what it learns"},
    {"preview.template", "Model \"{model}\", template \"{name}\": {text} Up to {tokens} tokens a row."},
    {"preview.template_chat", "each turn as the model's own template writes it."},
    {"preview.template_plain", "the question, a line break, the answer and the end token."},
    {"preview.template_plain_label", "the text as it is."},
    {"preview.template_text", "running text, as it is, in stretches."},
    {"preview.legend_text",
     "Each token stands between bars; · is a space, ↵ a line break. Below: ^ is learned, * special token, # special "
     "one that is learned, - what does not fit."},
    {"preview.legend_read", "is read"},
    {"preview.legend_learned", "is learned (bold, thick border and double underline)"},
    {"preview.legend_special", "special token (dashed border)"},
    {"preview.legend_cut", "what does not fit is missing here"},
    {"preview.legend_blanks", "· is a space; ↵, a line break."},
    {"preview.sample", "house"},
    {"preview.heard_learned", "learned:"},
    {"preview.heard_end", "end of what is learned."},
    {"preview.row", "Row {row} (place {place} in the file): {tokens} tokens; {learned} are learned ({share} %)."},
    {"preview.window", "Stretch {row}: {tokens} tokens; {learned} are learned ({share} %)."},
    {"preview.label", "Of this text its category is learned: \"{label}\"."},
    {"preview.end_token", "It also learns to end, with {token}."},
    {"preview.cut", "{tokens} tokens do not fit; missing before token {at}: \"{text}\""},
    {"preview.cut_several", "{tokens} tokens do not fit, from several places; the first, before token {at}."},
    {"preview.totals_title", "In all the data"},
    {"preview.totals", "{rows} rows, {tokens} tokens; the longest, {longest}. {learned} are learned ({share} %)."},
    {"preview.totals_label",
     "{rows} rows, {tokens} tokens; the longest, {longest}. Of each its category is learned; no token is the answer."},
    {"preview.totals_cut", "Rows of which a part does not fit: {rows} ({tokens} tokens left out)."},
    {"preview.excluded", "Left out: {rows} ({reason}; places {places})."},
    {"preview.refused", "Refused: {rows} (places {places}). {reason}"},
    {"preview.saved", "Saved in {path}."},
};
}  // namespace

std::span<const CatalogueText> preview() { return kTexts; }

}  // namespace afina::catalogue::en
