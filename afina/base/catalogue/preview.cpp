#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"preview.title", "Qué lee el modelo y qué aprende", "What the model reads and what it learns"},
    {"preview.template", "Modelo «{model}», plantilla «{name}»: {text} Hasta {tokens} tokens por fila.",
     "Model \"{model}\", template \"{name}\": {text} Up to {tokens} tokens a row."},
    {"preview.template_chatml",
     "cada turno va entre <|im_start|> y <|im_end|>, como en las conversaciones con que se hizo el modelo.",
     "each turn stands between <|im_start|> and <|im_end|>, as in the conversations the model was made from."},
    {"preview.template_plain", "la pregunta, un salto de línea, la respuesta y el token de final.",
     "the question, a line break, the answer and the end token."},
    {"preview.template_plain_label", "el texto tal cual.", "the text as it is."},
    {"preview.template_text", "texto seguido, tal cual, en tramos.", "running text, as it is, in stretches."},
    {"preview.legend_text",
     "Cada token va entre barras; · es un espacio, ↵ un salto de línea. Debajo: ^ se aprende, * token especial, # "
     "especial que se aprende, - lo que no cabe.",
     "Each token stands between bars; · is a space, ↵ a line break. Below: ^ is learned, * special token, # special "
     "one that is learned, - what does not fit."},
    {"preview.legend_read", "se lee", "is read"},
    {"preview.legend_learned", "se aprende (negrita, borde grueso y doble subrayado)",
     "is learned (bold, thick border and double underline)"},
    {"preview.legend_special", "token especial (borde discontinuo)", "special token (dashed border)"},
    {"preview.legend_cut", "aquí falta lo que no cabe", "what does not fit is missing here"},
    {"preview.legend_blanks", "· es un espacio; ↵, un salto de línea.", "· is a space; ↵, a line break."},
    {"preview.sample", "casa", "house"},
    {"preview.heard_learned", "se aprende:", "learned:"},
    {"preview.heard_end", "fin de lo que se aprende.", "end of what is learned."},
    {"preview.row", "Fila {row} (lugar {place} del archivo): {tokens} tokens; se aprenden {learned} ({share} %).",
     "Row {row} (place {place} in the file): {tokens} tokens; {learned} are learned ({share} %)."},
    {"preview.window", "Tramo {row}: {tokens} tokens; se aprenden {learned} ({share} %).",
     "Stretch {row}: {tokens} tokens; {learned} are learned ({share} %)."},
    {"preview.label", "De este texto se aprende su categoría: «{label}».",
     "Of this text its category is learned: \"{label}\"."},
    {"preview.end_token", "Aprende también a terminar, con {token}.", "It also learns to end, with {token}."},
    {"preview.cut", "No caben {tokens} tokens; falta, ante el token {at}: «{text}»",
     "{tokens} tokens do not fit; missing before token {at}: \"{text}\""},
    {"preview.cut_several", "No caben {tokens} tokens, de varios sitios; el primero, ante el token {at}.",
     "{tokens} tokens do not fit, from several places; the first, before token {at}."},
    {"preview.totals_title", "En todos los datos", "In all the data"},
    {"preview.totals", "{rows} filas, {tokens} tokens; la más larga, {longest}. Se aprenden {learned} ({share} %).",
     "{rows} rows, {tokens} tokens; the longest, {longest}. {learned} are learned ({share} %)."},
    {"preview.totals_label",
     "{rows} filas, {tokens} tokens; la más larga, {longest}. De cada una se aprende su categoría; ningún token es la "
     "respuesta.",
     "{rows} rows, {tokens} tokens; the longest, {longest}. Of each its category is learned; no token is the answer."},
    {"preview.totals_cut", "Filas de las que no cabe una parte: {rows} ({tokens} tokens fuera).",
     "Rows of which a part does not fit: {rows} ({tokens} tokens left out)."},
    {"preview.excluded", "Quedan fuera: {rows} ({reason}; lugares {places}).",
     "Left out: {rows} ({reason}; places {places})."},
    {"preview.refused", "Rechazadas: {rows} (lugares {places}). {reason}",
     "Refused: {rows} (places {places}). {reason}"},
    {"preview.saved", "Guardado en {path}.", "Saved in {path}."},
};
}  // namespace

std::span<const CatalogueEntry> preview() { return kEntries; }

}  // namespace afina::catalogue
