// What the text and the HTML of a preview say in words: the same sentences in both.
#pragma once

#include <string>
#include <vector>

#include "afina/workflow/preview.h"

namespace afina::workflow {

// Blanks and line breaks as signs that can be seen: "·casa", "↵".
std::string visible(std::string_view token);
// "Fila 3 (línea 7): …", with tokens, learned share, end token or label, and what was cut.
std::string row_heading(const Preview& preview, size_t row);
std::vector<std::string> row_notes(const PreviewRow& row);
std::string template_line(const Preview& preview);
// Totals, rows left out and rows refused, with their places.
std::vector<std::string> total_lines(const Preview& preview);

}  // namespace afina::workflow
