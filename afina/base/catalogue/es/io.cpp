#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr const char* kCopyAgain = "El archivo está dañado o incompleto: descárgalo o cópialo de nuevo.";
constexpr const char* kSource = "El archivo no cumple el formato safetensors: comprueba de dónde procede.";
constexpr const char* kGgufSource = "El archivo no cumple el formato GGUF: comprueba de dónde procede.";

constexpr CatalogueText kTexts[] = {
    {"io.internal", "Error interno en «io»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"io.not_found", "No existe «{path}».", "Revisa el nombre y la carpeta; las mayúsculas y las tildes cuentan."},
    {"io.not_a_file", "«{path}» no es un archivo corriente (es una carpeta, un dispositivo o una tubería).",
     "Indica un archivo concreto."},
    {"io.not_a_folder", "«{path}» no es una carpeta.",
     "Indica la carpeta que contiene config.json y model.safetensors."},
    {"io.cannot_read", "No se puede leer «{path}»: {reason}.",
     "Comprueba que tienes permiso de lectura y que el disco sigue conectado."},
    {"io.file_damaged", "«{path}» cambió o dejó de poder leerse mientras se usaba.",
     "Otro programa lo recortó o el disco falla. No se ha guardado nada de lo calculado con él. Copia de nuevo el "
     "archivo y repite; un ajuste sigue con «afina resume»."},
    {"io.cannot_write", "No se puede escribir «{path}»: {reason}.",
     "Elige otra carpeta o cambia sus permisos. No ha quedado nada a medias."},
    {"io.cannot_use", "No se puede usar «{path}»: {reason}.",
     "Comprueba el nombre, los permisos y los enlaces de esa ruta, y que el disco sigue conectado."},
    {"io.too_large", "«{path}» ocupa {size} MB y solo se pueden leer {limit}.",
     "Divide el archivo en varios o usa una muestra; si el límite es la memoria, cierra otros programas."},
    {"io.line_too_long", "«{path}» tiene una línea de más de {limit} MB.",
     "Comprueba que es un archivo de texto y parte las líneas largas."},
    {"io.name_not_utf8", "El nombre «{path}» no está escrito en UTF-8: así no se puede guardar ni volver a encontrar.",
     "Cambia el nombre del archivo o de la carpeta por uno con letras corrientes."},
    {"io.disk_full", "No queda espacio en el disco para escribir «{path}».",
     "Libera espacio o elige otra carpeta. No ha quedado nada a medias."},
    {"io.reason_missing", "no existe"},
    {"io.reason_permission", "no tienes permiso"},
    {"io.reason_read_only", "el disco es de solo lectura"},
    {"io.reason_is_folder", "ya existe una carpeta con ese nombre"},
    {"io.reason_parent_is_file", "una parte de la ruta es un archivo, no una carpeta"},
    {"io.reason_link_loop", "los enlaces forman un círculo"},
    {"io.reason_name_too_long", "el nombre es demasiado largo"},
    {"io.reason_device", "el disco da un error"},
    {"io.pickle_refused",
     "afina no abre «{path}». Guarda los pesos como pickle, y al abrir un pickle puede ponerse en marcha cualquier "
     "programa.",
     "Usa la versión safetensors del modelo. Si te fías de quien lo hizo, también puedes convertirlo con transformers: "
     "model.save_pretrained(carpeta, safe_serialization=True)."},
    {"io.lfs_pointer", "«{path}» no contiene los pesos, sino la nota que git deja en su lugar.",
     "Ejecuta «git lfs pull» en esa carpeta, o descarga el archivo desde la página del modelo."},
    {"io.no_weights", "En «{path}» no hay pesos: falta model.safetensors.",
     "Indica la carpeta completa de un modelo en formato Hugging Face (config.json, model.safetensors, "
     "tokenizer.json)."},
    {"io.unsupported_dtype", "El tensor «{tensor}» es de tipo {dtype}, que no se puede convertir a coma flotante.",
     "Usa una versión del modelo en F32, F16 o BF16, sin cuantizar."},
    {"io.shard_name", "{place}: el nombre de parte «{shard}» no es un archivo de la misma carpeta.",
     "Un índice correcto solo nombra archivos de su carpeta; comprueba de dónde procede."},
    {"io.shard_missing", "{place}: falta la parte «{shard}».",
     "La descarga quedó incompleta: descarga ese archivo en la misma carpeta."},
    {"io.shard_tensor", "{place}: falta el tensor «{tensor}», que el índice sitúa ahí.",
     "Las partes y el índice son de versiones distintas: descárgalos de nuevo juntos."},
    {"io.safetensors_short", "{place}: está vacío o tiene menos de 8 bytes; no es un archivo safetensors.", kCopyAgain},
    {"io.safetensors_header_size", "{place}: la cabecera dice ocupar más de 100 MB; no es un archivo safetensors.",
     kSource},
    {"io.safetensors_header_cut", "{place}: el archivo acaba antes que su cabecera.", kCopyAgain},
    {"io.safetensors_not_utf8", "{place}: la cabecera no es texto UTF-8.", kSource},
    {"io.safetensors_header_json", "{place}: la cabecera no es JSON válido (carácter {column}).", kSource},
    {"io.safetensors_entry", "{place}: en la cabecera, «{tensor}» tiene mal el campo «{field}».", kSource},
    {"io.safetensors_duplicate", "{place}: la cabecera repite el nombre de un tensor.", kSource},
    {"io.safetensors_dtype", "{place}: el tensor «{tensor}» es de un tipo desconocido, «{dtype}».",
     "Usa una versión del modelo en F32, F16 o BF16."},
    {"io.safetensors_offsets", "{place}: el tensor «{tensor}» no empieza donde acaba el anterior.", kSource},
    {"io.safetensors_overflow", "{place}: el tensor «{tensor}» tiene unas dimensiones imposibles.", kSource},
    {"io.safetensors_size", "{place}: los bytes del tensor «{tensor}» no corresponden a su forma y tipo.", kSource},
    {"io.safetensors_incomplete", "{place}: la cabecera describe {expected} bytes de datos y hay {found}.", kCopyAgain},
    {"io.gguf_short", "{place}: está vacío o acaba antes de empezar; no es un archivo GGUF entero.", kCopyAgain},
    {"io.gguf_magic", "{place}: no es un archivo GGUF, pues no empieza por «GGUF».",
     "Comprueba que el archivo es de verdad un modelo GGUF y no, por ejemplo, una página web guardada con ese nombre."},
    {"io.gguf_version", "{place}: es un GGUF de la versión {version}; afina lee la 2 y la 3.",
     "Descarga una edición más reciente del modelo, o conviértelo de nuevo con las herramientas de llama.cpp."},
    {"io.gguf_big_endian", "{place}: el GGUF tiene los bytes en el orden de otra clase de máquinas (big-endian).",
     "Descarga la edición corriente del modelo, o conviértelo con gguf_convert_endian.py de llama.cpp."},
    {"io.gguf_cut", "{place}: el archivo acaba en medio de «{item}».", kCopyAgain},
    {"io.gguf_key", "{place}: en los metadatos, «{key}» no cumple el formato GGUF.", kGgufSource},
    {"io.gguf_key_duplicate", "{place}: los metadatos repiten la clave «{key}».", kGgufSource},
    {"io.gguf_key_type", "{place}: en los metadatos, «{key}» no es del tipo que se espera.", kGgufSource},
    {"io.gguf_key_missing", "{place}: falta «{key}» en los metadatos.",
     "El archivo no contiene un modelo entero, o es de una clase que afina no conoce: usa otra edición del modelo."},
    {"io.gguf_tensor", "{place}: el tensor «{tensor}» no cumple el formato GGUF.", kGgufSource},
    {"io.gguf_tensor_duplicate", "{place}: se repite el nombre del tensor «{tensor}».", kGgufSource},
    {"io.gguf_overflow", "{place}: el tensor «{tensor}» tiene unas dimensiones imposibles.", kGgufSource},
    {"io.gguf_type", "{place}: el tensor «{tensor}» está guardado como {type}, que afina no lee.",
     "afina lee F32, F16, BF16 y los bloques Q4, Q5, Q6_K y Q8_0. Busca la edición Q4_K_M o Q8_0 del "
     "mismo modelo, o conviértelo: llama-quantize --allow-requantize MODELO.gguf NUEVO.gguf Q4_K_M."},
    {"io.gguf_row", "{place}: las filas del tensor «{tensor}» tienen {row} números, que no llenan bloques {type}.",
     kGgufSource},
    {"io.gguf_offset", "{place}: el tensor «{tensor}» está mal alineado o se monta sobre otro.", kGgufSource},
    {"io.gguf_incomplete", "{place}: los datos del tensor «{tensor}» quedan fuera del archivo.", kCopyAgain},
    {"io.gguf_split_name", "{place}: es una de las {count} partes de un modelo, pero su nombre no dice cuál.",
     "Devuelve a las partes su nombre, como MODELO-00001-of-00003.gguf, o únelas con llama-gguf-split --merge."},
    {"io.gguf_split_missing", "{place}: falta otra parte del modelo, «{part}».",
     "Descarga esa parte en la misma carpeta: un modelo partido necesita todas."},
    {"io.gguf_split_mismatch", "{place}: esta parte no corresponde a las demás del modelo.",
     "Las partes son de ediciones distintas o tienen el nombre cambiado: descárgalas de nuevo juntas."},
};
}  // namespace

std::span<const CatalogueText> io() { return kTexts; }

}  // namespace afina::catalogue::es
