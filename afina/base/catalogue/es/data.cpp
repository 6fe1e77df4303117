#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    // Files
    {"data.not_found", "No existe «{place}».", "Comprueba la ruta y el nombre del archivo, con su extensión."},
    {"data.unreadable", "No se puede leer «{place}».",
     "Comprueba que es un archivo o una carpeta corriente y que tienes permiso para leerlo."},
    {"data.empty_file", "«{place}» está vacío.",
     "Vuelve a guardarlo desde el programa con que lo creaste, o indica otro archivo."},
    {"data.empty_folder", "En la carpeta «{place}» no hay archivos de texto (.txt, .md) con contenido.",
     "Guarda tus textos como .txt en esa carpeta, o indica el archivo directamente."},
    {"data.not_text", "«{place}» no contiene texto que se pueda leer.",
     "Expórtalo como CSV, JSON o TXT desde el programa con que lo creaste."},
    {"data.no_rows", "«{place}» no contiene ninguna fila de datos.",
     "Hace falta una fila por ejemplo, debajo de los nombres de las columnas; en JSON, una lista de objetos."},
    {"data.too_many_columns", "«{place}» tiene más de {limit} columnas.",
     "Comprueba que cada ejemplo es una fila y no una columna, y deja solo las columnas que se van a usar."},
    {"data.unsupported_spreadsheet", "«{place}» es una hoja de cálculo ({format}), que afina aún no abre.",
     "Ábrela y guárdala como CSV UTF-8 (Archivo → Guardar como)."},
    {"data.unsupported_document", "«{place}» es un documento ({format}), que afina aún no abre.",
     "Guárdalo como texto sin formato (.txt); de un PDF lo saca `pdftotext ARCHIVO.pdf`."},
    {"data.unsupported_format", "«{place}» tiene un formato ({format}) que afina no abre.",
     "Descomprímelo o expórtalo: afina abre CSV, TSV, JSON, JSON Lines, TXT y carpetas de TXT."},
    {"data.column_name", "columna_{number}"},
    // Columns and roles
    {"data.unknown_task", "La tarea «{task}» no existe.", "Usa classify, instruct, summarize o continue."},
    {"data.unknown_column", "No hay ninguna columna «{name}». Las columnas son: {columns}.",
     "¿Querías decir «{nearest}»?"},
    {"data.ambiguous_column", "Varias columnas podrían ser «{name}». Las columnas son: {columns}.",
     "Escribe el nombre exactamente, con sus mayúsculas y acentos."},
    {"data.same_column", "La columna «{name}» no puede ser a la vez la entrada y el resultado.",
     "Indica dos columnas distintas en --input y --target."},
    {"data.cannot_tell_roles", "No está claro qué hay que aprender de estas columnas: {columns}.",
     "Dilo tú: --input COLUMNA para el texto de partida y --target COLUMNA para lo que se debe aprender a dar."},
    {"data.need_target",
     "Falta saber qué columna contiene el resultado que se debe aprender. Las columnas son: {columns}.",
     "Indícala con --target COLUMNA."},
    {"data.understood_classify",
     "Clasificar: el texto está en «{input}» y su categoría en «{target}» ({distinct} valores distintos)."},
    {"data.understood_instruct", "Responder: se pregunta con «{input}» y se aprende a contestar con «{target}»."},
    {"data.understood_instruct_context",
     "Responder: se pregunta con «{input}», junto con «{context}», y se aprende a contestar con «{target}»."},
    {"data.understood_summarize", "Resumir: el documento está en «{input}» y su resumen en «{target}»."},
    {"data.understood_messages", "Conversar: cada ejemplo es una conversación y se aprende lo que dice el asistente."},
    {"data.understood_text", "Continuar: el archivo es un solo texto seguido, y se aprende a escribir como él."},
    {"data.understood_column", "Continuar: «{input}» se lee como un texto seguido, y se aprende a escribir como él."},
    // Datasets and splits
    {"data.excluded_empty", "filas sin texto o sin resultado"},
    {"data.excluded_rare",
     "filas de {classes} categorías con menos de {minimum} ejemplos, muy pocos para aprender y evaluar"},
    {"data.excluded_silent", "conversaciones en las que el asistente no dice nada"},
    {"data.all_empty", "Todas las filas están vacías en las columnas que se iban a usar.",
     "Comprueba con --input y --target que son las columnas que quieres."},
    {"data.too_little", "Hay {rows} ejemplos utilizables y hacen falta al menos {needed}.",
     "Añade ejemplos: con unos cientos el resultado empieza a ser útil. En clasificación solo cuentan las categorías "
     "con 5 ejemplos o más."},
    {"data.too_little_text", "El texto tiene {bytes} bytes y hacen falta al menos {needed}.",
     "Añade más texto del mismo tipo: unas decenas de páginas ya dan para aprender algo."},
    {"data.one_class", "Solo hay una categoría con ejemplos suficientes, «{label}»: no hay nada que distinguir.",
     "Añade ejemplos de otras categorías (5 o más de cada una), o elige otra columna con --target."},
    {"data.cannot_split",
     "No se puede apartar una parte para evaluar: casi todos los textos son iguales o casi iguales entre sí.",
     "Añade textos distintos: evaluar con copias de lo aprendido no diría nada."},
    {"data.text_repeats",
     "El texto se repite casi entero: solo {different} de sus {passages} pasajes son distintos ({bytes} bytes). Hacen "
     "falta al menos {needed} bytes.",
     "Añade texto distinto: evaluar con copias de lo aprendido no diría nada."},
    // Encoding
    {"data.nothing_to_learn", "En el ejemplo {place} no queda nada que aprender.",
     "Comprueba que su respuesta no está vacía."},
    {"data.answer_too_long",
     "La respuesta del ejemplo {place} no cabe: hacen falta {needed} tokens y la longitud máxima es {limit}.",
     "Usa --max-length {needed} o más, o acorta la respuesta."},
};
}  // namespace

std::span<const CatalogueText> data() { return kTexts; }

}  // namespace afina::catalogue::es
