// The variable `loop` of a for block.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "afina/jinja/ast.h"
#include "afina/jinja/value.h"

namespace afina::jinja {

struct Scope;

struct Loop : Object {
  Loop(std::vector<Value> values, const Stmt& block, std::shared_ptr<Scope> around, int level);
  std::vector<Value> items;
  size_t index0 = 0;
  int depth0;
  const Stmt& statement;
  std::shared_ptr<Scope> outer;  // where a recursive loop goes on
  std::optional<Value> last_changed;
};

}  // namespace afina::jinja
