#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/utf8.h"
#include "afina/data/dataset.h"

namespace afina::data {

namespace {

enum class Part : uint8_t { train, validation, test };

constexpr double kMaxCarry = 2;  // rows

struct Group {
  std::vector<int64_t> rows;  // ascending
  Part part = Part::train;
};

// Every conversation's turns count; of anything else the input.
std::string comparable_text(const Example& example) {
  if (!example.messages) return example.input;
  std::string all;
  for (const Json& turn : *example.messages) {
    if (turn["role"] == "user") all += turn["content"].get_ref<const std::string&>() + "\n";
  }
  return all;
}

// Contiguous stretches of `passages` by bytes: train, then validation, then test.
Split cut_in_three(const Dataset& dataset, const std::vector<int64_t>& passages, const SplitOptions& options) {
  double total = 0, before = 0;
  for (int64_t i : passages) total += static_cast<double>(dataset.examples[i].input.size());
  Split split;
  for (int64_t i : passages) {
    double size = static_cast<double>(dataset.examples[i].input.size());
    double middle = (before + size / 2) / total;  // a passage belongs where most of it lies
    before += size;
    auto& part = middle < 1 - options.validation - options.test ? split.train
                 : middle < 1 - options.test                    ? split.validation
                                                                : split.test;
    part.push_back(i);
  }
  return split;
}

int64_t bytes_of(const Dataset& dataset, const std::vector<int64_t>& passages) {
  int64_t bytes = 0;
  for (int64_t i : passages) bytes += static_cast<int64_t>(dataset.examples[i].input.size());
  return bytes;
}

// Leaves out of a part what is like a passage of an earlier one. False where less than half of a part is left.
bool leave_repeats_out(const Dataset& dataset, const std::vector<int64_t>& groups, Split& split) {
  std::vector<bool> known(groups.size(), false);
  bool enough = true;
  for (auto* part : {&split.train, &split.validation, &split.test}) {
    std::vector<int64_t> kept;
    for (int64_t i : *part) {
      if (!known[static_cast<size_t>(groups[i])]) kept.push_back(i);
    }
    for (int64_t i : kept) known[static_cast<size_t>(groups[i])] = part != &split.test;
    if (part == &split.train) continue;
    enough = enough && !kept.empty() && 2 * bytes_of(dataset, kept) >= bytes_of(dataset, *part);
    split.repeats_held_out += static_cast<int64_t>(part->size() - kept.size());
    *part = std::move(kept);
  }
  return enough;
}

Split split_running_text(const Dataset& dataset, const SplitOptions& options) {
  std::vector<std::string> texts;
  for (const Example& example : dataset.examples) texts.emplace_back(trim(example.input));
  const std::vector<int64_t> groups = near_duplicate_groups(texts);
  std::vector<int64_t> all(groups.size()), members(groups.size(), 0), once;
  std::iota(all.begin(), all.end(), int64_t{0});
  for (int64_t group : groups) ++members[static_cast<size_t>(group)];
  const auto twins = std::count_if(groups.begin(), groups.end(),
                                   [&](int64_t group) { return members[static_cast<size_t>(group)] > 1; });

  Split split = cut_in_three(dataset, all, options);
  if (!leave_repeats_out(dataset, groups, split)) {
    // A group has the number of its first passage.
    std::copy_if(all.begin(), all.end(), std::back_inserter(once), [&](int64_t i) { return groups[i] == i; });
    const int64_t bytes = bytes_of(dataset, once);
    if (bytes < kMinRunningBytes) {
      fail("data.text_repeats", {{"passages", std::to_string(all.size())},
                                 {"different", std::to_string(once.size())},
                                 {"bytes", std::to_string(bytes)},
                                 {"needed", std::to_string(kMinRunningBytes)}});
    }
    split = cut_in_three(dataset, once, options);
    split.repeats_everywhere = static_cast<int64_t>(all.size() - once.size());
  }
  split.near_duplicates = twins;
  return split;
}

std::vector<Group> group_rows(const Dataset& dataset, Split& split) {
  std::vector<std::string> texts;
  texts.reserve(dataset.examples.size());
  for (const Example& example : dataset.examples) texts.push_back(comparable_text(example));
  std::map<int64_t, Group> by_number;
  std::vector<int64_t> numbers = near_duplicate_groups(texts);
  for (size_t i = 0; i < numbers.size(); ++i) by_number[numbers[i]].rows.push_back(static_cast<int64_t>(i));
  std::vector<Group> groups;
  for (auto& [number, group] : by_number) {
    if (group.rows.size() > 1) split.near_duplicates += static_cast<int64_t>(group.rows.size());
    groups.push_back(std::move(group));
  }
  return groups;
}

// Deals one class's groups out. `test` and `validation` are how many rows those parts still miss, carried from
// class to class so that small classes do not all round the same way.
void deal(std::vector<Group*>& groups, const SplitOptions& options, Random& random, double& test, double& validation) {
  random.shuffle(groups);
  double rows = 0;
  for (const Group* group : groups) rows += static_cast<double>(group->rows.size());
  test += options.test * rows;
  validation += options.validation * rows;
  bool trained = false;
  for (size_t i = 0; i < groups.size(); ++i) {
    double size = static_cast<double>(groups[i]->rows.size());
    bool must_train = !trained && i + 1 == groups.size();
    if (!must_train && test >= size / 2 && test > 0) {
      groups[i]->part = Part::test;
      test -= size;
    } else if (!must_train && validation >= size / 2 && validation > 0) {
      groups[i]->part = Part::validation;
      validation -= size;
    } else {
      trained = true;
    }
  }
  // A class whose rows are all alike leaves a debt that the next small class must not pay with all its rows.
  test = std::clamp(test, -kMaxCarry, kMaxCarry);
  validation = std::clamp(validation, -kMaxCarry, kMaxCarry);
}

// A group may hold several labels; a class all of whose rows went elsewhere with others gets one group back.
void give_every_class_a_training_row(const Dataset& dataset, std::vector<Group>& groups) {
  std::map<std::string, bool> trained;
  auto mark = [&](const Group& group) {
    for (int64_t row : group.rows) trained[dataset.examples[row].target] = true;
  };
  for (const Group& group : groups) {
    if (group.part == Part::train) mark(group);
  }
  for (Group& group : groups) {
    bool needed = std::any_of(group.rows.begin(), group.rows.end(),
                              [&](int64_t row) { return !trained[dataset.examples[row].target]; });
    if (group.part == Part::train || !needed) continue;
    group.part = Part::train;
    mark(group);
  }
}

}  // namespace

Split split_dataset(const Dataset& dataset, const SplitOptions& options) {
  if (dataset.running_text) {
    Split split = split_running_text(dataset, options);
    if (split.train.empty() || split.validation.empty() || split.test.empty()) fail("data.cannot_split");
    return split;
  }
  Split split;
  std::vector<Group> groups = group_rows(dataset, split);
  bool stratified = dataset.task == Task::classify;
  std::map<std::string, std::vector<Group*>> classes;
  for (Group& group : groups) {
    classes[stratified ? dataset.examples[group.rows[0]].target : std::string()].push_back(&group);
  }
  Random random(random_key({options.seed, 0x73706c6974}));
  double test = 0, validation = 0;
  for (auto& [label, members] : classes) deal(members, options, random, test, validation);
  if (stratified) give_every_class_a_training_row(dataset, groups);
  for (const Group& group : groups) {
    auto& part = group.part == Part::train ? split.train : group.part == Part::test ? split.test : split.validation;
    part.insert(part.end(), group.rows.begin(), group.rows.end());
  }
  for (auto* part : {&split.train, &split.validation, &split.test}) std::sort(part->begin(), part->end());
  if (split.train.empty() || split.validation.empty() || split.test.empty()) fail("data.cannot_split");
  return split;
}

}  // namespace afina::data
