#include "afina/workflow/describe.h"

#include <map>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/io/mapped_file.h"
#include "afina/workflow/run_data.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

std::string column_name(const PreparedData& data, int column) {
  return column >= 0 ? data.table.columns[static_cast<size_t>(column)] : std::string();
}

// Bytes of a text to code points, for positions that mostly grow: each call goes on from the one before.
class CodePoints {
 public:
  explicit CodePoints(std::string_view document) : document_(document) {}
  int64_t at(int64_t byte) {
    if (byte < byte_) byte_ = points_ = 0;
    points_ += static_cast<int64_t>(
        count_code_points(document_.substr(static_cast<size_t>(byte_), static_cast<size_t>(byte - byte_))));
    byte_ = byte;
    return points_;
  }

 private:
  std::string_view document_;
  int64_t byte_ = 0, points_ = 0;
};

Json extractive_json(const Summary& summary) {
  Json list = Json::array();
  CodePoints points(summary.document);
  for (const auto& s : summary.extractive->sentences) {
    const int64_t begin = points.at(s.begin), end = points.at(s.end);
    list.push_back({{"text", s.text},
                    {"begin", begin},
                    {"end", end},
                    {"sentence", s.sentence},
                    {"paragraph", s.paragraph},
                    {"score", s.score},
                    {"source", text("cli.from_sentence", {{"sentence", std::to_string(s.sentence)},
                                                          {"paragraph", std::to_string(s.paragraph)}})}});
  }
  return list;
}

// Where a sentence comes from, in words.
std::string said_source(const char* key, const summarisation::Source& source) {
  return text(key, {{"sentence", std::to_string(source.sentence)}, {"paragraph", std::to_string(source.paragraph)}});
}

void add_source(Json& item, const summarisation::Source& source, CodePoints& points) {
  item["begin"] = points.at(source.begin);
  item["end"] = points.at(source.end);
  item["sentence"] = source.sentence;
  item["paragraph"] = source.paragraph;
  item["overlap"] = source.share;
  item["source_sentence"] = source.text;
}

Json abstractive_json(const Summary& summary) {
  Json list = Json::array();
  CodePoints points(summary.document);
  for (const auto& s : summary.abstractive->sentences) {
    Json item{{"text", s.text},
              {"supported", true},
              {"section", s.section + 1},
              {"quoted", s.quoted},
              {"source", source_of(s)}};
    add_source(item, s.source, points);
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace

Json to_json(const PreparedData& d) {
  Json examples = Json::array(), exclusions = Json::array();
  std::map<std::string, int64_t> labels;
  for (const std::string& label : d.dataset.labels) labels[label] = 0;
  for (const data::Example& e : d.dataset.examples) {
    Json example{{"input", e.input}, {"target", e.target}, {"place", e.place}};
    if (e.messages) example["messages"] = *e.messages;
    examples.push_back(std::move(example));
    if (auto label = labels.find(e.target); label != labels.end()) ++label->second;
  }
  for (const data::Exclusion& x : d.dataset.exclusions) exclusions.push_back({{"reason", x.reason}, {"rows", x.rows}});
  return {{"summary", d.summary},
          {"task", data::task_name(d.dataset.task)},
          {"columns", d.table.columns},
          {"input", column_name(d, d.roles.input)},
          {"target", column_name(d, d.roles.target)},
          {"running_text", d.dataset.running_text},
          {"examples", std::move(examples)},
          {"labels", labels},
          {"parts", {{"train", d.split.train}, {"validation", d.split.validation}, {"test", d.split.test}}},
          {"repeats", d.split.near_duplicates},
          {"exclusions", std::move(exclusions)}};
}

Json sentences_json(const Summary& summary) {
  return summary.extractive ? extractive_json(summary) : abstractive_json(summary);
}

std::string source_of(const summarisation::SummarySentence& sentence) {
  return said_source(sentence.quoted ? "cli.quoted_sentence" : "cli.rests_on_sentence", sentence.source);
}

std::string source_of(const summarisation::DraftSentence& sentence) {
  if (sentence.unfinished) return text("cli.unfinished_sentence");
  if (!sentence.source) return text("cli.from_nowhere");
  return said_source(sentence.supported ? "cli.rests_on_sentence" : "cli.nearest_sentence", *sentence.source);
}

Json draft_json(const Summary& summary) {
  Json list = Json::array();
  if (!summary.abstractive) return list;
  CodePoints points(summary.document);
  for (const auto& s : summary.abstractive->draft) {
    Json item{{"text", s.text},
              {"supported", s.supported},
              {"unfinished", s.unfinished},
              {"section", s.section + 1},
              {"source", source_of(s)},
              {"begin", nullptr},
              {"end", nullptr},
              {"sentence", nullptr},
              {"paragraph", nullptr},
              {"overlap", 0},
              {"source_sentence", nullptr}};
    if (s.source) add_source(item, *s.source, points);
    list.push_back(std::move(item));
  }
  return list;
}

Json describe_run(const fs::path& run) {
  if (load_manifest(run).done()) open_finished_run(run);
  const fs::path manifest = run / "run.json", curve = run / "curve.jsonl";
  Json json = parse_json(read_file(manifest), manifest.string());
  json["path"] = run.string();
  json["curve"] = Json::array();
  if (!fs::exists(curve)) return json;
  const std::string lines = read_file(curve);
  for (std::string_view line : split_lines(lines)) json["curve"].push_back(parse_json(line, curve.string()));
  return json;
}

std::string describe_data_of_run(const fs::path& run) { return data_of_run(load_manifest(run), run).summary; }

}  // namespace afina::workflow
