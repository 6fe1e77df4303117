#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"cli.loss", "pérdida", "loss"},
    {"cli.left", "quedan", "left"},
    {"cli.tuned",
     "Hecho en {seconds}: {steps} pasos; el mejor fue el {best} (pérdida de validación {loss}).\nGuardado en {run}. "
     "Ahora: «afina eval {run}» dice si ha mejorado.",
     "Done in {seconds}: {steps} steps; the best was {best} (validation loss {loss}).\nSaved in {run}. "
     "Now: \"afina eval {run}\" says whether it got better."},
    {"cli.tuned_early",
     "Hecho en {seconds}: se paró en el paso {steps} porque ya no mejoraba; el mejor fue el {best} (pérdida de "
     "validación {loss}).\nGuardado en {run}. Ahora: «afina eval {run}» dice si ha mejorado.",
     "Done in {seconds}: it stopped at step {steps} because it no longer improved; the best was {best} (validation "
     "loss {loss}).\nSaved in {run}. Now: \"afina eval {run}\" says whether it got better."},
    {"cli.interrupted", "Parado en el paso {step}; no se pierde nada. Para seguir: afina resume {run}",
     "Stopped at step {step}; nothing is lost. To go on: afina resume {run}"},
    {"cli.pretrained", "Modelo guardado en {out}: {steps} pasos en {seconds}, pérdida de validación {loss}.",
     "Model saved in {out}: {steps} steps in {seconds}, validation loss {loss}."},
    {"cli.interrupted_pretrain",
     "Parado en el paso {steps}, tras {seconds}; repite la misma orden para seguir en {out} (pérdida {loss}).",
     "Stopped at step {steps}, after {seconds}; run the same command to go on in {out} (loss {loss})."},
    {"cli.tokenizer_written", "Tokenizador guardado en {path}.", "Tokenizer saved in {path}."},
    {"cli.chat_intro", "Escribe y pulsa Intro. «/nuevo» empieza otra conversación; «/salir» termina.",
     "Write and press Enter. \"/new\" begins another conversation; \"/exit\" ends."},
    {"cli.from_sentence", "frase {sentence}, párrafo {paragraph} del documento",
     "sentence {sentence}, paragraph {paragraph} of the document"},
    {"cli.from_section", "se apoya en la sección {section} ({share} % de sus palabras están ahí)",
     "rests on section {section} ({share} % of its words are there)"},
    {"cli.from_nowhere", "¡no se apoya en ninguna sección: puede ser un invento del modelo!",
     "rests on no section: it may be an invention of the model!"},
    {"cli.bench",
     "{shape}, {method}: entrena {train} tokens/s y escribe {decode} tokens/s; memoria máxima {memory} GB ({threads} "
     "hilos, {set}).",
     "{shape}, {method}: trains {train} tokens/s and writes {decode} tokens/s; peak memory {memory} GB ({threads} "
     "threads, {set})."},
    {"cli.models_list",
     "Incluido: semilla (español, pequeño, para aprender y probar).\nTambién cualquier carpeta de Hugging Face de "
     "estas familias: {architectures}.",
     "Included: semilla (Spanish, small, for learning and trying).\nAlso any Hugging Face folder of these families: "
     "{architectures}."},
    {"cli.models_list_bare",
     "Este programa se compiló sin semilla. Sirve cualquier carpeta de Hugging Face de estas familias: "
     "{architectures}.",
     "This program was built without semilla. Any Hugging Face folder of these families will do: {architectures}."},
    // Refusals.
    {"cli.unknown_command", "La orden «{command}» no existe.", "There is no command \"{command}\".",
     "¿Querías decir «afina {nearest}»? «afina --help» las muestra todas.",
     "Did you mean \"afina {nearest}\"? \"afina --help\" shows them all."},
    {"cli.unknown_option", "La opción {option} no existe en esta orden.", "This command has no option {option}.",
     "¿Querías decir {nearest}? «afina ORDEN --help» muestra las que admite cada orden.",
     "Did you mean {nearest}? \"afina COMMAND --help\" shows what each command takes."},
    {"cli.missing_argument", "Falta {argument}: {help}", "{argument} is missing: {help}",
     "«afina ORDEN --help» muestra cómo se usa cada orden, con un ejemplo.",
     "\"afina COMMAND --help\" shows how each command is used, with an example."},
    {"cli.missing_value", "A la opción {option} le falta su valor.", "The option {option} lacks its value.",
     "Escríbelo detrás; «afina ORDEN --help» explica cada opción.",
     "Write it after the option; \"afina COMMAND --help\" explains each one."},
    {"cli.bad_value", "El valor «{value}» no sirve para {option}.", "The value \"{value}\" does not fit {option}.",
     "Escribe un número, con punto decimal y sin espacios; «afina ORDEN --help» explica cada opción.",
     "Write a number, with a decimal point and no spaces; \"afina COMMAND --help\" explains each option."},
    {"cli.extra_argument", "Sobra «{argument}».", "\"{argument}\" is one word too many.",
     "Si es parte de un texto o de un nombre con espacios, ponlo entero entre comillas.",
     "If it is part of a text or of a name with spaces, put the whole between quotation marks."},
    {"cli.syntax", "La línea de órdenes no se entiende ({detail}).", "The command line is not understood ({detail}).",
     "«afina ORDEN --help» muestra lo que admite cada orden.",
     "\"afina COMMAND --help\" shows what each command takes."},
    {"cli.later", "«{part}» todavía no existe en esta versión.", "\"{part}\" does not exist in this version yet.",
     "«afina --help» muestra lo que hay.", "\"afina --help\" shows what there is."},
    {"cli.unknown_task", "La tarea «{task}» no existe.", "Task \"{task}\" does not exist.",
     "Usa classify, instruct, summarize o continue.", "Use classify, instruct, summarize or continue."},
    {"cli.unknown_method", "El método «{method}» no existe.", "Method \"{method}\" does not exist.",
     "Usa extractive o abstractive.", "Use extractive or abstractive."},
    {"cli.unknown_action", "«afina models {action}» no existe.", "\"afina models {action}\" does not exist.",
     "Usa «afina models list» o «afina models show MODELO».",
     "Use \"afina models list\" or \"afina models show MODEL\"."},
    {"cli.need_prompt", "Falta el texto de partida.", "The text to begin with is missing.",
     "Añade --prompt \"TEXTO\" o --file ARCHIVO.", "Add --prompt \"TEXT\" or --file FILE."},
    {"cli.need_text", "Falta el texto que clasificar.", "The text to classify is missing.",
     "Añade --text \"TEXTO\" o --file ARCHIVO.", "Add --text \"TEXT\" or --file FILE."},
    {"cli.need_model", "Falta el nombre del modelo.", "The model's name is missing.",
     "Por ejemplo: afina models show semilla", "For instance: afina models show semilla"},
    {"cli.need_out_file", "Falta decir dónde guardar el tokenizador.", "Where to save the tokenizer is not said.",
     "Añade --out tokenizer.json.", "Add --out tokenizer.json."},
    {"cli.need_pretrain_files", "Faltan --tokenizer, --config o --out.", "--tokenizer, --config or --out is missing.",
     "El ejemplo de «afina pretrain --help» los muestra.", "The example in \"afina pretrain --help\" shows them."},
    {"cli.need_predictions", "Faltan --predictions o --references.", "--predictions or --references is missing.",
     "Son dos archivos con un texto por línea, en el mismo orden.",
     "They are two files with one text a line, in the same order."},
    {"cli.unequal_lines", "Hay {predictions} predicciones y {references} referencias.",
     "There are {predictions} predictions and {references} references.",
     "Cada línea de un archivo se compara con la misma del otro: han de ser las mismas.",
     "Each line of a file is compared with the same one of the other: they must be as many."},
    {"cli.negative_length", "Las cantidades no pueden ser negativas ni cero.", "Amounts cannot be negative or zero.",
     "Usa números enteros positivos.", "Use positive whole numbers."},
    {"cli.not_a_json_string", "{place}: la línea no es un texto JSON.", "{place}: the line is not a JSON string.",
     "Con --jsonl cada línea va entre comillas, como \"hola\".",
     "With --jsonl each line is in quotes, such as \"hello\"."},
};
}  // namespace

std::span<const CatalogueEntry> cli() { return kEntries; }

}  // namespace afina::catalogue
