// What a model would read of a person's data and what it would learn, token by token, before anything is tuned: the
// rows come from the encoder that tuning uses (workflow/encode_rows.h), so they cannot differ from what is learned.
#pragma once

#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/tuning/options.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

struct PreviewRequest {
  DataRequest data;
  std::string model = "semilla";
  int64_t rows = 3;  // of the training part, shown token by token
  int64_t max_length = tuning::TuneOptions{}.max_length;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.rows,
          OptionSpec{"rows", "Filas que se muestran.", "Rows that are shown."}.range(0, kMostCount).in("rows"));
    visit(self.max_length, OptionSpec{"max-length", "Máximo de tokens por fila.", "Most tokens in a row."}
                               .range(8, kMostTokens)
                               .in("tokens"));
  }
};

struct PreviewToken {
  std::string text;  // as it reads: " casa"; where it holds a part of a character, its bytes: "‹C3›"
  int32_t id = 0;
  bool learned = false;  // predicted from what precedes it, and counted in the loss
  bool special = false;
};

struct PreviewRow {
  int64_t place = 0;  // line or item in the source; 0 for a window of running text
  std::vector<PreviewToken> tokens;
  int64_t learned_tokens = 0;
  std::string label;      // classify: what is learned of the row
  std::string end_token;  // that the model learns to end with; empty where it learns none
  int64_t cut_tokens = 0;
  int64_t cut_at = 0;    // what was cut stood before this token
  std::string cut_text;  // as it read; empty where it was cut in several places

  double learned_share() const;  // of the tokens; 0 without any
};

struct PreviewRefusal {
  int64_t place = 0;
  std::string code, reason;  // of the error, in the person's language
};

// Rows left out before anything is encoded, because they are empty or their category is too rare.
struct PreviewExclusion {
  std::string reason;  // in the person's language
  std::vector<int64_t> places;
};

// Over all parts of the data, also what is set aside for testing: the same encoder reads it.
struct PreviewTotals {
  int64_t rows = 0, tokens = 0, learned_tokens = 0;
  int64_t longest = 0;  // tokens of the longest row, as cut
  int64_t cut_rows = 0, cut_tokens = 0;
  std::vector<PreviewRefusal> refused;  // rows that nothing can be learned from
  std::vector<PreviewExclusion> excluded;
};

struct Preview {
  std::string model, summary;  // `summary`: what was understood of the data
  data::Task task = data::Task::continuation;
  std::string template_name;  // "chat", "plain", "text"
  std::string template_text;  // what it does, one sentence
  int64_t max_length = 0;
  std::vector<PreviewRow> rows;
  PreviewTotals totals;
};

// Errors: workflow.option_out_of_range; workflow.nothing_fits and data.nothing_to_learn where every row is refused;
// those of prepare_data and load_model_source.
Preview preview(const PreviewRequest& request);

Json to_json(const Preview& preview);
// Borders and marks are characters, so that they survive without colour. `columns`: width of the terminal.
std::string to_text(const Preview& preview, int columns);
// A <div> with a style of its own, for a notebook, its headings of that level. Nothing is said by colour alone.
std::string to_html_fragment(const Preview& preview, int heading = 3);
// The same as a page that stands alone.
std::string to_html(const Preview& preview);

}  // namespace afina::workflow
