// The methods of each kind of value, a file a kind.
#pragma once

#include <span>

#include "afina/jinja/interpreter.h"

namespace afina::jinja {

std::span<const MethodEntry> text_methods();
std::span<const MethodEntry> text_search_methods();
std::span<const MethodEntry> container_methods(Kind kind);

}  // namespace afina::jinja
