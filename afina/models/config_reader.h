// Reads config.json the way a stranger's file must be read: every value is checked, and an error names the key,
// what it says and what it may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"

namespace afina::models {

// Sizes beyond these are damage or an attack, not a model; below them no product of two overflows.
inline constexpr int64_t kMostChannels = int64_t{1} << 20;
inline constexpr int64_t kMostVocabulary = int64_t{1} << 24;
inline constexpr int64_t kMostLayers = 4096;
inline constexpr int64_t kMostHeads = 1 << 14;
inline constexpr int64_t kMostPositions = int64_t{1} << 30;

// All errors are models.bad_config (place, key, found, expected) unless said otherwise.
class ConfigReader {
 public:
  // `object` must outlive the reader. `prefix` goes before the key in errors ("rope_scaling.").
  ConfigReader(const Json& object, std::string_view place, std::string_view prefix = {});

  bool has(const char* key) const;  // present and not null
  // An integer in [1, most]. Without a fallback the key must be there.
  int64_t count(const char* key, std::optional<int64_t> fallback, int64_t most) const;
  // A finite number in [least, most].
  double number(const char* key, std::optional<double> fallback, double least, double most) const;
  // A list of so many finite numbers in [least, most]; it must be there.
  std::vector<double> numbers(const char* key, size_t count, double least, double most) const;
  bool flag(const char* key, bool fallback) const;
  std::string word(const char* key, std::string_view fallback) const;
  ConfigReader inside(const char* key) const;  // a nested object

  [[noreturn]] void bad(std::string_view key, std::string_view expected) const;
  // A value that means something, but not something afina does: models.unsupported_option (place, key, value,
  // supported).
  [[noreturn]] void unsupported(std::string_view key, std::string_view supported) const;

 private:
  const Json* find(std::string_view key) const;  // null where absent or JSON null
  std::string seen(std::string_view key) const;

  const Json* object_;
  std::string place_, prefix_;
};

}  // namespace afina::models
