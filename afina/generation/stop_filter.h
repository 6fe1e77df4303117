// Text on its way to the person, watched for stop strings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace afina::generation {

// Holds back the end of the text while it may still be the beginning of a stop string.
class StopFilter {
 public:
  explicit StopFilter(std::vector<std::string> stops) : stops_(std::move(stops)) {}

  // Takes new text and returns what may be shown. After a stop string, `stopped()` holds and nothing more comes.
  std::string push(std::string_view text);
  std::string finish();  // what was held back and turned out to be ordinary text
  bool stopped() const noexcept { return stopped_; }

 private:
  std::vector<std::string> stops_;
  std::string held_;
  bool stopped_ = false;
};

}  // namespace afina::generation
