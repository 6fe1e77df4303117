#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"base.internal", "Error interno: {detail}.", "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"base.out_of_memory", "No queda memoria: afina ocupa {used} MB, necesitaba {megabytes} MB más y quedan {free} MB.",
     "Cierra otros programas, o usa un lote (--batch-size) o una longitud (--max-length) menores."},
    {"base.cancelled", "Se paró antes de terminar, como pediste.",
     "Repite la orden para empezar de nuevo. Un ajuste que ya tenía carpeta sigue con «afina resume»."},
    {"base.no_thread", "El sistema no permite abrir más hilos ni procesos.",
     "Cierra otros programas o pide menos hilos con --threads. «ulimit -u» dice cuántos permite el sistema."},
    {"base.json_syntax", "{place}, línea {line}, columna {column}: no es JSON válido.",
     "Abre el archivo en ese punto: suele faltar una coma, una comilla o un corchete, o el archivo está incompleto."},
    {"base.json_depth", "{place}: JSON con más de {limit} niveles anidados.",
     "Ningún archivo corriente lo necesita; comprueba su origen."},
    {"base.json_range", "{place}: el campo «{key}» vale {value}, un número demasiado grande.",
     "Escribe un número entero que quepa en 64 bits; si no lo has escrito tú, compara el archivo con el original."},
    {"base.json_type", "{place}: el campo «{key}» falta o no es del tipo esperado.",
     "Compara el archivo con el original del que procede."},
};
}  // namespace

std::span<const CatalogueText> base() { return kTexts; }

}  // namespace afina::catalogue::es
