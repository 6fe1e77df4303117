#include "afina/workflow/held_out.h"

#include <algorithm>
#include <map>
#include <set>

#include "afina/base/error.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

constexpr size_t kNamedLabels = 8;

// What near-duplicate search compares: the input, or all that a person says in a conversation.
std::string comparable_text(const data::Example& example) {
  if (!example.messages) return example.input;
  std::string all;
  for (const Json& turn : *example.messages) {
    if (turn["role"] == "user") all += turn["content"].get_ref<const std::string&>() + "\n";
  }
  return all;
}

// What the run's own columns are called, where this table has them too and nothing else was asked for.
data::RoleRequest roles_for(const RunManifest& manifest, const data::Table& table, data::RoleRequest asked) {
  asked.task = manifest.roles.task;
  auto has = [&](const std::string& column) { return std::ranges::find(table.columns, column) != table.columns.end(); };
  if (asked.input.empty() && has(manifest.roles.input)) asked.input = manifest.roles.input;
  if (asked.target.empty() && has(manifest.roles.target)) asked.target = manifest.roles.target;
  return asked;
}

// Whether each example of `fresh` is (nearly) one of `known`.
std::vector<bool> twins_of(const std::vector<data::Example>& known, const std::vector<data::Example>& fresh) {
  std::vector<std::string> texts;
  for (const auto* examples : {&known, &fresh}) {
    for (const data::Example& example : *examples) texts.push_back(comparable_text(example));
  }
  const std::vector<int64_t> groups = data::near_duplicate_groups(texts);
  std::set<int64_t> seen(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(known.size()));
  std::vector<bool> twin;
  for (size_t i = known.size(); i < groups.size(); ++i) twin.push_back(seen.contains(groups[i]));
  return twin;
}

std::string named(const std::map<std::string, int64_t>& labels) {
  std::string all;
  size_t count = 0;
  for (const auto& [label, rows] : labels) {
    if (count++ == kNamedLabels) return all + "…";
    all += (all.empty() ? "«" : ", «") + label + "»";
  }
  return all;
}

// The run's training and validation rows, numbered anew from 0.
HeldOutData known_rows(const PreparedData& own) {
  HeldOutData data;
  data.dataset.task = own.dataset.task;
  data.dataset.labels = own.dataset.labels;
  data.dataset.running_text = own.dataset.running_text;
  auto take = [&](const std::vector<int64_t>& part, std::vector<int64_t>& into) {
    for (int64_t index : part) {
      into.push_back(static_cast<int64_t>(data.dataset.examples.size()));
      data.dataset.examples.push_back(own.dataset.examples[static_cast<size_t>(index)]);
    }
  };
  take(own.split.train, data.split.train);
  take(own.split.validation, data.split.validation);
  return data;
}

}  // namespace

HeldOutData other_data(const RunManifest& manifest, const PreparedData& own, const fs::path& path,
                       const data::RoleRequest& asked) {
  data::Table table = data::load_table(path);
  data::Roles roles = data::recognise_roles(table, roles_for(manifest, table, asked));
  // Read as pairs: the rule for rare classes is for data that is split, and here the run fixes the classes.
  if (roles.task == data::Task::classify) roles.task = data::Task::instruct;
  data::Dataset fresh = data::build_dataset(table, roles);

  HeldOutData data = known_rows(own);
  const std::vector<bool> twin = twins_of(data.dataset.examples, fresh.examples);
  const std::set<std::string> labels(data.dataset.labels.begin(), data.dataset.labels.end());
  std::map<std::string, int64_t> unknown;
  int64_t twins = 0, unknown_rows = 0;
  for (size_t i = 0; i < fresh.examples.size(); ++i) {
    if (data.dataset.task == data::Task::classify && !labels.contains(fresh.examples[i].target)) {
      ++unknown[fresh.examples[i].target];
      ++unknown_rows;
    } else if (twin[i]) {
      ++twins;
    } else {
      data.split.test.push_back(static_cast<int64_t>(data.dataset.examples.size()));
      data.dataset.examples.push_back(std::move(fresh.examples[i]));
    }
  }
  for (const data::Exclusion& x : fresh.exclusions) {
    data.notes.push_back(text("workflow.left_out", {{"rows", std::to_string(x.rows)}, {"reason", x.reason}}));
  }
  if (unknown_rows > 0) {
    data.notes.push_back(
        text("workflow.eval_left_out_labels", {{"rows", std::to_string(unknown_rows)}, {"labels", named(unknown)}}));
  }
  if (twins > 0) data.notes.push_back(text("workflow.eval_left_out_twins", {{"rows", std::to_string(twins)}}));
  if (data.split.test.empty()) {
    fail("workflow.eval_nothing_new",
         {{"path", path.string()}, {"twins", std::to_string(twins)}, {"unknown", std::to_string(unknown_rows)}});
  }
  return data;
}

}  // namespace afina::workflow
