#include "afina/jinja/arguments.h"

#include <algorithm>

namespace afina::jinja {

namespace {

[[noreturn]] void refuse(std::string_view function) { raise("jinja.arguments", {{"function", std::string(function)}}); }

}  // namespace

Bound::Bound(std::string_view function, const CallArguments& given, std::initializer_list<std::string_view> names,
             size_t required)
    : function_(function), values_(names.size(), nullptr) {
  if (given.positional.size() > names.size()) refuse(function);
  for (size_t i = 0; i < given.positional.size(); ++i) values_[i] = &given.positional[i];
  for (const auto& [name, value] : given.keywords) {
    auto found = std::ranges::find(names, name);
    if (found == names.end()) refuse(function);
    const Value*& slot = values_[static_cast<size_t>(found - names.begin())];
    if (slot) refuse(function);
    slot = &value;
  }
  if (std::any_of(values_.begin(), values_.begin() + static_cast<ptrdiff_t>(required),
                  [](const Value* value) { return value == nullptr; })) {
    refuse(function);
  }
}

int64_t Bound::whole(size_t i, int64_t otherwise) const {
  if (!values_[i]) return otherwise;
  if (values_[i]->is_undefined()) throw values_[i]->as<Undefined>().problem;
  if (!values_[i]->is_whole()) raise_type(function_, type_name(*values_[i]));
  return values_[i]->as_whole();
}

std::string Bound::text(size_t i, std::string_view otherwise) const {
  if (!values_[i] || values_[i]->is_none()) return std::string(otherwise);
  if (!values_[i]->is_text()) raise_type(function_, type_name(*values_[i]));
  return values_[i]->str();
}

void no_arguments(std::string_view function, const CallArguments& given) {
  if (!given.positional.empty() || !given.keywords.empty()) refuse(function);
}

}  // namespace afina::jinja
