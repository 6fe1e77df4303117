// From a table to examples: which column is what, which rows stay, and who is in which part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/data/table.h"

namespace afina::data {

enum class Task { classify, instruct, summarize, continuation };
std::string_view task_name(Task task) noexcept;  // "classify", ..., "continue"
std::optional<Task> task_from_name(std::string_view name) noexcept;

// What the person asked for; empty means "recognise it".
struct RoleRequest {
  std::optional<Task> task;
  std::string input;  // column name
  std::string target;
};
// As a person says it; empty: recognised. Throws Error data.unknown_task.
RoleRequest role_request(std::string_view task, std::string input, std::string target);

struct Roles {
  Task task = Task::continuation;
  int input = -1;              // column index; -1: running text or messages
  int target = -1;             // -1 for continuation and messages
  int context = -1;            // a column that goes with the input: Alpaca's "input", SQuAD's "context"
  bool context_first = false;  // the context stands before the question rather than after the instruction
  bool messages = false;
  std::string explanation;  // one sentence in the person's language: what was understood and why
};

// Errors: data.unknown_column (name, the columns there are, the nearest one), data.cannot_tell_roles,
// data.need_target.
Roles recognise_roles(const Table& table, const RoleRequest& request);

struct Example {
  // Text to classify, question, document, or a passage of running text together with the line breaks that
  // follow it (so that passages put one after another are the text). Of a chat, the last user turn.
  std::string input;
  std::string target;  // label, answer, summary; "" for continuation; of a chat, the last assistant turn
  std::optional<Json> messages;
  int64_t place = 0;  // line or item in the source
};

struct Exclusion {
  std::string reason;  // catalogue text in the person's language
  int64_t rows = 0;
};

struct Dataset {
  Task task = Task::continuation;
  std::vector<Example> examples;
  std::vector<std::string> labels;    // classify: sorted, those that stayed
  std::vector<Exclusion> exclusions;  // what was left out and why (empty rows, classes too rare)
  bool running_text = false;          // continuation of one text: splits are contiguous
};

// The rule for rare classes is fixed before splitting: a class with fewer than `min_class_rows` rows is left
// out. Errors: data.too_little (rows, needed), data.one_class, data.all_empty.
inline constexpr int64_t kMinClassRows = 5;
inline constexpr int64_t kMinRows = 20;  // fewer leave no part to test on
inline constexpr int64_t kMinRunningBytes = 1000;
Dataset build_dataset(const Table& table, const Roles& roles);

// The passages of one part of a running text, as the text they come from.
std::string running_text(const Dataset& dataset, const std::vector<int64_t>& passages);

struct SplitOptions {
  double validation = 0.1;
  double test = 0.2;
  uint64_t seed = 0;
};

// Indices into Dataset::examples. Texts that are the same or nearly the same (character-5-gram Jaccard of 0.8
// or more after case folding) are always on one side; classes with rows enough are stratified; running text
// is cut into three contiguous stretches, and what in a later one repeats an earlier one is left out of it. Where that
// would leave too little, each passage counts once: its repeats are left out everywhere.
// Errors: data.cannot_split (nothing could be set aside for testing), data.text_repeats.
struct Split {
  std::vector<int64_t> train, validation, test;
  int64_t near_duplicates = 0;  // rows that have a twin
  int64_t repeats_held_out =
      0;  // passages left out of validation and test, as they repeat what is learned or decided on
  int64_t repeats_everywhere = 0;  // passages left out of all parts, as each counts once
};
Split split_dataset(const Dataset& dataset, const SplitOptions& options);

// Groups of (nearly) equal texts: a group number for each text. Prefix filtering proposes pairs and misses none,
// the exact Jaccard decides, and groups are closed transitively.
std::vector<int64_t> near_duplicate_groups(const std::vector<std::string>& texts, double threshold = 0.8);

}  // namespace afina::data
