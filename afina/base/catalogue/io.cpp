#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr const char* kCopyAgainEs = "El archivo está dañado o incompleto: descárgalo o cópialo de nuevo.";
constexpr const char* kCopyAgainEn = "The file is damaged or incomplete: download or copy it again.";
constexpr const char* kSourceEs = "El archivo no cumple el formato safetensors: comprueba de dónde procede.";
constexpr const char* kSourceEn = "The file breaks the safetensors format: check where it comes from.";

constexpr CatalogueEntry kEntries[] = {
    {"io.internal", "Error interno en «io»: {detail}.", "Internal error in \"io\": {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos.",
     "This is a bug in afina, not your mistake: keep this message and report it."},

    {"io.not_found", "No existe «{path}».", "\"{path}\" does not exist.",
     "Revisa el nombre y la carpeta; las mayúsculas y las tildes cuentan.",
     "Check the name and the folder; capitals and accents count."},
    {"io.not_a_file", "«{path}» no es un archivo corriente (es una carpeta, un dispositivo o una tubería).",
     "\"{path}\" is not an ordinary file (it is a folder, a device or a pipe).", "Indica un archivo concreto.",
     "Give the name of a file."},
    {"io.not_a_folder", "«{path}» no es una carpeta.", "\"{path}\" is not a folder.",
     "Indica la carpeta que contiene config.json y model.safetensors.",
     "Give the folder that holds config.json and model.safetensors."},
    {"io.cannot_read", "No se puede leer «{path}»: {reason}.", "Cannot read \"{path}\": {reason}.",
     "Comprueba que tienes permiso de lectura y que el disco sigue conectado.",
     "Check that you may read it and that the disk is still connected."},
    {"io.file_damaged", "«{path}» cambió o dejó de poder leerse mientras se usaba.",
     "\"{path}\" changed or could no longer be read while it was in use.",
     "Otro programa lo recortó o el disco falla. No se ha guardado nada de lo calculado con él. Copia de nuevo el "
     "archivo "
     "y repite; un ajuste sigue con «afina resume».",
     "Another program cut it or the disk is failing. Nothing computed from it was saved. Copy the file again and "
     "repeat; "
     "a run goes on with \"afina resume\"."},
    {"io.cannot_write", "No se puede escribir «{path}»: {reason}.", "Cannot write \"{path}\": {reason}.",
     "Elige otra carpeta o cambia sus permisos. No ha quedado nada a medias.",
     "Choose another folder or change its permissions. Nothing was left half-written."},
    {"io.cannot_use", "No se puede usar «{path}»: {reason}.", "Cannot use \"{path}\": {reason}.",
     "Comprueba el nombre, los permisos y los enlaces de esa ruta, y que el disco sigue conectado.",
     "Check the name, the permissions and the links of that path, and that the disk is still connected."},
    {"io.too_large", "«{path}» ocupa {size} MB y solo se pueden leer {limit}.",
     "\"{path}\" takes {size} MB and only {limit} can be read.",
     "Divide el archivo en varios o usa una muestra; si el límite es la memoria, cierra otros programas.",
     "Split the file or use a sample of it; where memory is the limit, close other programs."},
    {"io.line_too_long", "«{path}» tiene una línea de más de {limit} MB.",
     "\"{path}\" has a line of more than {limit} MB.",
     "Comprueba que es un archivo de texto y parte las líneas largas.",
     "Check that it is a text file, and break its long lines."},
    {"io.name_not_utf8", "El nombre «{path}» no está escrito en UTF-8, y la ejecución tiene que guardarlo.",
     "The name \"{path}\" is not written in UTF-8, and the run has to record it.",
     "Cambia el nombre del archivo o de la carpeta por uno con letras corrientes.",
     "Rename the file or the folder with ordinary letters."},
    {"io.disk_full", "No queda espacio en el disco para escribir «{path}».",
     "There is no room on the disk to write \"{path}\".",
     "Libera espacio o elige otra carpeta. No ha quedado nada a medias.",
     "Free some space or choose another folder. Nothing was left half-written."},
    {"io.reason_missing", "no existe", "it does not exist"},
    {"io.reason_permission", "no tienes permiso", "you have no permission"},
    {"io.reason_read_only", "el disco es de solo lectura", "the disk is read-only"},
    {"io.reason_is_folder", "ya existe una carpeta con ese nombre", "a folder of that name exists"},
    {"io.reason_parent_is_file", "una parte de la ruta es un archivo, no una carpeta",
     "a part of the path is a file, not a folder"},
    {"io.reason_link_loop", "los enlaces forman un círculo", "the links form a circle"},
    {"io.reason_name_too_long", "el nombre es demasiado largo", "the name is too long"},
    {"io.reason_device", "el disco da un error", "the disk reports an error"},

    {"io.pickle_refused",
     "afina no abre «{path}». Guarda los pesos como pickle, y al abrir un pickle puede ponerse en marcha cualquier "
     "programa.",
     "afina does not open \"{path}\". It keeps the weights as a pickle, and opening a pickle may run any program.",
     "Usa la versión safetensors del modelo. Si te fías de quien lo hizo, también puedes convertirlo con transformers: "
     "model.save_pretrained(carpeta, safe_serialization=True).",
     "Use the safetensors version of the model. If you trust whoever made it, you can also convert it with "
     "transformers: "
     "model.save_pretrained(folder, safe_serialization=True)."},
    {"io.lfs_pointer", "«{path}» no contiene los pesos, sino la nota que git deja en su lugar.",
     "\"{path}\" does not hold the weights but the note that git leaves in their place.",
     "Ejecuta «git lfs pull» en esa carpeta, o descarga el archivo desde la página del modelo.",
     "Run \"git lfs pull\" in that folder, or download the file from the model's page."},
    {"io.no_weights", "En «{path}» no hay pesos: falta model.safetensors.",
     "There are no weights in \"{path}\": model.safetensors is missing.",
     "Indica la carpeta completa de un modelo en formato Hugging Face (config.json, model.safetensors, "
     "tokenizer.json).",
     "Give the whole folder of a model in Hugging Face format (config.json, model.safetensors, tokenizer.json)."},
    {"io.unsupported_dtype", "El tensor «{tensor}» es de tipo {dtype}, que no se puede convertir a coma flotante.",
     "Tensor \"{tensor}\" has type {dtype}, which cannot be converted to floating point.",
     "Usa una versión del modelo en F32, F16 o BF16, sin cuantizar.",
     "Use an unquantised version of the model in F32, F16 or BF16."},

    {"io.shard_name", "{place}: el nombre de parte «{shard}» no es un archivo de la misma carpeta.",
     "{place}: shard name \"{shard}\" is not a file of the same folder.",
     "Un índice correcto solo nombra archivos de su carpeta; comprueba de dónde procede.",
     "A sound index only names files of its own folder; check where it comes from."},
    {"io.shard_missing", "{place}: falta la parte «{shard}».", "{place}: shard \"{shard}\" is missing.",
     "La descarga quedó incompleta: descarga ese archivo en la misma carpeta.",
     "The download is incomplete: download that file into the same folder."},
    {"io.shard_tensor", "{place}: falta el tensor «{tensor}», que el índice sitúa ahí.",
     "{place}: tensor \"{tensor}\", which the index places there, is missing.",
     "Las partes y el índice son de versiones distintas: descárgalos de nuevo juntos.",
     "The shards and the index are of different versions: download them again together."},

    {"io.safetensors_short", "{place}: está vacío o tiene menos de 8 bytes; no es un archivo safetensors.",
     "{place}: empty or shorter than 8 bytes; not a safetensors file.", kCopyAgainEs, kCopyAgainEn},
    {"io.safetensors_header_size", "{place}: la cabecera dice ocupar más de 100 MB; no es un archivo safetensors.",
     "{place}: the header claims more than 100 MB; not a safetensors file.", kSourceEs, kSourceEn},
    {"io.safetensors_header_cut", "{place}: el archivo acaba antes que su cabecera.",
     "{place}: the file ends before its header does.", kCopyAgainEs, kCopyAgainEn},
    {"io.safetensors_not_utf8", "{place}: la cabecera no es texto UTF-8.", "{place}: the header is not UTF-8 text.",
     kSourceEs, kSourceEn},
    {"io.safetensors_header_json", "{place}: la cabecera no es JSON válido (carácter {column}).",
     "{place}: the header is not valid JSON (character {column}).", kSourceEs, kSourceEn},
    {"io.safetensors_entry", "{place}: en la cabecera, «{tensor}» tiene mal el campo «{field}».",
     "{place}: in the header, \"{tensor}\" has a wrong field \"{field}\".", kSourceEs, kSourceEn},
    {"io.safetensors_duplicate", "{place}: la cabecera repite el nombre de un tensor.",
     "{place}: the header repeats the name of a tensor.", kSourceEs, kSourceEn},
    {"io.safetensors_dtype", "{place}: el tensor «{tensor}» es de un tipo desconocido, «{dtype}».",
     "{place}: tensor \"{tensor}\" has an unknown type, \"{dtype}\".", "Usa una versión del modelo en F32, F16 o BF16.",
     "Use a version of the model in F32, F16 or BF16."},
    {"io.safetensors_offsets", "{place}: el tensor «{tensor}» no empieza donde acaba el anterior.",
     "{place}: tensor \"{tensor}\" does not begin where the one before ends.", kSourceEs, kSourceEn},
    {"io.safetensors_overflow", "{place}: el tensor «{tensor}» tiene unas dimensiones imposibles.",
     "{place}: tensor \"{tensor}\" has impossible dimensions.", kSourceEs, kSourceEn},
    {"io.safetensors_size", "{place}: los bytes del tensor «{tensor}» no corresponden a su forma y tipo.",
     "{place}: the bytes of tensor \"{tensor}\" do not match its shape and type.", kSourceEs, kSourceEn},
    {"io.safetensors_incomplete", "{place}: la cabecera describe {expected} bytes de datos y hay {found}.",
     "{place}: the header describes {expected} bytes of data and there are {found}.", kCopyAgainEs, kCopyAgainEn},
};
}  // namespace

std::span<const CatalogueEntry> io() { return kEntries; }

}  // namespace afina::catalogue
