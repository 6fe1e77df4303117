#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"preview.title", "Qué lee el modelo y qué aprende"},
    {"preview.template", "Modelo «{model}», plantilla «{name}»: {text} Hasta {tokens} tokens por fila."},
    {"preview.template_chat", "cada turno va como lo escribe la plantilla del propio modelo."},
    {"preview.template_plain", "la pregunta, un salto de línea, la respuesta y el token de final."},
    {"preview.template_plain_label", "el texto tal cual."},
    {"preview.template_text", "texto seguido, tal cual, en tramos."},
    {"preview.legend_text",
     "Cada token va entre barras; · es un espacio, ↵ un salto de línea. Debajo: ^ se aprende, * token especial, # "
     "especial que se aprende, - lo que no cabe."},
    {"preview.legend_read", "se lee"},
    {"preview.legend_learned", "se aprende (negrita, borde grueso y doble subrayado)"},
    {"preview.legend_special", "token especial (borde discontinuo)"},
    {"preview.legend_cut", "aquí falta lo que no cabe"},
    {"preview.legend_blanks", "· es un espacio; ↵, un salto de línea."},
    {"preview.sample", "casa"},
    {"preview.heard_learned", "se aprende:"},
    {"preview.heard_end", "fin de lo que se aprende."},
    {"preview.row", "Fila {row} (lugar {place} del archivo): {tokens} tokens; se aprenden {learned} ({share} %)."},
    {"preview.window", "Tramo {row}: {tokens} tokens; se aprenden {learned} ({share} %)."},
    {"preview.label", "De este texto se aprende su categoría: «{label}»."},
    {"preview.end_token", "Aprende también a terminar, con {token}."},
    {"preview.cut", "No caben {tokens} tokens; falta, ante el token {at}: «{text}»"},
    {"preview.cut_several", "No caben {tokens} tokens, de varios sitios; el primero, ante el token {at}."},
    {"preview.totals_title", "En todos los datos"},
    {"preview.totals", "{rows} filas, {tokens} tokens; la más larga, {longest}. Se aprenden {learned} ({share} %)."},
    {"preview.totals_label",
     "{rows} filas, {tokens} tokens; la más larga, {longest}. De cada una se aprende su categoría; ningún token es la "
     "respuesta."},
    {"preview.totals_cut", "Filas de las que no cabe una parte: {rows} ({tokens} tokens fuera)."},
    {"preview.excluded", "Quedan fuera: {rows} ({reason}; lugares {places})."},
    {"preview.refused", "Rechazadas: {rows} (lugares {places}). {reason}"},
    {"preview.saved", "Guardado en {path}."},
};
}  // namespace

std::span<const CatalogueText> preview() { return kTexts; }

}  // namespace afina::catalogue::es
