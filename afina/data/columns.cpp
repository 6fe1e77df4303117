#include "afina/data/columns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "afina/base/error.h"
#include "afina/base/nearest.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"

namespace afina::data {

namespace {

struct HintWords {
  NameHint hint;
  std::string_view words;  // folded, between spaces
};

constexpr std::array kHintWords = {
    HintWords{NameHint::question, " pregunta preguntas question questions consulta consultas query duda prompt "},
    HintWords{NameHint::answer, " respuesta respuestas answer answers response reply completion contestacion "},
    HintWords{NameHint::instruction, " instruction instructions instruccion instrucciones "},
    HintWords{NameHint::input, " input entrada "},
    HintWords{NameHint::output, " output salida "},
    HintWords{NameHint::context, " context contexto pasaje passage "},
    HintWords{NameHint::summary,
              " resumen resumenes summary summaries titular titulares headline highlights abstract "
              "sumario sintesis tldr "},
    HintWords{NameHint::label,
              " etiqueta etiquetas label labels categoria categorias category clase class sentimiento "
              "sentiment polaridad intencion intent departamento department tema topic "},
    HintWords{NameHint::weak_label,
              " tipo type area estado status genero genre rating estrellas stars valoracion "
              "puntuacion target "},
    HintWords{NameHint::document, " documento document articulo article noticia aviso informe cuerpo body "},
    HintWords{NameHint::text,
              " texto textos text texts contenido content mensaje message comentario comentarios "
              "comment opinion resena review queja reclamo reclamacion frase sentence oracion tweet tuit "
              "descripcion description sample samples verso versos poema parrafo linea line historia "
              "cuento carta "},
};

std::string column_list(const Table& table) {
  std::string list;
  for (const std::string& column : table.columns) list += (list.empty() ? "«" : ", «") + column + "»";
  return list;
}

std::string nearest_column(const Table& table, std::string_view name) {
  std::vector<std::string> folded;
  for (const std::string& column : table.columns) folded.push_back(fold_name(column));
  const size_t best = nearest(fold_name(name), folded);
  return best < folded.size() ? table.columns[best] : std::string();
}

ColumnProfile profile_column(const Table& table, size_t column) {
  ColumnProfile profile;
  profile.hint = table.has_header ? name_hint(table.columns[column]) : NameHint::none;
  std::unordered_set<std::string_view> distinct;
  double length = 0, words = 0, figures = 0, questions = 0;
  for (const Row& row : table.rows) {
    check_stop();
    std::string_view cell = trim(row.cells[column]);
    if (cell.empty()) continue;
    ++profile.filled;
    distinct.insert(cell);
    length += static_cast<double>(count_code_points(cell));
    words +=
        1 + static_cast<double>(std::count_if(cell.begin(), cell.end(), [](char c) { return c == ' ' || c == '\n'; }));
    figures += is_figure(cell);
    questions += cell.ends_with('?');
  }
  profile.distinct = static_cast<int64_t>(distinct.size());
  double n = static_cast<double>(std::max<int64_t>(1, profile.filled));
  profile.mean_length = length / n;
  profile.mean_words = words / n;
  profile.figures = figures / n;
  profile.questions = questions / n;
  return profile;
}

}  // namespace

std::string fold_name(std::string_view name) {
  std::string folded;
  std::string decomposed = normalize(case_fold(trim(name)), NormalForm::nfd);
  for (size_t i = 0; i < decomposed.size();) {
    char32_t c = next_code_point(decomposed, i);
    if (is_mark(c) || c == 0xFEFF) continue;
    append_utf8(folded, c == '_' || c == '-' ? U' ' : c);
  }
  return std::string(trim(folded));
}

NameHint name_hint(std::string_view name) {
  std::string folded = fold_name(name);
  // A long name is a sentence that happens to hold the word.
  if (folded.empty() || std::count(folded.begin(), folded.end(), ' ') > 2) return NameHint::none;
  for (std::string_view rest = folded; !rest.empty();) {
    size_t end = rest.find(' ');
    std::string word = " " + std::string(rest.substr(0, end)) + " ";
    for (const HintWords& entry : kHintWords) {
      if (word.size() > 2 && entry.words.find(word) != std::string_view::npos) return entry.hint;
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return NameHint::none;
}

bool is_figure(std::string_view cell) {
  bool digit = false;
  for (size_t i = 0; i < cell.size();) {
    char32_t c = next_code_point(cell, i);
    if (c >= '0' && c <= '9')
      digit = true;
    else if (c == 'T' || c == 'Z') {
      if (!digit) return false;  // ISO 8601's letters stand after figures
    } else if (std::u32string_view(U".,:/+-% \u00A0€$").find(c) == std::u32string_view::npos) {
      return false;
    }
  }
  return digit;
}

std::vector<ColumnProfile> profile_columns(const Table& table) {
  std::vector<ColumnProfile> profiles;
  for (size_t i = 0; i < table.columns.size(); ++i) profiles.push_back(profile_column(table, i));
  return profiles;
}

bool looks_like_labels(const ColumnProfile& column) {
  if (column.filled < 2 || column.mean_length > 60) return false;
  // A name that says "category" is believed sooner than the contents alone.
  bool named = column.hint == NameHint::label || column.hint == NameHint::weak_label;
  if (named) return column.distinct * 3 <= column.filled * 2;
  return column.distinct >= 2 && column.mean_length <= 40 &&
         column.distinct * 5 <= std::max<int64_t>(column.filled, 10) && !(column.figures > 0.9 && column.distinct > 20);
}

bool looks_like_prose(const ColumnProfile& column) {
  return column.filled > 0 && column.figures < 0.5 && column.mean_words >= 2.5 && column.distinct * 2 >= column.filled;
}

int find_column(const Table& table, std::string_view name) {
  std::string folded = fold_name(name);
  int found = -1, matches = 0;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i] == name) return static_cast<int>(i);
    if (fold_name(table.columns[i]) == folded) {
      found = static_cast<int>(i);
      ++matches;
    }
  }
  TextArgs args = {{"name", std::string(name)}, {"columns", column_list(table)}};
  if (matches > 1) fail("data.ambiguous_column", args);
  if (matches == 1) return found;
  if (size_t number = 0; !table.has_header && !name.empty()) {
    auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size() && number >= 1 && number <= table.columns.size()) {
      return static_cast<int>(number) - 1;
    }
  }
  args.emplace_back("nearest", nearest_column(table, name));
  fail("data.unknown_column", args);
}

}  // namespace afina::data
