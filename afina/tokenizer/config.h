// Typed access to one component of a tokenizer.json ({"type": "Split", ...}) with errors that name the field.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"

namespace afina::tokenizer {

class Config {
 public:
  // `path` is where the component stands in the file ("normalizer.normalizers[0]"), `place` names the file.
  Config(Json json, std::string path, std::string place);

  std::string type() const { return text("type"); }
  bool has(const char* key) const;  // present and not null
  bool is_object(const char* key) const;
  bool boolean(const char* key, bool fallback) const;
  std::string text(const char* key) const;  // required
  std::string text(const char* key, std::string_view fallback) const;
  int64_t integer(const char* key) const;  // required
  int64_t integer(const char* key, int64_t fallback) const;
  char32_t character(const char* key, char32_t fallback) const;  // a string of exactly one character
  Config child(const char* key) const;                           // required, an object
  std::vector<Config> list(const char* key) const;               // required, a list of objects

  const Json& json() const noexcept { return *json_; }
  const std::string& path() const noexcept { return path_; }
  const std::string& place() const noexcept { return place_; }

  // Throws tokenizer.bad_field.
  [[noreturn]] void bad(std::string_view key, std::string_view expected) const;
  // Throws tokenizer.unsupported for this component's type or for `what` of it.
  [[noreturn]] void unsupported(std::string_view what) const;

 private:
  Config(std::shared_ptr<const Json> json, std::string path, std::string place);
  const Json* find(const char* key) const;

  std::shared_ptr<const Json>
      json_;  // of a child, within its parent's: nested components are not copied level by level
  std::string path_;
  std::string place_;
};

}  // namespace afina::tokenizer
