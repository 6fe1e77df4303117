#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    // The file of one person.
    {"survey.no_consent", "No se guarda nada del curso, porque no has dado permiso.",
     "Si quieres guardar tus respuestas en este ordenador (y solo aquí), acepta en el primer cuaderno. Sin ese permiso "
     "el curso funciona igual."},
    {"survey.bad_code", "«{code}» no es un código del curso.",
     "Son ocho letras o cifras, como KXR4-7TPM. Copia el tuyo tal como te lo dio el primer cuaderno."},
    {"survey.corrupt", "«{path}» no es un archivo del curso, o está dañado.",
     "No se ha cambiado nada en él. Para seguir, cámbiale el nombre (se empezará otro) o recupera una copia."},
    {"survey.newer_file", "«{path}» es de una versión más nueva de afina.", "Actualiza afina para abrirlo."},
    {"survey.busy", "Otro programa tiene ocupado «{path}».",
     "Cierra los demás cuadernos del curso y vuelve a intentarlo."},
    {"survey.text_too_long", "El texto ({what}) ocupa {bytes} bytes, y caben {limit}.",
     "Acórtalo: basta con lo principal."},
    {"survey.unknown_item", "El formulario «{instrument}» no tiene la pregunta «{item}».",
     "Hay «feedback», «sus», «pretest» y «posttest»; sus preguntas salen con el formulario."},
    {"survey.unknown_event", "No hay sucesos de la clase «{kind}».",
     "Son section_begin, section_end, hint, attempt, solved, error y prediction."},
    {"survey.bad_value", "La pregunta «{item}» no admite la respuesta «{value}».", "Elige una de estas: {admitted}."},
    // Files handed in.
    {"survey.not_a_course_file", "{place}: no es un archivo de entrega del curso.",
     "Los escriben el último cuaderno y «afina forms export»; pide a esa persona que lo entregue otra vez."},
    {"survey.bad_field", "{place}: el campo «{field}» falta o no es como debe.",
     "El archivo se ha cambiado a mano o está incompleto: pide a esa persona que lo entregue otra vez."},
    {"survey.unknown_field", "{place}: el formato de las entregas no tiene el campo «{field}».",
     "El archivo se ha cambiado a mano: pide a esa persona que lo entregue otra vez. Si es de una versión más nueva, "
     "actualiza afina."},
    {"survey.too_much", "{place}: hay demasiado de una cosa ({what}); caben {limit}.",
     "Un curso no llega ni de lejos: mira de dónde sale ese archivo. Si son muchas clases, haz un informe de cada "
     "una."},
    {"survey.class_too_large", "Lo que se quiere guardar en «{path}» es demasiado para un solo archivo.",
     "Junta cada clase por separado."},
    {"survey.store_handed_in",
     "«{path}» no es una entrega: es el archivo interno en que un ordenador guarda respuestas.",
     "Pide a esa persona el .json que escribe «afina forms export»; un archivo interno de otro equipo no se abre, por "
     "seguridad."},
    {"survey.file_too_large", "«{path}» ocupa más de {megabytes} MB: no es un archivo de entrega.",
     "Comprueba que es el que escribió «afina forms export»."},
    {"survey.no_files", "No hay ningún archivo de entrega (.json) en «{path}».",
     "Indica los archivos, o la carpeta donde los has guardado."},
    {"survey.skipped_file", "No se cuenta «{path}»: {reason}"},
    {"survey.ignored_files", "No se miran {count} archivos que no son entregas (.json)."},
    {"survey.repeated", "{code} está en varios archivos ({files}): de cada pregunta se queda la respuesta más nueva."},
    {"survey.all_skipped", "No se ha podido leer ninguno. El primero, «{path}»: {reason}",
     "Comprueba que son los archivos que escribió «afina forms export»."},
};
}  // namespace

std::span<const CatalogueText> survey() { return kTexts; }

}  // namespace afina::catalogue::es
