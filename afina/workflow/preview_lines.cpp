#include "afina/workflow/preview_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "afina/base/error.h"
#include "afina/base/one_line.h"
#include "afina/base/utf8.h"

namespace afina::workflow {

namespace {

constexpr size_t kShownPlaces = 10;
constexpr size_t kShownCut = 200;  // code points of what was cut

std::string percent(int64_t part, int64_t whole) {
  return fmt::format("{:.0f}", whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0.0);
}

std::string places(const std::vector<int64_t>& all) {
  std::string list;
  for (size_t i = 0; i < std::min(all.size(), kShownPlaces); ++i) {
    list += (i ? ", " : "") + std::to_string(all[i]);
  }
  return all.size() > kShownPlaces ? list + "…" : list;
}

}  // namespace

std::string visible(std::string_view token) {
  std::string shown;
  for (size_t i = 0; i < token.size();) {
    const char32_t c = next_code_point(token, i);
    if (c == U' ')
      shown += "·";
    else if (c == U'\n')
      shown += "↵";
    else if (c == U'\t')
      shown += "⇥";
    else if (c < 0x20 || c == 0x7F || (is_white_space(c) && c != U'\u00A0') || c == U'\u200B' || c == U'\uFEFF')
      shown += fmt::format("‹U+{:04X}›", static_cast<uint32_t>(c));
    else
      append_utf8(shown, c == U'\u00A0' ? U'·' : c);
  }
  return shown;
}

std::string row_heading(const Preview& preview, size_t index) {
  const PreviewRow& row = preview.rows[index];
  const auto tokens = static_cast<int64_t>(row.tokens.size());
  return text(row.place > 0 ? "preview.row" : "preview.window", {{"row", std::to_string(index + 1)},
                                                                 {"place", std::to_string(row.place)},
                                                                 {"tokens", std::to_string(tokens)},
                                                                 {"learned", std::to_string(row.learned_tokens)},
                                                                 {"share", percent(row.learned_tokens, tokens)}});
}

std::vector<std::string> row_notes(const PreviewRow& row) {
  std::vector<std::string> notes;
  if (!row.label.empty()) notes.push_back(text("preview.label", {{"label", row.label}}));
  if (!row.end_token.empty()) notes.push_back(text("preview.end_token", {{"token", row.end_token}}));
  if (row.cut_tokens > 0) {
    notes.push_back(text(row.cut_text.empty() ? "preview.cut_several" : "preview.cut",
                         {{"tokens", std::to_string(row.cut_tokens)},
                          {"at", std::to_string(row.cut_at + 1)},
                          {"text", shortened(visible(row.cut_text), kShownCut)}}));
  }
  return notes;
}

std::string template_line(const Preview& p) {
  return text("preview.template", {{"model", p.model},
                                   {"name", p.template_name},
                                   {"text", p.template_text},
                                   {"tokens", std::to_string(p.max_length)}});
}

std::vector<std::string> total_lines(const Preview& p) {
  const PreviewTotals& t = p.totals;
  std::vector<std::string> lines;
  lines.push_back(text(p.task == data::Task::classify ? "preview.totals_label" : "preview.totals",
                       {{"rows", std::to_string(t.rows)},
                        {"tokens", std::to_string(t.tokens)},
                        {"longest", std::to_string(t.longest)},
                        {"learned", std::to_string(t.learned_tokens)},
                        {"share", percent(t.learned_tokens, t.tokens)}}));
  lines.push_back(
      text("preview.totals_cut", {{"rows", std::to_string(t.cut_rows)}, {"tokens", std::to_string(t.cut_tokens)}}));
  for (const PreviewExclusion& x : t.excluded) {
    lines.push_back(
        text("preview.excluded",
             {{"rows", std::to_string(x.places.size())}, {"reason", x.reason}, {"places", places(x.places)}}));
  }
  std::map<std::string, std::vector<const PreviewRefusal*>> by_code;
  for (const PreviewRefusal& r : t.refused) by_code[r.code].push_back(&r);
  for (const auto& [code, refused] : by_code) {
    std::vector<int64_t> where;
    for (const PreviewRefusal* r : refused) where.push_back(r->place);
    lines.push_back(text(
        "preview.refused",
        {{"rows", std::to_string(refused.size())}, {"places", places(where)}, {"reason", refused.front()->reason}}));
  }
  return lines;
}

}  // namespace afina::workflow
