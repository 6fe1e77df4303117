#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"cli.loss", "loss"},
    {"cli.left", "left"},
    {"cli.tuned",
     "Done in {seconds}: {steps} steps; the best was {best} (validation loss {loss}).\nSaved in {run}. Now: \"afina "
     "eval {run}\" says whether it got better."},
    {"cli.tuned_early",
     "Done in {seconds}: it stopped at step {steps} because it no longer improved; the best was {best} (validation "
     "loss {loss}).\nSaved in {run}. Now: \"afina eval {run}\" says whether it got better."},
    {"cli.interrupted", "Stopped at step {step}; nothing is lost. To go on: afina resume {run}"},
    {"cli.pretrained", "Model saved in {out}: {steps} steps in {seconds}, validation loss {loss}."},
    {"cli.interrupted_pretrain",
     "Stopped at step {steps}, after {seconds}; run the same command to go on in {out} (loss {loss})."},
    {"cli.tokenizer_written", "Tokenizer saved in {path}."},
    {"cli.chat_intro", "Write and press Enter. \"/new\" begins another conversation; \"/exit\" ends."},
    {"cli.from_sentence", "sentence {sentence}, paragraph {paragraph} of the document"},
    {"cli.rests_on_sentence", "rests on sentence {sentence}, paragraph {paragraph} of the document"},
    {"cli.quoted_sentence", "sentence {sentence}, paragraph {paragraph} of the document, as it stands"},
    {"cli.nearest_sentence",
     "does not rest on the document; the nearest is sentence {sentence}, paragraph {paragraph}"},
    {"cli.from_nowhere", "does not rest on the document: the model made it up"},
    {"cli.unfinished_sentence", "was left half said"},
    {"cli.draft",
     "Draft by \"{model}\", as it wrote it: {sentences}. In brackets those that do not rest on the document: "
     "{unsupported}."},
    {"cli.course_copied", "The course is in \"{folder}\". New files: {files}. The pages to read are in \"pages\"."},
    {"cli.course_kept", "These you changed, and they stay as they were: {files}."},
    {"cli.course_fresh", "With --fresh a new copy of each is put beside it."},
    {"cli.course_how", "To open it: afina course {folder}"},
    {"cli.course_opening",
     "It opens in your browser. If it does not, copy the address below that begins with http:// into it. To end, save "
     "(Ctrl + S), come back to this window and press Ctrl + C."},
    {"cli.course_closed", "The course is closed. To go on another day, write the same command."},
    {"cli.forms_report", "Full report: {path}"},
    {"cli.forms_merged", "People: {people}. Files read: {files}. All together in {path}."},
    {"cli.forms_exported",
     "Your hand-in is in {path}, without your name. Your code is {code}: keep it to go on another day."},
    {"cli.forms_erased",
     "The answers that were in {path} are erased. Hand-ins that you made are still where you left them."},
    {"cli.forms_nothing", "There were no answers in {path}."},
    {"cli.bench",
     "{shape}, {method}: trains {train} tokens/s and writes {decode} tokens/s; peak memory {memory} GB ({threads} "
     "threads, {set})."},
    {"cli.models_list",
     "Included: semilla (Spanish, small, for learning and trying).\nAlso any Hugging Face folder or .gguf file of these "
     "families: "
     "{architectures}."},
    {"cli.models_list_bare",
     "This program was built without semilla. Any Hugging Face folder or .gguf file of these families will do: {architectures}."},
    // Refusals.
    {"cli.unknown_command", "There is no command \"{command}\".",
     "Did you mean \"afina {nearest}\"? \"afina --help\" shows them all."},
    {"cli.unknown_option", "This command has no option {option}.",
     "Did you mean {nearest}? \"afina COMMAND --help\" shows what each command takes."},
    {"cli.missing_argument", "{argument} is missing: {help}",
     "\"afina COMMAND --help\" shows how each command is used, with an example."},
    {"cli.missing_value", "The option {option} lacks its value.",
     "Write it after the option; \"afina COMMAND --help\" explains each one."},
    {"cli.repeated_option", "The option {option} is given twice.", "Keep only one of them."},
    {"cli.switch_value", "The option {option} takes no value.", "Write {option} alone."},
    {"cli.bad_value", "The value \"{value}\" does not fit {option}.",
     "Write a number, with a decimal point and no spaces; \"afina COMMAND --help\" explains each option."},
    {"cli.extra_argument", "\"{argument}\" is one word too many.",
     "If it is part of a text or of a name with spaces, put the whole between quotation marks."},
    {"cli.syntax", "The command line is not understood ({detail}).",
     "\"afina COMMAND --help\" shows what each command takes."},
    {"cli.later", "\"{part}\" does not exist in this version yet.", "\"afina --help\" shows what there is."},
    {"cli.unknown_action", "\"afina models {action}\" does not exist.",
     "Use \"afina models list\" or \"afina models show MODEL\"."},
    {"cli.unknown_forms_action", "\"afina forms {action}\" does not exist.", "Use report, merge, export or erase."},
    {"cli.course_no_package", "The Python \"{python}\" has no package of afina, which the notebooks use.",
     "In the project's folder, \"make course\" prepares everything and opens the course."},
    {"cli.course_no_jupyter", "The Python \"{python}\" lacks, to open the notebooks: {missing}.",
     "Write: {python} -m pip install {missing}"},
    {"cli.course_not_opened", "JupyterLab ended too soon (code {code}).", "What it wrote before it ended says why."},
    {"cli.one_store", "\"afina forms {action}\" works on one file only.", "Repeat the command for each of them."},
    {"cli.need_yes", "All your answers of the course would be erased, and cannot be brought back.",
     "Add --yes if that is what you want. \"afina forms export\" keeps a copy first."},
    {"cli.need_prompt", "The text to begin with is missing.", "Add --prompt \"TEXT\" or --file FILE."},
    {"cli.need_text", "The text to classify is missing.", "Add --text \"TEXT\" or --file FILE."},
    {"cli.need_model", "The model's name is missing.", "For instance: afina models show semilla"},
    {"cli.need_out_file", "Where to save the tokenizer is not said.", "Add --out tokenizer.json."},
    {"cli.need_pretrain_files", "--tokenizer, --config or --out is missing.",
     "The example in \"afina pretrain --help\" shows them."},
    {"cli.need_predictions", "--predictions or --references is missing.",
     "They are two files with one text a line, in the same order."},
    {"cli.unequal_lines", "There are {predictions} predictions and {references} references.",
     "Each line of a file is compared with the same one of the other: they must be as many."},
    {"cli.not_a_json_string", "{place}: the line is not a JSON string.",
     "With --jsonl each line is in quotes, such as \"hello\"."},
};
}  // namespace

std::span<const CatalogueText> cli() { return kTexts; }

}  // namespace afina::catalogue::en
