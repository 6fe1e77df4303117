#include "afina/tokenizer/gguf_merges.h"

#include <algorithm>
#include <tuple>

#include "afina/base/stop.h"
#include "afina/base/utf8.h"

namespace afina::tokenizer {

namespace {

constexpr size_t kMostPieceBytes = 512;  // longer ones are left whole: no real vocabulary has them, and cuts are many

struct Cut {
  double score;
  int32_t left_length, right_length;  // in code points
  uint32_t piece, bytes;              // where the piece is cut
};

}  // namespace

std::vector<std::pair<std::string_view, std::string_view>> merges_of_pieces(std::span<const std::string_view> pieces,
                                                                            std::span<const double> scores,
                                                                            const Vocabulary& vocabulary) {
  std::vector<Cut> cuts;
  StopCheck stop;
  for (size_t p = 0; p < pieces.size(); ++p) {
    stop();
    const std::string_view piece = pieces[p];
    // An id that another piece of the same text took, or that is no piece, joins nothing.
    if (piece.size() > kMostPieceBytes || vocabulary.find(piece) != static_cast<int32_t>(p)) continue;
    const auto length = static_cast<int32_t>(count_code_points(piece));
    size_t at = 0;
    for (int32_t left = 1; left < length; ++left) {
      next_code_point(piece, at);
      if (!vocabulary.find(piece.substr(0, at)) || !vocabulary.find(piece.substr(at))) continue;
      cuts.push_back({scores[p], left, length - left, static_cast<uint32_t>(p), static_cast<uint32_t>(at)});
    }
  }
  std::stable_sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
    return std::tie(a.score, a.left_length, a.right_length) > std::tie(b.score, b.left_length, b.right_length);
  });
  std::vector<std::pair<std::string_view, std::string_view>> merges;
  merges.reserve(cuts.size());
  for (const Cut& cut : cuts) {
    const std::string_view piece = pieces[cut.piece];
    merges.emplace_back(piece.substr(0, cut.bytes), piece.substr(cut.bytes));
  }
  return merges;
}

}  // namespace afina::tokenizer
