// Which language a text is in, of those that the project speaks: for the stems that a summary is compared by, and for
// what is asked of a model.
#pragma once

#include <optional>
#include <string_view>

#include "afina/base/error.h"

namespace afina::data {

// By the shares of frequent words that only one of the two has. Nothing where neither has enough of them: another
// language, a list of names, a table of figures, at times a short title. Of a long text its beginning, middle and end
// are read. Rows of a table are best given together.
std::optional<Lang> language_of(std::string_view text);

}  // namespace afina::data
