#include "afina/models/config_reader.h"

#include <algorithm>
#include <cmath>

#include "afina/base/error.h"

namespace afina::models {

namespace {

// Enough of a value to recognise it in an error, never a page of it.
std::string shorten(std::string text) {
  constexpr size_t kMost = 60;
  if (text.size() <= kMost) return text;
  size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string plain(double value) {
  Json json = value;
  return json.dump();
}

}  // namespace

ConfigReader::ConfigReader(const Json& object, std::string_view place, std::string_view prefix)
    : object_(&object), place_(place), prefix_(prefix) {
  if (!object.is_object()) {
    std::string key = prefix.empty() ? "config.json" : std::string(prefix.substr(0, prefix.size() - 1));
    fail("models.bad_config",
         {{"place", place_}, {"key", key}, {"found", shorten(dump_json(object))}, {"expected", "{ … }"}});
  }
}

const Json* ConfigReader::find(std::string_view key) const {
  auto found = object_->find(key);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

std::string ConfigReader::seen(std::string_view key) const {
  const Json* value = find(key);
  return value ? shorten(dump_json(*value)) : "null";
}

bool ConfigReader::has(const char* key) const { return find(key) != nullptr; }

void ConfigReader::bad(std::string_view key, std::string_view expected) const {
  fail("models.bad_config", {{"place", place_},
                             {"key", prefix_ + std::string(key)},
                             {"found", seen(key)},
                             {"expected", std::string(expected)}});
}

void ConfigReader::unsupported(std::string_view key, std::string_view supported) const {
  fail("models.unsupported_option", {{"place", place_},
                                     {"key", prefix_ + std::string(key)},
                                     {"value", seen(key)},
                                     {"supported", std::string(supported)}});
}

int64_t ConfigReader::count(const char* key, std::optional<int64_t> fallback, int64_t most) const {
  const Json* value = find(key);
  if (!value && fallback) return *fallback;
  if (value && value->is_number_unsigned()) {  // the parser's type of every integer that is not negative
    auto number = value->get<uint64_t>();
    if (number >= 1 && number <= static_cast<uint64_t>(most)) return static_cast<int64_t>(number);
  } else if (value && value->is_number_integer()) {  // one that a program put there
    auto number = value->get<int64_t>();
    if (number >= 1 && number <= most) return number;
  }
  bad(key, "1 … " + std::to_string(most));
}

double ConfigReader::number(const char* key, std::optional<double> fallback, double least, double most) const {
  const Json* value = find(key);
  if (!value && fallback) return *fallback;
  if (value && value->is_number()) {
    auto number = value->get<double>();
    if (std::isfinite(number) && number >= least && number <= most) return number;
  }
  bad(key, plain(least) + " … " + plain(most));
}

std::vector<double> ConfigReader::numbers(const char* key, size_t count, double least, double most) const {
  const Json* value = find(key);
  const auto fits = [&](const Json& entry) {
    if (!entry.is_number()) return false;
    const auto number = entry.get<double>();
    return std::isfinite(number) && number >= least && number <= most;
  };
  if (value && value->is_array() && value->size() == count && std::ranges::all_of(*value, fits)) {
    return value->get<std::vector<double>>();
  }
  bad(key, "[" + std::to_string(count) + " × " + plain(least) + " … " + plain(most) + "]");
}

bool ConfigReader::flag(const char* key, bool fallback) const {
  const Json* value = find(key);
  if (!value) return fallback;
  if (!value->is_boolean()) bad(key, "true | false");
  return value->get<bool>();
}

std::string ConfigReader::word(const char* key, std::string_view fallback) const {
  const Json* value = find(key);
  if (!value) return std::string(fallback);
  if (!value->is_string()) bad(key, "\"…\"");
  return value->get<std::string>();
}

ConfigReader ConfigReader::inside(const char* key) const {
  static const Json kNull;
  const Json* value = find(key);
  return {value ? *value : kNull, place_, prefix_ + key + "."};
}

}  // namespace afina::models
