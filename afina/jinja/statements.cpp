// The interpreter's statements.
#include <algorithm>

#include "afina/jinja/interpreter.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"

namespace afina::jinja {

Loop::Loop(std::vector<Value> values, const Stmt& block, std::shared_ptr<Scope> around, int level)
    : Object(Kind::loop, 200), items(std::move(values)), depth0(level), statement(block), outer(std::move(around)) {
  count(items.size() * sizeof(Value));
  for (const Value& item : items) holds(item);
}

namespace {

// A scope inside the current one until the end of a block.
class InnerScope {
 public:
  explicit InnerScope(ScopePtr& current, ScopePtr parent = nullptr) : current_(current), before_(current) {
    auto scope = std::make_shared<Scope>();
    scope->parent = parent ? std::move(parent) : before_;
    current_ = std::move(scope);
  }
  ~InnerScope() { current_ = std::move(before_); }
  InnerScope(const InnerScope&) = delete;
  InnerScope& operator=(const InnerScope&) = delete;

 private:
  ScopePtr& current_;
  ScopePtr before_;
};

}  // namespace

Interpreter::Flow Interpreter::run(const Body& body) {
  for (const auto& statement : body) {
    if (Flow flow = run(*statement); flow != Flow::on) return flow;
  }
  return Flow::on;
}

Interpreter::Flow Interpreter::run(const Stmt& statement) {
  meter_.charge(1);
  Meter::Level level(meter_);
  line_ = statement.line;
  switch (statement.kind) {
    case Stmt::Kind::data:
      out_->write(statement.text);
      return Flow::on;
    case Stmt::Kind::output:
      for (const ExprPtr& expr : statement.expressions) out_->write(to_text(evaluate(*expr)));
      return Flow::on;
    case Stmt::Kind::if_:
      return run_if(statement);
    case Stmt::Kind::for_:
      return run_for(statement);
    case Stmt::Kind::set:
    case Stmt::Kind::set_block:
      run_set(statement);
      return Flow::on;
    case Stmt::Kind::with:
      return run_with(statement);
    case Stmt::Kind::macro:
      scope_->set(statement.text, make_macro(statement));
      return Flow::on;
    case Stmt::Kind::call:
      run_call(statement);
      return Flow::on;
    case Stmt::Kind::filter: {
      Flow flow = Flow::on;
      Value body = Value::text(captured(statement.bodies[0], &flow));
      if (flow == Flow::on) out_->write(to_text(filter_expr(*statement.expressions[0], &body)));
      return flow;
    }
    case Stmt::Kind::generation:
      run_generation(statement);
      return Flow::on;
    case Stmt::Kind::break_:
      return Flow::break_;
    case Stmt::Kind::continue_:
      return Flow::continue_;
  }
  return Flow::on;
}

Interpreter::Flow Interpreter::run_if(const Stmt& statement) {
  for (size_t i = 0; i < statement.expressions.size(); ++i) {
    if (truth(evaluate(*statement.expressions[i]))) return run(statement.bodies[i]);
  }
  const bool has_else = statement.bodies.size() > statement.expressions.size();
  return has_else ? run(statement.bodies.back()) : Flow::on;
}

Interpreter::Flow Interpreter::run_for(const Stmt& statement) {
  return run_loop(statement, evaluate(*statement.expressions[0]), scope_, 0);
}

Interpreter::Flow Interpreter::run_loop(const Stmt& statement, const Value& over, const ScopePtr& outer, int depth0) {
  std::vector<Value> items = items_of(over);
  if (const ExprPtr& filter = statement.expressions[1]) {
    std::vector<Value> kept;
    for (Value& item : items) {
      InnerScope scope(scope_, outer);
      assign(*statement.targets[0], item);
      if (truth(evaluate(*filter))) kept.push_back(std::move(item));
    }
    items = std::move(kept);
  }
  auto loop = std::make_shared<Loop>(std::move(items), statement, outer, depth0);
  for (; loop->index0 < loop->items.size(); ++loop->index0) {
    meter_.charge(1);
    InnerScope scope(scope_, outer);
    scope_->set("loop", Value(loop));
    assign(*statement.targets[0], loop->items[loop->index0]);
    if (run(statement.bodies[0]) == Flow::break_) break;
  }
  if (!loop->items.empty()) return Flow::on;
  InnerScope scope(scope_, outer);
  return run(statement.bodies[1]);
}

void Interpreter::assign(const Expr& target, const Value& value) {
  if (target.kind == Expr::Kind::name) {
    scope_->set(target.text, value);
  } else if (target.kind == Expr::Kind::namespace_attribute) {
    Value space = lookup(target.text);
    if (!space.is(Kind::name_space)) raise("jinja.not_a_namespace", {{"name", target.text}});
    if (target.attribute.starts_with('_')) raise("jinja.unsafe", {{"type", "Namespace"}, {"name", target.attribute}});
    space.as<Namespace>().set(target.attribute, value);
  } else {
    need_defined(value);
    std::vector<Value> items = items_of(value, "=");
    if (items.size() != target.items.size()) raise_value("=", type_name(value));
    for (size_t i = 0; i < items.size(); ++i) assign(*target.items[i], items[i]);
  }
}

void Interpreter::run_set(const Stmt& statement) {
  Value value;
  if (statement.kind == Stmt::Kind::set) {
    value = evaluate(*statement.expressions[0]);
  } else {
    Value body = Value::text(captured(statement.bodies[0]));
    value = statement.expressions[0] ? filter_expr(*statement.expressions[0], &body) : body;
  }
  line_ = statement.line;
  assign(*statement.targets[0], value);
}

Interpreter::Flow Interpreter::run_with(const Stmt& statement) {
  std::vector<Value> values;
  for (const ExprPtr& expr : statement.expressions) values.push_back(evaluate(*expr));
  InnerScope scope(scope_);
  for (size_t i = 0; i < values.size(); ++i) assign(*statement.targets[i], values[i]);
  return run(statement.bodies[0]);
}

void Interpreter::run_call(const Stmt& statement) {
  Value caller = make_macro(statement);
  out_->write(to_text(call_expr(*statement.expressions[0], &caller)));
}

void Interpreter::run_generation(const Stmt& statement) {
  const size_t begin = out_->text().size();
  InnerScope scope(scope_);
  run(statement.bodies[0]);
  if (out_ == &root_)
    generated_.push_back({begin, out_->text().size()});
  else
    generated_elsewhere_ = true;
}

}  // namespace afina::jinja
