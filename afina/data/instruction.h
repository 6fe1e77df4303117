// What the project itself asks of a model, in the language of the data (DESIGN decision 17).
#pragma once

#include <string>

#include "afina/base/error.h"
#include "afina/data/dataset.h"

namespace afina::data {

// The language of a data set's texts, of the two that the project speaks; the person's own where they are in neither.
Lang language_of(const Dataset& dataset);
// What stands before a text to classify or to summarise, with its line break; empty for the other tasks.
std::string default_instruction(Task task, Lang language);

}  // namespace afina::data
