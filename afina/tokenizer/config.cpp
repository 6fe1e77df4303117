#include "afina/tokenizer/config.h"

#include "afina/base/error.h"
#include "afina/base/utf8.h"

namespace afina::tokenizer {

Config::Config(Json json, std::string path, std::string place)
    : Config(std::make_shared<const Json>(std::move(json)), std::move(path), std::move(place)) {}

Config::Config(std::shared_ptr<const Json> json, std::string path, std::string place)
    : json_(std::move(json)), path_(std::move(path)), place_(std::move(place)) {
  if (!json_->is_object()) fail("tokenizer.bad_field", {{"place", place_}, {"field", path_}, {"expected", "{…}"}});
}

const Json* Config::find(const char* key) const {
  auto found = json_->find(key);
  return found == json_->end() || found->is_null() ? nullptr : &*found;
}

void Config::bad(std::string_view key, std::string_view expected) const {
  fail("tokenizer.bad_field",
       {{"place", place_}, {"field", path_ + "." + std::string(key)}, {"expected", std::string(expected)}});
}

void Config::unsupported(std::string_view what) const {
  fail("tokenizer.unsupported", {{"place", place_}, {"field", path_}, {"what", std::string(what)}});
}

bool Config::has(const char* key) const { return find(key) != nullptr; }

bool Config::is_object(const char* key) const {
  const Json* value = find(key);
  return value && value->is_object();
}

bool Config::boolean(const char* key, bool fallback) const {
  const Json* value = find(key);
  if (!value) return fallback;
  if (!value->is_boolean()) bad(key, "true/false");
  return value->get<bool>();
}

std::string Config::text(const char* key) const {
  const Json* value = find(key);
  if (!value || !value->is_string()) bad(key, "\"…\"");
  return value->get<std::string>();
}

std::string Config::text(const char* key, std::string_view fallback) const {
  return has(key) ? text(key) : std::string(fallback);
}

int64_t Config::integer(const char* key) const {
  const Json* value = find(key);
  if (!value || !value->is_number_integer()) bad(key, "0, 1, 2…");
  if (value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX) bad(key, "0, 1, 2…");
  return value->get<int64_t>();
}

int64_t Config::integer(const char* key, int64_t fallback) const { return has(key) ? integer(key) : fallback; }

char32_t Config::character(const char* key, char32_t fallback) const {
  if (!has(key)) return fallback;
  std::u32string characters = to_utf32(text(key));
  if (characters.size() != 1) bad(key, "\"x\"");
  return characters[0];
}

Config Config::child(const char* key) const {
  const Json* value = find(key);
  if (!value) bad(key, "{…}");
  return {std::shared_ptr<const Json>(json_, value), path_ + "." + key, place_};
}

std::vector<Config> Config::list(const char* key) const {
  const Json* value = find(key);
  if (!value || !value->is_array()) bad(key, "[{…}, …]");
  std::vector<Config> items;
  for (size_t i = 0; i < value->size(); ++i) {
    std::shared_ptr<const Json> item(json_, &(*value)[i]);
    items.push_back(Config(std::move(item), path_ + "." + key + "[" + std::to_string(i) + "]", place_));
  }
  return items;
}

}  // namespace afina::tokenizer
