#include "afina/workflow/forms.h"

#include "afina/base/error.h"
#include "afina/survey/analysis.h"
#include "afina/survey/exchange.h"
#include "afina/survey/private_file.h"
#include "afina/survey/report.h"
#include "afina/survey/report_json.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

std::string joined(const Paths& paths) {
  std::string all;
  for (const fs::path& path : paths) all += (all.empty() ? "" : ", ") + path.string();
  return all;
}

survey::Merged own_answers() {
  survey::Merged own;
  own.learners.push_back(survey::Store().read());
  own.files = 1;
  return own;
}

survey::Merged merge_and_tell(const Paths& sources, const Control& control) {
  survey::Merged merged = sources.empty() ? own_answers() : survey::merge(sources);
  for (const auto& skipped : merged.skipped) {
    control.message(
        text("survey.skipped_file", {{"path", skipped.path.string()}, {"reason", skipped.error.message()}}));
  }
  for (const auto& repeated : merged.repeated)
    control.message(text("survey.repeated", {{"code", repeated.code}, {"files", joined(repeated.files)}}));
  if (merged.ignored > 0) control.message(text("survey.ignored_files", {{"count", std::to_string(merged.ignored)}}));
  return merged;
}

void add_sources(Json& json, const survey::Merged& merged) {
  json["files"] = merged.files;
  json["ignored"] = merged.ignored;
  json["skipped"] = Json::array();
  for (const auto& skipped : merged.skipped) {
    json["skipped"].push_back(
        {{"path", skipped.path.string()}, {"code", skipped.error.code()}, {"message", skipped.error.message()}});
  }
  json["repeated"] = Json::array();
  for (const auto& repeated : merged.repeated) {
    Json files = Json::array();
    for (const fs::path& file : repeated.files) files.push_back(file.string());
    json["repeated"].push_back({{"code", repeated.code}, {"files", std::move(files)}});
  }
}

survey::Store open_store(const fs::path& store) { return store.empty() ? survey::Store() : survey::Store(store); }

}  // namespace

FormsReport report_forms(const Paths& sources, const fs::path& page, const Control& control) {
  const survey::Merged merged = merge_and_tell(sources, control);
  const survey::ClassReport report = survey::analyse(merged.learners);
  if (!page.empty()) survey::write_private_file(page, survey::report_html(report));
  FormsReport result{survey::to_json(report), survey::report_text(report)};
  add_sources(result.figures, merged);
  return result;
}

Json merge_forms(const Paths& sources, const fs::path& out, const Control& control) {
  const survey::Merged merged = merge_and_tell(sources, control);
  survey::write_learners(merged.learners, out);
  Json json{{"people", merged.learners.size()}, {"out", out.string()}};
  add_sources(json, merged);
  return json;
}

Json export_forms(const fs::path& store, const fs::path& out) {
  const survey::Store opened = open_store(store);
  const fs::path written = survey::export_file(opened, out);
  return {{"file", written.string()}, {"code", opened.learner_code()}};
}

Json erase_forms(const fs::path& store) {
  survey::Store opened = open_store(store);
  const bool anything = !opened.learner_code().empty();
  opened.erase();
  return {{"erased", anything}, {"path", opened.path().string()}};
}

}  // namespace afina::workflow
