#include "afina/data/passages.h"

#include <algorithm>

#include "afina/base/stop.h"

namespace afina::data {

namespace {

enum class Border { blank_line, line, sentence, space };

// Whether a passage may end before byte `at` (0 < at < size): the border's bytes stay with what they end.
bool ends_before(std::string_view text, size_t at, Border border) {
  char last = text[at - 1], next = text[at];
  switch (border) {
    case Border::blank_line:
      return last == '\n' && at >= 2 && text[at - 2] == '\n' && next != '\n';
    case Border::line:
      return last == '\n' && next != '\n';
    case Border::sentence:
      return last == ' ' && next != ' ' && at >= 2 &&
             std::string_view(".!?").find(text[at - 2]) != std::string_view::npos;
    case Border::space:
      break;
  }
  return last == ' ' && next != ' ';
}

void cut(std::string_view text, Border border, size_t limit, std::vector<std::string_view>& pieces) {
  size_t begin = 0;
  auto close = [&](size_t end) {
    std::string_view piece = text.substr(begin, end - begin);
    begin = end;
    if (piece.size() > limit && border != Border::space) {
      cut(piece, static_cast<Border>(static_cast<int>(border) + 1), limit, pieces);
    } else {
      pieces.push_back(piece);
    }
  };
  StopCheck stop;
  for (size_t at = 1; at < text.size(); ++at) {
    stop();
    if (ends_before(text, at, border)) close(at);
  }
  if (begin < text.size()) close(text.size());
}

}  // namespace

std::vector<Example> cut_passages(std::string_view text) {
  std::vector<std::string_view> pieces;
  cut(text, Border::blank_line, std::max<size_t>(text.size() / 40, 1), pieces);
  std::vector<Example> passages;
  passages.reserve(pieces.size());
  int64_t line = 1;
  for (std::string_view piece : pieces) {
    Example passage;
    passage.input = piece;
    passage.place = line;
    line += std::count(piece.begin(), piece.end(), '\n');
    passages.push_back(std::move(passage));
  }
  return passages;
}

}  // namespace afina::data
