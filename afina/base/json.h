// The one door to JSON. nlohmann-json parses; errors say file, line and column in the person's language.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace afina {

using Json = nlohmann::json;

// Nesting beyond this is refused: no real file needs it, and recursion over it must stay within the stack.
inline constexpr int kMaxJsonDepth = 512;

// Parses one JSON document (RFC 8259, UTF-8; a byte order mark is accepted). `place` names the file or
// argument in errors. Throws Error base.json_syntax (place, line, column, detail) or base.json_depth.
Json parse_json(std::string_view text, std::string_view place);

// Compact, valid UTF-8 (ill-formed input bytes become U+FFFD, never an exception).
std::string dump_json(const Json& value);
// The same, indented by two spaces, with a final newline: for files that people open.
std::string dump_json_pretty(const Json& value);

// The member `key` of `object` as T, or `fallback` where it is absent or null. A member of another type
// throws Error base.json_type (place, key).
template <class T>
T json_get(const Json& object, const char* key, T fallback, std::string_view place);

}  // namespace afina
