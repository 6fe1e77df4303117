// What the columns of a table look like: their names' meaning, their contents in figures, finding one by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/data/table.h"

namespace afina::data {

// What a column's name says about it, in Spanish or English. `weak_label` are names that are often, not
// always, a category ("tipo", "area").
enum class NameHint {
  none,
  text,
  label,
  weak_label,
  question,
  answer,
  document,
  summary,
  instruction,
  input,
  output,
  context
};
NameHint name_hint(std::string_view name);
inline bool names_a_role(std::string_view name) { return name_hint(name) != NameHint::none; }

// Case folded, without accents, "_" and "-" as spaces: for comparing names.
std::string fold_name(std::string_view name);

// Numbers, dates, times, prices: anything with a digit and no letters.
bool is_figure(std::string_view cell);

struct ColumnProfile {
  NameHint hint = NameHint::none;
  int64_t filled = 0;  // cells that are not empty
  int64_t distinct = 0;
  double mean_length = 0;  // code points of the filled cells
  double mean_words = 0;
  double figures = 0;    // share of filled cells that are figures
  double questions = 0;  // share that end in a question mark
};
std::vector<ColumnProfile> profile_columns(const Table& table);

bool looks_like_labels(const ColumnProfile& column);  // few distinct values, repeated, short
bool looks_like_prose(const ColumnProfile& column);   // several words, hardly ever repeated

// The column a person means: exact name, or the only one equal without accents and case, or (without a
// header) its number from 1. Errors: data.unknown_column, data.ambiguous_column.
int find_column(const Table& table, std::string_view name);

}  // namespace afina::data
