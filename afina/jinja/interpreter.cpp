#include "afina/jinja/interpreter.h"

#include <algorithm>

#include "afina/jinja/filters.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"
#include "afina/jinja/tests.h"

namespace afina::jinja {

void Scope::set(const std::string& name, Value value) {
  for (auto& [known, held] : variables) {
    if (known == name) {
      held = std::move(value);
      return;
    }
  }
  variables.emplace_back(name, std::move(value));
}

void Output::write(std::string_view text) {
  if (text_.size() + text.size() > meter_.limits().output) {
    raise("jinja.too_much_output", {{"limit", std::to_string(meter_.limits().output >> 20)}});
  }
  meter_.allocate(text.size());
  meter_.charge(1 + text.size() / 64);
  text_ += text;
}

Interpreter::Interpreter(const Program& program, const Value& context, const std::tm& clock, const Limits& limits)
    : program_(program),
      meter_(limits),
      clock_(clock),
      context_(context),
      scope_(std::make_shared<Scope>()),
      root_(meter_),
      out_(&root_) {}

// Macros hold the scopes that hold what they were given; let go of one by one, nothing recurses.
Interpreter::~Interpreter() {
  for (auto& object : owned_) {
    if (object->kind == Kind::macro) static_cast<Macro&>(*object).closure.reset();
    if (object->kind == Kind::name_space) static_cast<Namespace&>(*object).attributes.clear();
  }
}

std::string Interpreter::render() {
  run(program_.body);
  return root_.take();
}

Value Interpreter::lookup(const std::string& name) {
  for (const Scope* scope = scope_.get(); scope; scope = scope->parent.get()) {
    for (const auto& [known, value] : scope->variables) {
      if (known == name) return value;
    }
  }
  if (context_.is(Kind::dict)) {
    if (const Value* value = context_.as<Dict>().find(std::string_view(name))) return *value;
  }
  if (name == "self") return Value(std::make_shared<Object>(Kind::self_reference));
  if (const Function::Apply* function = find_function(name)) return Value(std::make_shared<Function>(name, *function));
  return Value::undefined({"jinja.undefined", {{"name", name}}});
}

Value Interpreter::evaluate(const Expr& expr) {
  meter_.charge(1);
  Meter::Level level(meter_);
  line_ = expr.line;
  switch (expr.kind) {
    case Expr::Kind::constant:
      return expr.value;
    case Expr::Kind::name:
      return lookup(expr.text);
    case Expr::Kind::list:
    case Expr::Kind::tuple:
    case Expr::Kind::dict:
      return collection(expr);
    case Expr::Kind::attribute:
      return attribute(evaluate(*expr.items[0]), expr.text);
    case Expr::Kind::item:
      return item_or_slice(expr);
    case Expr::Kind::call:
      return call_expr(expr);
    case Expr::Kind::filter:
      return filter_expr(expr);
    case Expr::Kind::test:
      return test_expr(expr);
    case Expr::Kind::negative:
      return negative(evaluate(*expr.items[0]));
    case Expr::Kind::positive:
      return positive(evaluate(*expr.items[0]));
    case Expr::Kind::logical_not:
      return Value::boolean(!truth(evaluate(*expr.items[0])));
    case Expr::Kind::logical_and: {
      Value left = evaluate(*expr.items[0]);
      return truth(left) ? evaluate(*expr.items[1]) : left;
    }
    case Expr::Kind::logical_or: {
      Value left = evaluate(*expr.items[0]);
      return truth(left) ? left : evaluate(*expr.items[1]);
    }
    case Expr::Kind::binary: {
      Value left = evaluate(*expr.items[0]), right = evaluate(*expr.items[1]);
      line_ = expr.line;
      return binary(expr.text, left, right);
    }
    case Expr::Kind::concat:
      return concat_expr(expr);
    case Expr::Kind::compare:
      return compare_expr(expr);
    case Expr::Kind::conditional:
      return conditional_expr(expr);
    default:
      raise("jinja.internal", {{"detail", "expression"}});
  }
}

Value Interpreter::collection(const Expr& expr) {
  std::vector<Value> items;
  items.reserve(expr.items.size());
  if (expr.kind != Expr::Kind::dict) {
    for (const ExprPtr& item : expr.items) items.push_back(evaluate(*item));
    return expr.kind == Expr::Kind::list ? Value::list(std::move(items)) : Value::tuple(std::move(items));
  }
  auto dict = std::make_shared<Dict>();
  for (size_t i = 0; i + 1 < expr.items.size(); i += 2) {
    Value key = evaluate(*expr.items[i]);
    dict->set(key, evaluate(*expr.items[i + 1]));
  }
  return Value(std::move(dict));
}

Value Interpreter::item_or_slice(const Expr& expr) {
  Value of = evaluate(*expr.items[0]);
  const Expr& index = *expr.items[1];
  if (index.kind != Expr::Kind::slice) return item(of, evaluate(index));
  auto part = [&](size_t i) { return index.items[i] ? evaluate(*index.items[i]) : Value(); };
  Value start = part(0), stop = part(1), step = part(2);
  line_ = expr.line;
  need_defined(of);
  return slice(of, start, stop, step);
}

CallArguments Interpreter::arguments_of(const std::vector<Argument>& arguments) {
  CallArguments given;
  for (const Argument& argument : arguments) {
    Value value = evaluate(*argument.value);
    switch (argument.form) {
      case Argument::Form::positional:
        given.positional.push_back(std::move(value));
        break;
      case Argument::Form::keyword:
        given.keywords.emplace_back(argument.keyword, std::move(value));
        break;
      case Argument::Form::star:
        need_defined(value);
        for (Value& one : items_of(value, "*")) given.positional.push_back(std::move(one));
        break;
      case Argument::Form::double_star:
        if (!value.is(Kind::dict)) raise_type("**", type_name(value));
        for (const auto& [key, one] : value.as<Dict>().entries) {
          if (!key.is_text()) raise_type("**", type_name(key));
          given.keywords.emplace_back(key.str(), one);
        }
        break;
    }
  }
  for (size_t i = 0; i < given.keywords.size(); ++i) {
    meter_.charge(i);
    for (size_t j = 0; j < i; ++j) {
      if (given.keywords[i].first == given.keywords[j].first) {
        raise("jinja.arguments", {{"function", given.keywords[i].first}});
      }
    }
  }
  return given;
}

Value Interpreter::call_expr(const Expr& expr, const Value* caller) {
  Value callee = evaluate(*expr.items[0]);
  CallArguments given = arguments_of(expr.arguments);
  if (caller) given.keywords.emplace_back("caller", *caller);
  line_ = expr.line;
  return call(callee, given);
}

Value Interpreter::filter_expr(const Expr& expr, const Value* body) {
  Value value = expr.items[0] ? (body && expr.items[0]->kind == Expr::Kind::filter ? filter_expr(*expr.items[0], body)
                                                                                   : evaluate(*expr.items[0]))
                              : *body;
  CallArguments given = arguments_of(expr.arguments);
  line_ = expr.line;
  if (!expr.filter) raise("jinja.unknown_filter", {{"name", expr.text}});
  return expr.filter->apply(*this, value, given);
}

Value Interpreter::apply_filter(const std::string& name, const Value& value, const CallArguments& given) {
  const Filter* filter = find_filter(name);
  if (!filter) raise("jinja.unknown_filter", {{"name", name}});
  Meter::Level level(meter_);
  meter_.charge(1);
  return filter->apply(*this, value, given);
}

Value Interpreter::test_expr(const Expr& expr) {
  Value value = evaluate(*expr.items[0]);
  CallArguments given = arguments_of(expr.arguments);
  line_ = expr.line;
  if (!expr.test) raise("jinja.unknown_test", {{"name", expr.text}});
  return Value::boolean(expr.test->holds(value, given));
}

Value Interpreter::compare_expr(const Expr& expr) {
  Value left = evaluate(*expr.items[0]);
  for (size_t i = 0; i < expr.operators.size(); ++i) {
    Value right = evaluate(*expr.items[i + 1]);
    line_ = expr.line;
    if (!compare(expr.operators[i], left, right)) return Value::boolean(false);
    left = std::move(right);
  }
  return Value::boolean(true);
}

Value Interpreter::concat_expr(const Expr& expr) {
  std::string all;
  for (const ExprPtr& item : expr.items) {
    std::string piece = to_text(evaluate(*item));
    expect_text(all.size() + piece.size(), piece.size());
    all += piece;
  }
  return Value::text(std::move(all));
}

Value Interpreter::conditional_expr(const Expr& expr) {
  if (truth(evaluate(*expr.items[1]))) return evaluate(*expr.items[0]);
  if (expr.items[2]) return evaluate(*expr.items[2]);
  return Value::undefined({"jinja.no_else", {}});
}

Value Interpreter::make_namespace() {
  owned_.push_back(std::make_unique<Namespace>());
  return Value::borrowed(*owned_.back());
}

// ---- calls ---------------------------------------------------------------------------------------------------

Value Interpreter::call(const Value& callee, const CallArguments& given) {
  Meter::Level level(meter_);
  meter_.charge(1);
  switch (callee.kind()) {
    case Kind::macro:
      return call_macro(callee.as<Macro>(), given);
    case Kind::function:
      return callee.as<Function>().apply(*this, given);
    case Kind::method:
      return callee.as<Method>().entry.apply(*this, callee.as<Method>().self, given);
    case Kind::loop:
      return call_loop(callee.as<Loop>(), given);
    case Kind::joiner: {
      Joiner& joiner = callee.as<Joiner>();
      no_arguments("joiner", given);
      return std::exchange(joiner.used, true) ? joiner.separator : Value::text("");
    }
    case Kind::undefined:
      raise_undefined(callee);
    default:
      raise_type("()", type_name(callee));
  }
}

Value Interpreter::make_macro(const Stmt& statement) {
  owned_.push_back(std::make_unique<Macro>(statement, scope_));
  return Value::borrowed(*owned_.back());
}

namespace {

// A scope, an output and a line for as long as a body runs.
template <class T>
class Kept {
 public:
  Kept(T& place, T value) : place_(place), before_(std::exchange(place, std::move(value))) {}
  ~Kept() { place_ = std::move(before_); }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

 private:
  T& place_;
  T before_;
};

ScopePtr inner_scope(const ScopePtr& parent) {
  auto scope = std::make_shared<Scope>();
  scope->parent = parent;
  return scope;
}

}  // namespace

// Names of the signature by position or keyword, then defaults, which may use the names before them.
void Interpreter::bind_macro(const Macro& macro, const CallArguments& given) {
  const Signature& signature = macro.statement.signature;
  const std::string& name = macro.statement.text;
  const size_t count = signature.names.size();
  std::vector<const Value*> values(count, nullptr);
  for (size_t i = 0; i < std::min(count, given.positional.size()); ++i) values[i] = &given.positional[i];
  auto rest = std::make_shared<Dict>();
  const Value* caller = nullptr;
  for (const auto& [keyword, value] : given.keywords) {
    auto found = std::ranges::find(signature.names, keyword);
    if (found != signature.names.end()) {
      const Value*& slot = values[static_cast<size_t>(found - signature.names.begin())];
      if (slot) raise("jinja.arguments", {{"function", name}});
      slot = &value;
    } else if (keyword == "caller" && signature.uses_caller) {
      caller = &value;
    } else if (signature.uses_kwargs) {
      rest->set(Value::text(keyword), value);
    } else {
      raise("jinja.arguments", {{"function", name}});
    }
  }
  if (given.positional.size() > count && !signature.uses_varargs) raise("jinja.arguments", {{"function", name}});
  const Value missing = Value::undefined({"jinja.not_given", {{"name", name}}});
  if (signature.uses_caller) scope_->set("caller", caller ? *caller : missing);
  if (signature.uses_kwargs) scope_->set("kwargs", Value(rest));
  if (signature.uses_varargs) {
    auto from = given.positional.begin() + static_cast<ptrdiff_t>(std::min(count, given.positional.size()));
    scope_->set("varargs", Value::tuple({from, given.positional.end()}));
  }
  const size_t first_default = count - signature.defaults.size();
  for (size_t i = 0; i < count; ++i) {
    if (values[i])
      scope_->set(signature.names[i], *values[i]);
    else
      scope_->set(signature.names[i], i >= first_default ? evaluate(*signature.defaults[i - first_default]) : missing);
  }
}

Value Interpreter::call_macro(const Macro& macro, const CallArguments& given) {
  const int line = line_;
  Kept scope(scope_, inner_scope(macro.closure));
  bind_macro(macro, given);
  std::string text = captured(macro.statement.bodies[0]);
  line_ = line;
  return Value::text(std::move(text));
}

Value Interpreter::call_loop(Loop& loop, const CallArguments& given) {
  if (!loop.statement.recursive) raise_type("loop()", "recursive");
  Bound bound("loop", given, {"iterable"}, 1);
  Output out(meter_);
  Kept kept(out_, &out);
  run_loop(loop.statement, bound.at(0), loop.outer, loop.depth0 + 1);
  return Value::text(out.take());
}

std::string Interpreter::captured(const Body& body, Flow* flow) {
  Output out(meter_);
  Kept kept(out_, &out);
  Kept scope(scope_, inner_scope(scope_));
  Flow ended = run(body);
  if (flow) *flow = ended;
  return out.take();
}

}  // namespace afina::jinja
