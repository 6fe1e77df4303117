#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    // The file of one person.
    {"survey.no_consent", "No se guarda nada del curso, porque no has dado permiso.",
     "Nothing of the course is kept, because you have not agreed to it.",
     "Si quieres guardar tus respuestas en este ordenador (y solo aquí), acepta en el primer cuaderno. Sin ese permiso "
     "el curso funciona igual.",
     "If you want your answers kept on this computer (and only here), agree in the first notebook. Without it the "
     "course "
     "works all the same."},
    {"survey.bad_code", "«{code}» no es un código del curso.", "\"{code}\" is not a code of the course.",
     "Son ocho letras o cifras, como KXR4-7TPM. Copia el tuyo tal como te lo dio el primer cuaderno.",
     "It is eight letters or digits, such as KXR4-7TPM. Copy yours as the first notebook gave it to you."},
    {"survey.corrupt", "«{path}» no es un archivo del curso, o está dañado.",
     "\"{path}\" is not a file of the course, or it is damaged.",
     "No se ha cambiado nada en él. Para seguir, cámbiale el nombre (se empezará otro) o recupera una copia.",
     "Nothing in it was changed. To go on, rename it (another one will be begun) or bring back a copy."},
    {"survey.newer_file", "«{path}» es de una versión más nueva de afina.",
     "\"{path}\" comes from a newer version of afina.", "Actualiza afina para abrirlo.", "Update afina to open it."},
    {"survey.busy", "Otro programa tiene ocupado «{path}».", "Another program is holding \"{path}\".",
     "Cierra los demás cuadernos del curso y vuelve a intentarlo.",
     "Close the other notebooks of the course and try again."},
    {"survey.text_too_long", "El texto ({what}) ocupa {bytes} bytes, y caben {limit}.",
     "The text ({what}) takes {bytes} bytes, and {limit} fit.", "Acórtalo: basta con lo principal.",
     "Shorten it: the main point is enough."},
    {"survey.unknown_item", "El formulario «{instrument}» no tiene la pregunta «{item}».",
     "The form \"{instrument}\" has no question \"{item}\".",
     "Hay «feedback», «sus», «pretest» y «posttest»; sus preguntas salen con el formulario.",
     "There are \"feedback\", \"sus\", \"pretest\" and \"posttest\"; their questions come with the form."},
    {"survey.unknown_event", "No hay sucesos de la clase «{kind}».", "There are no events of the kind \"{kind}\".",
     "Son section_begin, section_end, hint, attempt, solved, error y prediction.",
     "They are section_begin, section_end, hint, attempt, solved, error and prediction."},
    {"survey.bad_value", "La pregunta «{item}» no admite la respuesta «{value}».",
     "Question \"{item}\" does not take the answer \"{value}\".", "Elige una de estas: {admitted}.",
     "Choose one of these: {admitted}."},

    // Files handed in.
    {"survey.not_a_course_file", "{place}: no es un archivo de entrega del curso.",
     "{place}: not a hand-in file of the course.",
     "Los escriben el último cuaderno y «afina forms export»; pide a esa persona que lo entregue otra vez.",
     "The last notebook and \"afina forms export\" write them; ask that person to hand it in again."},
    {"survey.bad_field", "{place}: el campo «{field}» falta o no es como debe.",
     "{place}: field \"{field}\" is missing or not as it should be.",
     "El archivo se ha cambiado a mano o está incompleto: pide a esa persona que lo entregue otra vez.",
     "The file was changed by hand or is incomplete: ask that person to hand it in again."},
    {"survey.unknown_field", "{place}: el formato de las entregas no tiene el campo «{field}».",
     "{place}: the hand-in format has no field \"{field}\".",
     "El archivo se ha cambiado a mano: pide a esa persona que lo entregue otra vez. Si es de una versión más nueva, "
     "actualiza afina.",
     "The file was changed by hand: ask that person to hand it in again. If a newer version wrote it, update afina."},
    {"survey.too_much", "{place}: hay demasiado de una cosa ({what}); caben {limit}.",
     "{place}: there is too much of one thing ({what}); {limit} fit.",
     "Un curso no llega ni de lejos: mira de dónde sale ese archivo. Si son muchas clases, haz un informe de cada una.",
     "A course comes nowhere near: see where that file is from. If there are many classes, make a report of each."},
    {"survey.class_too_large", "Lo que se quiere guardar en «{path}» es demasiado para un solo archivo.",
     "What is to be kept in \"{path}\" is too much for one file.", "Junta cada clase por separado.",
     "Join each class apart."},
    {"survey.store_handed_in",
     "«{path}» no es una entrega: es el archivo interno en que un ordenador guarda respuestas.",
     "\"{path}\" is not a hand-in: it is the internal file in which a computer keeps answers.",
     "Pide a esa persona el .json que escribe «afina forms export»; un archivo interno de otro equipo no se abre, por "
     "seguridad.",
     "Ask that person for the .json that \"afina forms export\" writes; an internal file from another machine is not "
     "opened, for safety."},
    {"survey.file_too_large", "«{path}» ocupa más de {megabytes} MB: no es un archivo de entrega.",
     "\"{path}\" takes more than {megabytes} MB: it is not a hand-in file.",
     "Comprueba que es el que escribió «afina forms export».",
     "Check that it is the one \"afina forms export\" wrote."},
    {"survey.no_files", "No hay ningún archivo de entrega (.json) en «{path}».",
     "There is no hand-in file (.json) in \"{path}\".", "Indica los archivos, o la carpeta donde los has guardado.",
     "Name the files, or the folder where you saved them."},
    {"survey.skipped_file", "No se cuenta «{path}»: {reason}", "Not counted, \"{path}\": {reason}"},
    {"survey.ignored_files", "No se miran {count} archivos que no son entregas (.json).",
     "Not looked at: {count} files that are no hand-ins (.json)."},
    {"survey.repeated", "{code} está en varios archivos ({files}): de cada pregunta se queda la respuesta más nueva.",
     "{code} is in several files ({files}): for each question the newest answer is kept."},
    {"survey.all_skipped", "No se ha podido leer ninguno. El primero, «{path}»: {reason}",
     "None could be read. The first one, \"{path}\": {reason}",
     "Comprueba que son los archivos que escribió «afina forms export».",
     "Check that they are the files \"afina forms export\" wrote."},
};
}  // namespace

std::span<const CatalogueEntry> survey() { return kEntries; }

}  // namespace afina::catalogue
