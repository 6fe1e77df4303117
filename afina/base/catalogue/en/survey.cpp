#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    // The file of one person.
    {"survey.no_consent", "Nothing of the course is kept, because you have not agreed to it.",
     "If you want your answers kept on this computer (and only here), agree in the first notebook. Without it the "
     "course works all the same."},
    {"survey.bad_code", "\"{code}\" is not a code of the course.",
     "It is eight letters or digits, such as KXR4-7TPM. Copy yours as the first notebook gave it to you."},
    {"survey.corrupt", "\"{path}\" is not a file of the course, or it is damaged.",
     "Nothing in it was changed. To go on, rename it (another one will be begun) or bring back a copy."},
    {"survey.newer_file", "\"{path}\" comes from a newer version of afina.", "Update afina to open it."},
    {"survey.busy", "Another program is holding \"{path}\".", "Close the other notebooks of the course and try again."},
    {"survey.text_too_long", "The text ({what}) takes {bytes} bytes, and {limit} fit.",
     "Shorten it: the main point is enough."},
    {"survey.unknown_item", "The form \"{instrument}\" has no question \"{item}\".",
     "There are \"feedback\", \"sus\", \"pretest\" and \"posttest\"; their questions come with the form."},
    {"survey.unknown_event", "There are no events of the kind \"{kind}\".",
     "They are section_begin, section_end, hint, attempt, solved, error and prediction."},
    {"survey.bad_value", "Question \"{item}\" does not take the answer \"{value}\".",
     "Choose one of these: {admitted}."},
    // Files handed in.
    {"survey.not_a_course_file", "{place}: not a hand-in file of the course.",
     "The last notebook and \"afina forms export\" write them; ask that person to hand it in again."},
    {"survey.bad_field", "{place}: field \"{field}\" is missing or not as it should be.",
     "The file was changed by hand or is incomplete: ask that person to hand it in again."},
    {"survey.unknown_field", "{place}: the hand-in format has no field \"{field}\".",
     "The file was changed by hand: ask that person to hand it in again. If a newer version wrote it, update afina."},
    {"survey.too_much", "{place}: there is too much of one thing ({what}); {limit} fit.",
     "A course comes nowhere near: see where that file is from. If there are many classes, make a report of each."},
    {"survey.class_too_large", "What is to be kept in \"{path}\" is too much for one file.", "Join each class apart."},
    {"survey.store_handed_in",
     "\"{path}\" is not a hand-in: it is the internal file in which a computer keeps answers.",
     "Ask that person for the .json that \"afina forms export\" writes; an internal file from another machine is not "
     "opened, for safety."},
    {"survey.file_too_large", "\"{path}\" takes more than {megabytes} MB: it is not a hand-in file.",
     "Check that it is the one \"afina forms export\" wrote."},
    {"survey.no_files", "There is no hand-in file (.json) in \"{path}\".",
     "Name the files, or the folder where you saved them."},
    {"survey.skipped_file", "Not counted, \"{path}\": {reason}"},
    {"survey.ignored_files", "Not looked at: {count} files that are no hand-ins (.json)."},
    {"survey.repeated", "{code} is in several files ({files}): for each question the newest answer is kept."},
    {"survey.all_skipped", "None could be read. The first one, \"{path}\": {reason}",
     "Check that they are the files \"afina forms export\" wrote."},
};
}  // namespace

std::span<const CatalogueText> survey() { return kTexts; }

}  // namespace afina::catalogue::en
