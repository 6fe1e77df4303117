#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"base.internal", "Internal error: {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"base.out_of_memory", "Out of memory: afina takes {used} MB, needed {megabytes} MB more, and {free} MB are left.",
     "Close other programs, or use a smaller --batch-size or --max-length."},
    {"base.cancelled", "It was stopped before it ended, as you asked.",
     "Repeat the command to begin again. A run that already had its folder goes on with \"afina resume\"."},
    {"base.no_thread", "The system allows no more threads or processes.",
     "Close other programs or ask for fewer threads with --threads. \"ulimit -u\" says how many the system allows."},
    {"base.json_syntax", "{place}, line {line}, column {column}: not valid JSON.",
     "Open the file at that point: a comma, quote or bracket is usually missing, or the file is incomplete."},
    {"base.json_depth", "{place}: JSON nested deeper than {limit} levels.",
     "No ordinary file needs this; check where it comes from."},
    {"base.json_range", "{place}: field \"{key}\" is {value}, a number too large.",
     "Write a whole number of 64 bits; if you did not write it, compare the file with the original."},
    {"base.json_type", "{place}: field \"{key}\" is missing or not of the expected type.",
     "Compare the file with the original it comes from."},
};
}  // namespace

std::span<const CatalogueText> base() { return kTexts; }

}  // namespace afina::catalogue::en
