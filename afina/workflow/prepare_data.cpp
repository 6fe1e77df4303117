// A person's file from disk to three parts, and what is said about it before anything runs.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "afina/base/error.h"
#include "afina/base/one_line.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace {

constexpr size_t kShownExamples = 3;
constexpr size_t kShownCharacters = 90;

std::string shown(std::string_view raw) { return one_line(raw, kShownCharacters); }
std::string count(size_t n) { return std::to_string(n); }

std::string describe(const PreparedData& d) {
  std::string said = d.roles.explanation + "\n";
  said += text("workflow.examples_title") + "\n";
  for (size_t i = 0; i < std::min(kShownExamples, d.dataset.examples.size()); ++i) {
    const data::Example& e = d.dataset.examples[i * d.dataset.examples.size() / kShownExamples];
    std::string input = e.messages ? shown(dump_json(*e.messages)) : shown(e.input);
    said += e.target.empty() ? fmt::format("  · {}\n", input) : fmt::format("  · {}  →  {}\n", input, shown(e.target));
  }
  for (const data::Exclusion& x : d.dataset.exclusions) {
    said += text("workflow.left_out", {{"rows", std::to_string(x.rows)}, {"reason", x.reason}}) + "\n";
  }
  if (!d.dataset.labels.empty()) said += text("workflow.labels", {{"count", count(d.dataset.labels.size())}}) + "\n";
  said += text(d.dataset.running_text ? "workflow.parts_running" : "workflow.parts",
               {{"train", count(d.split.train.size())},
                {"validation", count(d.split.validation.size())},
                {"test", count(d.split.test.size())},
                {"twins", std::to_string(d.split.near_duplicates)}});
  for (auto [key, passages] : {std::pair{"workflow.repeats_held_out", d.split.repeats_held_out},
                               std::pair{"workflow.repeats_everywhere", d.split.repeats_everywhere}}) {
    if (passages > 0) said += "\n" + text(key, {{"passages", std::to_string(passages)}});
  }
  return said;
}

}  // namespace

PreparedData prepare_data(const DataRequest& request) {
  PreparedData d;
  check_stop();
  d.table = data::load_table(request.path);
  d.roles = data::recognise_roles(d.table, request.roles);
  d.dataset = data::build_dataset(d.table, d.roles);
  d.split = data::split_dataset(d.dataset, {request.validation, request.test, static_cast<uint64_t>(request.seed)});
  d.summary = describe(d);
  return d;
}

}  // namespace afina::workflow
