#include "afina/base/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "afina/base/utf8.h"

namespace afina {

size_t edit_distance(std::string_view a, std::string_view b) {
  const std::u32string from = to_utf32(a), to = to_utf32(b);
  std::vector<size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < from.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < to.size(); ++j) {
      size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

size_t nearest(std::string_view wanted, std::span<const std::string> names) {
  size_t best = names.size(), best_distance = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    size_t distance = edit_distance(wanted, names[i]);
    if (best == names.size() || distance < best_distance) {
      best = i;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace afina
