#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"base.internal", "Error interno: {detail}.", "Internal error: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"base.out_of_memory", "No queda memoria: afina ocupa {used} MB, necesitaba {megabytes} MB más y quedan {free} MB.",
     "Out of memory: afina takes {used} MB, needed {megabytes} MB more, and {free} MB are left.",
     "Cierra otros programas, o usa un lote (--batch-size) o una longitud (--max-length) menores.",
     "Close other programs, or use a smaller --batch-size or --max-length."},
    {"base.cancelled", "Se paró antes de terminar, como pediste.", "It was stopped before it ended, as you asked.",
     "Repite la orden para empezar de nuevo. Un ajuste que ya tenía carpeta sigue con «afina resume».",
     "Repeat the command to begin again. A run that already had its folder goes on with \"afina resume\"."},
    {"base.no_thread", "El sistema no permite abrir más hilos ni procesos.",
     "The system allows no more threads or processes.",
     "Cierra otros programas o pide menos hilos con --threads. «ulimit -u» dice cuántos permite el sistema.",
     "Close other programs or ask for fewer threads with --threads. \"ulimit -u\" says how many the system allows."},
    {"base.json_syntax", "{place}, línea {line}, columna {column}: no es JSON válido.",
     "{place}, line {line}, column {column}: not valid JSON.",
     "Abre el archivo en ese punto: suele faltar una coma, una comilla o un corchete, o el archivo está incompleto.",
     "Open the file at that point: a comma, quote or bracket is usually missing, or the file is incomplete."},
    {"base.json_depth", "{place}: JSON con más de {limit} niveles anidados.",
     "{place}: JSON nested deeper than {limit} levels.", "Ningún archivo corriente lo necesita; comprueba su origen.",
     "No ordinary file needs this; check where it comes from."},
    {"base.json_range", "{place}: el campo «{key}» vale {value}, un número demasiado grande.",
     "{place}: field \"{key}\" is {value}, a number too large.",
     "Escribe un número entero que quepa en 64 bits; si no lo has escrito tú, compara el archivo con el original.",
     "Write a whole number of 64 bits; if you did not write it, compare the file with the original."},
    {"base.json_type", "{place}: el campo «{key}» falta o no es del tipo esperado.",
     "{place}: field \"{key}\" is missing or not of the expected type.",
     "Compara el archivo con el original del que procede.", "Compare the file with the original it comes from."},
};
}  // namespace

std::span<const CatalogueEntry> base() { return kEntries; }

}  // namespace afina::catalogue
