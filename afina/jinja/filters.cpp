#include "afina/jinja/filters.h"

#include <algorithm>

namespace afina::jinja {

const Filter* find_filter(std::string_view name) {
  for (auto filters : {text_filters(), markup_filters(), number_filters(), list_filters(), selection_filters()}) {
    auto found = std::ranges::find(filters, name, &Filter::name);
    if (found != filters.end()) return &*found;
  }
  return nullptr;
}

}  // namespace afina::jinja
