#include <algorithm>
#include <functional>

#include "afina/base/error.h"
#include "afina/data/columns.h"
#include "afina/data/dataset.h"

namespace afina::data {

namespace {

using enum NameHint;

class Recogniser {
 public:
  Recogniser(const Table& table, const RoleRequest& request)
      : table_(table), request_(request), profiles_(profile_columns(table)) {}

  Roles run() {
    if (!request_.input.empty()) roles_.input = find_column(table_, request_.input);
    if (!request_.target.empty()) roles_.target = find_column(table_, request_.target);
    if (roles_.input >= 0 && roles_.input == roles_.target) fail("data.same_column", {{"name", request_.input}});
    if (roles_.input < 0 && roles_.target < 0)
      recognise();
    else
      complete();
    explain();
    return roles_;
  }

 private:
  bool wants(Task task) const { return !request_.task || *request_.task == task; }

  int hinted(std::initializer_list<NameHint> hints, int except = -1) const {
    for (NameHint hint : hints) {
      for (int i = 0; i < width(); ++i) {
        if (i != except && profiles_[i].hint == hint && profiles_[i].filled > 0) return i;
      }
    }
    return -1;
  }
  int width() const { return static_cast<int>(profiles_.size()); }

  // The column with the text: by name where names say so (the longest of them), else the longest prose.
  int text_column(int except) const {
    int best = -1;
    auto better = [&](int i) { return best < 0 || profiles_[i].mean_length > profiles_[best].mean_length; };
    for (int i = 0; i < width(); ++i) {
      NameHint hint = profiles_[i].hint;
      bool named = hint == text || hint == document || hint == question || hint == input || hint == instruction;
      if (i != except && named && profiles_[i].filled > 0 && better(i)) best = i;
    }
    if (best >= 0) return best;
    for (int i = 0; i < width(); ++i) {
      if (i != except && looks_like_prose(profiles_[i]) && better(i)) best = i;
    }
    return best;
  }

  // The one column of labels; -1 where none or several could be it.
  int label_column(int except) const {
    auto only = [&](const std::function<bool(const ColumnProfile&)>& accepts) {
      int found = -1, count = 0;
      for (int i = 0; i < width(); ++i) {
        if (i == except || !accepts(profiles_[i])) continue;
        found = i;
        ++count;
      }
      return std::pair{count, found};
    };
    auto labels = [](NameHint hint) {
      return [hint](const ColumnProfile& p) { return (hint == none || p.hint == hint) && looks_like_labels(p); };
    };
    for (NameHint hint : {label, weak_label, none}) {
      auto [count, found] = only(labels(hint));
      if (count == 1) return found;
      if (count > 1) return -1;
    }
    return -1;
  }

  bool is_summary_of(int target, int document) const {
    return profiles_[target].mean_length < 0.6 * profiles_[document].mean_length;
  }

  void set(Task task, int input, int target) {
    roles_.task = task;
    roles_.input = input;
    roles_.target = target;
  }

  bool messages() {
    auto chats =
        std::count_if(table_.rows.begin(), table_.rows.end(), [](const Row& r) { return r.messages.has_value(); });
    if (!wants(Task::instruct) || chats * 2 < static_cast<std::ptrdiff_t>(table_.rows.size())) return false;
    set(Task::instruct, -1, -1);
    roles_.messages = true;
    return true;
  }

  // question + answer and instruction (+ input) + output, by their names.
  bool question_and_answer() {
    if (!wants(Task::instruct)) return false;
    int target = hinted({answer, output});
    int source = hinted({question, instruction, input});
    if (source < 0 || target < 0) return false;
    set(Task::instruct, source, target);
    add_context();
    return true;
  }

  void add_context() {
    NameHint source = profiles_[roles_.input].hint;
    if (source == instruction)
      roles_.context = hinted({input, context}, roles_.target);
    else if (source == question)
      roles_.context = hinted({context}, roles_.target);
    roles_.context_first = roles_.context >= 0 && profiles_[roles_.context].hint == context;
  }

  bool document_and_summary() {
    if (!wants(Task::summarize)) return false;
    int target = hinted({summary});
    int source = target < 0 ? -1 : text_column(target);
    if (source < 0 || !is_summary_of(target, source)) return false;
    set(Task::summarize, source, target);
    return true;
  }

  bool text_and_label() {
    if (!wants(Task::classify)) return false;
    int target = label_column(-1);
    int source = target < 0 ? -1 : text_column(target);
    if (source < 0) return false;
    set(Task::classify, source, target);
    return true;
  }

  // Two columns of prose whose names say nothing: their lengths and question marks do.
  bool two_texts() {
    std::vector<int> prose;
    for (int i = 0; i < width(); ++i) {
      if (looks_like_prose(profiles_[i])) prose.push_back(i);
    }
    if (prose.size() != 2) return false;
    int a = prose[0], b = prose[1];
    if (wants(Task::instruct) && profiles_[a].questions >= 0.5 && profiles_[b].questions < 0.5) {
      set(Task::instruct, a, b);
      return true;
    }
    int source = profiles_[a].mean_length >= profiles_[b].mean_length ? a : b;
    int target = source == a ? b : a;
    bool much_shorter = profiles_[target].mean_length * 3 <= profiles_[source].mean_length;
    if (wants(Task::summarize) && much_shorter && profiles_[source].mean_length >= 200) {
      set(Task::summarize, source, target);
      return true;
    }
    return false;
  }

  bool running_text() {
    if (!wants(Task::continuation)) return false;
    // Beside columns that could be its labels a text is hardly meant to be continued.
    int prose = 0, labels = 0;
    for (const ColumnProfile& p : profiles_) {
      prose += looks_like_prose(p);
      labels += looks_like_labels(p);
    }
    bool alone = table_.format == "txt" || table_.format == "folder" || width() == 1 || (prose == 1 && labels == 0);
    if (!alone && !request_.task) return false;
    int source = width() == 1 ? 0 : text_column(-1);
    if (source < 0) return false;
    set(Task::continuation, source, -1);
    return true;
  }

  void recognise() {
    if (table_.format == "txt" || table_.format == "folder") {
      if (running_text()) return;
      fail("data.need_target", {{"columns", columns()}});
    }
    if (messages() || question_and_answer() || document_and_summary() || text_and_label() || two_texts() ||
        running_text()) {
      return;
    }
    fail("data.cannot_tell_roles", {{"columns", columns()}});
  }

  // One or both columns are named: what is missing is recognised, what is named is never doubted.
  void complete() {
    Task task = request_.task ? *request_.task : guess_task();
    roles_.task = task;
    if (task == Task::continuation) {
      if (roles_.input < 0) roles_.input = roles_.target;
      roles_.target = -1;
      return;
    }
    if (roles_.target < 0) roles_.target = target_for(task);
    if (roles_.target < 0) fail("data.need_target", {{"columns", columns()}});
    if (roles_.input < 0) roles_.input = text_column(roles_.target);
    if (roles_.input < 0) fail("data.cannot_tell_roles", {{"columns", columns()}});
    if (task == Task::instruct && request_.input.empty()) add_context();
  }

  int target_for(Task task) const {
    if (task == Task::classify) return label_column(roles_.input);
    if (task == Task::summarize) return hinted({summary}, roles_.input);
    int named = hinted({answer, output}, roles_.input);
    return named >= 0 ? named : width() == 2 ? 1 - roles_.input : -1;
  }

  Task guess_task() const {
    if (roles_.target < 0) {
      if (hinted({answer, output}, roles_.input) >= 0) return Task::instruct;
      if (hinted({summary}, roles_.input) >= 0) return Task::summarize;
      return label_column(roles_.input) >= 0 ? Task::classify : Task::continuation;
    }
    const ColumnProfile& target = profiles_[roles_.target];
    if (looks_like_labels(target)) return Task::classify;
    int source = roles_.input >= 0 ? roles_.input : text_column(roles_.target);
    bool much_shorter = source >= 0 && is_summary_of(roles_.target, source) && profiles_[source].mean_length >= 200;
    return target.hint == summary || much_shorter ? Task::summarize : Task::instruct;
  }

  void explain() {
    auto name = [&](int column) { return column < 0 ? std::string() : table_.columns[column]; };
    TextArgs args = {{"input", name(roles_.input)}, {"target", name(roles_.target)}, {"context", name(roles_.context)}};
    std::string key = "data.understood_";
    if (roles_.messages)
      key += "messages";
    else if (roles_.task == Task::classify) {
      key += "classify";
      args.emplace_back("distinct", std::to_string(profiles_[roles_.target].distinct));
    } else if (roles_.task == Task::continuation) {
      key += table_.format == "txt" ? "text" : "column";
    } else {
      key += roles_.task == Task::summarize ? "summarize" : roles_.context < 0 ? "instruct" : "instruct_context";
    }
    roles_.explanation = afina::text(key, args);
  }

  std::string columns() const {
    std::string list;
    for (const std::string& column : table_.columns) list += (list.empty() ? "" : ", ") + column;
    return list;
  }

  const Table& table_;
  const RoleRequest& request_;
  std::vector<ColumnProfile> profiles_;
  Roles roles_;
};

}  // namespace

std::string_view task_name(Task task) noexcept {
  switch (task) {
    case Task::classify:
      return "classify";
    case Task::instruct:
      return "instruct";
    case Task::summarize:
      return "summarize";
    case Task::continuation:
      break;
  }
  return "continue";
}

std::optional<Task> task_from_name(std::string_view name) noexcept {
  for (Task task : {Task::classify, Task::instruct, Task::summarize, Task::continuation}) {
    if (name == task_name(task)) return task;
  }
  return std::nullopt;
}

RoleRequest role_request(std::string_view task, std::string input, std::string target) {
  RoleRequest request{task_from_name(task), std::move(input), std::move(target)};
  if (!task.empty() && !request.task) fail("data.unknown_task", {{"task", std::string(task)}});
  return request;
}

Roles recognise_roles(const Table& table, const RoleRequest& request) { return Recogniser(table, request).run(); }

}  // namespace afina::data
