// Runs a parsed template: expressions to values, statements to text. One object renders once.
#pragma once

#include <ctime>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "afina/jinja/arguments.h"
#include "afina/jinja/loop.h"
#include "afina/jinja/parser.h"

namespace afina::jinja {

class Interpreter;

// Bytes [begin, end) of the text.
struct Span {
  size_t begin = 0, end = 0;
  bool operator==(const Span&) const = default;
};

// Variables of a block; a name is looked for outwards, then in the context.
struct Scope {
  std::shared_ptr<Scope> parent;
  std::vector<std::pair<std::string, Value>> variables;
  void set(const std::string& name, Value value);
};
using ScopePtr = std::shared_ptr<Scope>;

struct Macro : Object {
  Macro(const Stmt& block, ScopePtr where) : Object(Kind::macro, 400), statement(block), closure(std::move(where)) {}
  const Stmt& statement;
  ScopePtr closure;
};

struct Function : Object {
  using Apply = Value (*)(Interpreter& in, const CallArguments& given);
  Function(std::string_view function_name, Apply what) : Object(Kind::function), name(function_name), apply(what) {}
  std::string_view name;
  Apply apply;
};

struct MethodEntry {
  std::string_view name;
  Value (*apply)(Interpreter& in, const Value& self, const CallArguments& given);
};
// A method with its object, `text.strip`.
struct Method : Object {
  Method(Value of, const MethodEntry& which) : Object(Kind::method), self(std::move(of)), entry(which) { holds(self); }
  Value self;
  const MethodEntry& entry;
};

// Text as it is written, counted while it grows.
class Output {
 public:
  explicit Output(Meter& meter) : meter_(meter) {}
  ~Output() { meter_.release(text_.size()); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  void write(std::string_view text);
  const std::string& text() const { return text_; }
  std::string take() {
    meter_.release(text_.size());
    return std::exchange(text_, std::string());
  }

 private:
  Meter& meter_;
  std::string text_;
};

class Interpreter {
 public:
  Interpreter(const Program& program, const Value& context, const std::tm& clock, const Limits& limits);
  ~Interpreter();

  // Throws Problem; line() then says where.
  std::string render();
  int line() const { return line_; }
  // What {% generation %} blocks wrote, where they wrote it to the text itself.
  const std::vector<Span>& generated() const { return generated_; }
  // A generation block stood in a macro or in what a set block caught.
  bool generated_elsewhere() const { return generated_elsewhere_; }

  // ---- for filters, methods and functions
  Value call(const Value& callee, const CallArguments& given);
  Value attribute(const Value& of, const std::string& name);  // of.name
  Value item(const Value& of, const Value& key);              // of[key]
  // Null where `of` has no attribute of its own of that name: what `of | attr(name)` looks at.
  bool own_attribute(const Value& of, std::string_view name, Value& found);
  Value apply_filter(const std::string& name, const Value& value, const CallArguments& given);
  Value make_namespace();
  const std::tm& clock() const { return clock_; }
  Meter& meter() { return meter_; }

 private:
  enum class Flow { on, break_, continue_ };

  Value evaluate(const Expr& expr);
  Value constant_or_name(const Expr& expr);
  Value collection(const Expr& expr);
  Value item_or_slice(const Expr& expr);
  Value call_expr(const Expr& expr, const Value* caller = nullptr);
  Value filter_expr(const Expr& expr, const Value* body = nullptr);
  Value test_expr(const Expr& expr);
  Value compare_expr(const Expr& expr);
  Value concat_expr(const Expr& expr);
  Value conditional_expr(const Expr& expr);
  CallArguments arguments_of(const std::vector<Argument>& arguments);
  Value lookup(const std::string& name);

  Flow run(const Body& body);
  Flow run(const Stmt& statement);
  Flow run_if(const Stmt& statement);
  Flow run_for(const Stmt& statement);
  Flow run_loop(const Stmt& statement, const Value& over, const ScopePtr& outer, int depth0);
  Flow run_inner(const Body& body);
  void run_set(const Stmt& statement);
  Flow run_with(const Stmt& statement);
  void run_call(const Stmt& statement);
  void run_generation(const Stmt& statement);
  // What a body writes, in a scope of its own.
  std::string captured(const Body& body, Flow* flow = nullptr);
  void assign(const Expr& target, const Value& value);
  Value make_macro(const Stmt& statement);
  Value call_macro(const Macro& macro, const CallArguments& given);
  void bind_macro(const Macro& macro, const CallArguments& given);
  Value call_loop(Loop& loop, const CallArguments& given);

  const Program& program_;
  Meter meter_;  // before all that it counts
  std::tm clock_;
  std::vector<std::unique_ptr<Object>> owned_;  // namespaces and macros
  Value context_;
  ScopePtr scope_;
  Output root_;
  Output* out_;
  int line_ = 1;
  std::vector<Span> generated_;
  bool generated_elsewhere_ = false;
};

// ---- parts of it in files of their own
// A function that every template may call (range, namespace, raise_exception ...); null where there is none.
const Function::Apply* find_function(std::string_view name);
// A method of values of this kind; null where there is none.
const MethodEntry* find_method(Kind kind, std::string_view name);
// A method that would change a list or dict, which the sandbox forbids.
bool is_changing_method(Kind kind, std::string_view name);
// What loop, macro and cycler have: loop.index, cycler.current.
bool special_attribute(const Value& of, std::string_view name, Value& found);

}  // namespace afina::jinja
