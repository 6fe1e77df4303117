// Running text cut into passages that, put one after another, are the text again.
#pragma once

#include <string_view>
#include <vector>

#include "afina/data/dataset.h"

namespace afina::data {

// At blank lines; a passage longer than a fortieth of the text is cut again at line breaks, then after
// sentences, then after spaces, so that a text can always be split in the wanted proportions. `place` is the
// line where a passage begins.
std::vector<Example> cut_passages(std::string_view text);

}  // namespace afina::data
