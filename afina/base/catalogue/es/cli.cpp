#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"cli.loss", "pérdida"},
    {"cli.left", "quedan"},
    {"cli.tuned",
     "Hecho en {seconds}: {steps} pasos; el mejor fue el {best} (pérdida de validación {loss}).\nGuardado en {run}. "
     "Ahora: «afina eval {run}» dice si ha mejorado."},
    {"cli.tuned_early",
     "Hecho en {seconds}: se paró en el paso {steps} porque ya no mejoraba; el mejor fue el {best} (pérdida de "
     "validación {loss}).\nGuardado en {run}. Ahora: «afina eval {run}» dice si ha mejorado."},
    {"cli.interrupted", "Parado en el paso {step}; no se pierde nada. Para seguir: afina resume {run}"},
    {"cli.pretrained", "Modelo guardado en {out}: {steps} pasos en {seconds}, pérdida de validación {loss}."},
    {"cli.interrupted_pretrain",
     "Parado en el paso {steps}, tras {seconds}; repite la misma orden para seguir en {out} (pérdida {loss})."},
    {"cli.tokenizer_written", "Tokenizador guardado en {path}."},
    {"cli.chat_intro", "Escribe y pulsa Intro. «/nuevo» empieza otra conversación; «/salir» termina."},
    {"cli.from_sentence", "frase {sentence}, párrafo {paragraph} del documento"},
    {"cli.rests_on_sentence", "se apoya en la frase {sentence}, párrafo {paragraph} del documento"},
    {"cli.quoted_sentence", "frase {sentence}, párrafo {paragraph} del documento, tal como está"},
    {"cli.nearest_sentence", "no se apoya en el documento; lo más cercano es la frase {sentence}, párrafo {paragraph}"},
    {"cli.from_nowhere", "no se apoya en el documento: es un invento del modelo"},
    {"cli.unfinished_sentence", "quedó a medias"},
    {"cli.draft",
     "Borrador de «{model}», tal como lo escribió: {sentences}. Van entre corchetes las que no se apoyan en el "
     "documento: {unsupported}."},
    {"cli.course_copied", "El curso está en «{folder}». Archivos nuevos: {files}. Las hojas se leen en «hojas»."},
    {"cli.course_kept", "Estos los cambiaste tú y se quedan como estaban: {files}."},
    {"cli.course_fresh", "Con --fresh se pone al lado una copia nueva de cada uno."},
    {"cli.course_how", "Para abrirlo: afina curso {folder}"},
    {"cli.course_opening",
     "Se abre en tu navegador. Si no se abre solo, copia en él la dirección de abajo que empieza por http://. Para "
     "terminar, guarda (Ctrl + S), vuelve a esta ventana y pulsa Ctrl + C."},
    {"cli.course_closed", "El curso se ha cerrado. Para seguir otro día, escribe la misma orden."},
    {"cli.forms_report", "Informe completo: {path}"},
    {"cli.forms_merged", "Personas: {people}. Archivos leídos: {files}. Todo junto en {path}."},
    {"cli.forms_exported",
     "Tu entrega está en {path}, sin tu nombre. Tu código es {code}: guárdalo para seguir otro día."},
    {"cli.forms_erased",
     "Borradas las respuestas que había en {path}. Las entregas que hiciste siguen donde las dejaste."},
    {"cli.forms_nothing", "No había respuestas en {path}."},
    {"cli.bench",
     "{shape}, {method}: entrena {train} tokens/s y escribe {decode} tokens/s; memoria máxima {memory} GB ({threads} "
     "hilos, {set})."},
    {"cli.models_list",
     "Incluido: semilla (español, pequeño, para aprender y probar).\nTambién cualquier carpeta de Hugging Face o archivo "
     ".gguf de estas familias: {architectures}."},
    {"cli.models_list_bare",
     "Este programa se compiló sin semilla. Sirve cualquier carpeta de Hugging Face o archivo .gguf de estas familias: "
     "{architectures}."},
    // Refusals.
    {"cli.unknown_command", "La orden «{command}» no existe.",
     "¿Querías decir «afina {nearest}»? «afina --help» las muestra todas."},
    {"cli.unknown_option", "La opción {option} no existe en esta orden.",
     "¿Querías decir {nearest}? «afina ORDEN --help» muestra las que admite cada orden."},
    {"cli.missing_argument", "Falta {argument}: {help}",
     "«afina ORDEN --help» muestra cómo se usa cada orden, con un ejemplo."},
    {"cli.missing_value", "A la opción {option} le falta su valor.",
     "Escríbelo detrás; «afina ORDEN --help» explica cada opción."},
    {"cli.repeated_option", "La opción {option} está repetida.", "Deja solo una."},
    {"cli.switch_value", "La opción {option} no lleva valor.", "Escribe {option} sin nada detrás."},
    {"cli.bad_value", "El valor «{value}» no sirve para {option}.",
     "Escribe un número, con punto decimal y sin espacios; «afina ORDEN --help» explica cada opción."},
    {"cli.extra_argument", "Sobra «{argument}».",
     "Si es parte de un texto o de un nombre con espacios, ponlo entero entre comillas."},
    {"cli.syntax", "La línea de órdenes no se entiende ({detail}).",
     "«afina ORDEN --help» muestra lo que admite cada orden."},
    {"cli.later", "«{part}» todavía no existe en esta versión.", "«afina --help» muestra lo que hay."},
    {"cli.unknown_action", "«afina models {action}» no existe.",
     "Usa «afina models list» o «afina models show MODELO»."},
    {"cli.unknown_forms_action", "«afina forms {action}» no existe.", "Usa report, merge, export o erase."},
    {"cli.course_no_package", "El Python «{python}» no tiene el paquete de afina, y los cuadernos lo usan.",
     "En la carpeta del proyecto, «make curso» lo prepara todo y abre el curso."},
    {"cli.course_no_jupyter", "Al Python «{python}» le falta para abrir los cuadernos: {missing}.",
     "Escribe: {python} -m pip install {missing}"},
    {"cli.course_not_opened", "JupyterLab terminó antes de tiempo (código {code}).",
     "Lo que escribió antes de terminar dice por qué."},
    {"cli.one_store", "«afina forms {action}» trabaja con un solo archivo.", "Repite la orden con cada uno."},
    {"cli.need_yes", "Se borrarían todas tus respuestas del curso, y no se pueden recuperar.",
     "Añade --yes si es lo que quieres. «afina forms export» guarda antes una copia."},
    {"cli.need_prompt", "Falta el texto de partida.", "Añade --prompt \"TEXTO\" o --file ARCHIVO."},
    {"cli.need_text", "Falta el texto que clasificar.", "Añade --text \"TEXTO\" o --file ARCHIVO."},
    {"cli.need_model", "Falta el nombre del modelo.", "Por ejemplo: afina models show semilla"},
    {"cli.need_out_file", "Falta decir dónde guardar el tokenizador.", "Añade --out tokenizer.json."},
    {"cli.need_pretrain_files", "Faltan --tokenizer, --config o --out.",
     "El ejemplo de «afina pretrain --help» los muestra."},
    {"cli.need_predictions", "Faltan --predictions o --references.",
     "Son dos archivos con un texto por línea, en el mismo orden."},
    {"cli.unequal_lines", "Hay {predictions} predicciones y {references} referencias.",
     "Cada línea de un archivo se compara con la misma del otro: han de ser las mismas."},
    {"cli.not_a_json_string", "{place}: la línea no es un texto JSON.",
     "Con --jsonl cada línea va entre comillas, como \"hola\"."},
};
}  // namespace

std::span<const CatalogueText> cli() { return kTexts; }

}  // namespace afina::catalogue::es
