// mteval-v13a's tokenisation, as sacrebleu's default: punctuation apart, except points and commas in figures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace afina::metrics {

std::vector<std::string> tokens_13a(std::string_view line);

}  // namespace afina::metrics
