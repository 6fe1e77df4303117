#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    // Files
    {"data.not_found", "\"{place}\" does not exist.", "Check the path and the name of the file, with its extension."},
    {"data.unreadable", "\"{place}\" cannot be read.",
     "Check that it is an ordinary file or folder and that you have permission to read it."},
    {"data.empty_file", "\"{place}\" is empty.", "Save it again from the program that made it, or name another file."},
    {"data.empty_folder", "The folder \"{place}\" holds no text files (.txt, .md) with content.",
     "Save your texts as .txt in that folder, or name the file itself."},
    {"data.not_text", "\"{place}\" does not hold readable text.",
     "Export it as CSV, JSON or TXT from the program that made it."},
    {"data.no_rows", "\"{place}\" holds no rows of data.",
     "It needs one row an example, below the names of the columns; in JSON, a list of objects."},
    {"data.too_many_columns", "\"{place}\" has more than {limit} columns.",
     "Check that each example is a row and not a column, and leave only the columns that will be used."},
    {"data.unsupported_spreadsheet", "\"{place}\" is a spreadsheet ({format}), which afina does not open yet.",
     "Open it and save it as CSV UTF-8 (File → Save as)."},
    {"data.unsupported_document", "\"{place}\" is a document ({format}), which afina does not open yet.",
     "Save it as plain text (.txt); from a PDF `pdftotext FILE.pdf` extracts it."},
    {"data.unsupported_format", "\"{place}\" has a format ({format}) that afina does not open.",
     "Unpack or export it: afina opens CSV, TSV, JSON, JSON Lines, TXT and folders of TXT."},
    {"data.column_name", "column_{number}"},
    // Columns and roles
    {"data.unknown_task", "Task \"{task}\" does not exist.", "Use classify, instruct, summarize or continue."},
    {"data.unknown_column", "There is no column \"{name}\". The columns are: {columns}.",
     "Did you mean \"{nearest}\"?"},
    {"data.ambiguous_column", "Several columns could be \"{name}\". The columns are: {columns}.",
     "Write the name exactly, with its capitals and accents."},
    {"data.same_column", "The column \"{name}\" cannot be both the input and the target.",
     "Name two different columns in --input and --target."},
    {"data.cannot_tell_roles", "It is not clear what is to be learned from these columns: {columns}.",
     "Say it yourself: --input COLUMN for the text that is given and --target COLUMN for what is to be produced."},
    {"data.need_target", "The column that holds the result to be learned is not known. The columns are: {columns}.",
     "Name it with --target COLUMN."},
    {"data.understood_classify",
     "Classify: the text is in \"{input}\" and its category in \"{target}\" ({distinct} different values)."},
    {"data.understood_instruct", "Answer: \"{input}\" asks, and what is learned is to answer with \"{target}\"."},
    {"data.understood_instruct_context",
     "Answer: \"{input}\" asks, together with \"{context}\", and what is learned is to answer with \"{target}\"."},
    {"data.understood_summarize", "Summarise: the document is in \"{input}\" and its summary in \"{target}\"."},
    {"data.understood_messages", "Chat: each example is a conversation, and what the assistant says is learned."},
    {"data.understood_text", "Continue: the file is one running text, and what is learned is to write like it."},
    {"data.understood_column",
     "Continue: \"{input}\" is read as one running text, and what is learned is to write like it."},
    // Datasets and splits
    {"data.excluded_empty", "rows without text or without a result"},
    {"data.excluded_rare",
     "rows of {classes} categories with fewer than {minimum} examples, too few to learn from and to test"},
    {"data.excluded_silent", "conversations in which the assistant says nothing"},
    {"data.all_empty", "Every row is empty in the columns that were to be used.",
     "Check with --input and --target that these are the columns you want."},
    {"data.too_little", "There are {rows} usable examples and at least {needed} are needed.",
     "Add examples: with a few hundred the result begins to be useful. For classification only categories with 5 "
     "examples or more count."},
    {"data.too_little_text", "The text has {bytes} bytes and at least {needed} are needed.",
     "Add more text of the same kind: a few dozen pages are enough to learn something."},
    {"data.one_class", "Only one category has examples enough, \"{label}\": there is nothing to tell apart.",
     "Add examples of other categories (5 or more of each), or choose another column with --target."},
    {"data.cannot_split", "No part can be set aside for testing: nearly all texts are the same or nearly the same.",
     "Add texts that differ: testing on copies of what was learned would say nothing."},
    {"data.text_repeats",
     "Nearly all of the text repeats: of its {passages} passages only {different} differ ({bytes} bytes), and at least "
     "{needed} bytes of text that differs are needed.",
     "Add text that differs: testing on copies of what was learned would say nothing."},
    // Encoding
    {"data.nothing_to_learn", "Nothing is left to learn in example {place}.", "Check that its answer is not empty."},
    {"data.answer_too_long",
     "The answer of example {place} does not fit: {needed} tokens are needed and the maximum length is {limit}.",
     "Use --max-length {needed} or more, or shorten the answer."},
};
}  // namespace

std::span<const CatalogueText> data() { return kTexts; }

}  // namespace afina::catalogue::en
