#include "afina/jinja/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "afina/base/utf8.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"

namespace afina::jinja {

namespace {

template <class AnyJson>
Value value_of(const AnyJson& json) {
  switch (json.type()) {
    case AnyJson::value_t::boolean:
      return Value::boolean(json.template get<bool>());
    case AnyJson::value_t::number_integer:
      return Value::integer(json.template get<int64_t>());
    case AnyJson::value_t::number_unsigned: {
      const auto number = json.template get<uint64_t>();
      if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        raise("jinja.too_large_number");
      }
      return Value::integer(static_cast<int64_t>(number));
    }
    case AnyJson::value_t::number_float:
      return Value::real(json.template get<double>());
    case AnyJson::value_t::string:
      return Value::text(replace_invalid_utf8(json.template get_ref<const std::string&>()));
    case AnyJson::value_t::array: {
      std::vector<Value> items;
      for (const AnyJson& item : json) items.push_back(value_of(item));
      return Value::list(std::move(items));
    }
    case AnyJson::value_t::object: {
      auto dict = std::make_shared<Dict>();
      for (const auto& [key, item] : json.items()) dict->set(Value::text(replace_invalid_utf8(key)), value_of(item));
      return Value(std::move(dict));
    }
    default:
      return Value();
  }
}

}  // namespace

namespace {

template <class AnyJson>
Value value_in(const AnyJson& json, std::string_view place) {
  try {
    return value_of(json);
  } catch (const Problem& problem) {
    TextArgs args = problem.args;
    args.emplace_back("place", std::string(place));
    args.emplace_back("line", "1");
    fail(problem.code, args);
  }
}

}  // namespace

Value from_json(const Json& json, std::string_view place) { return value_in(json, place); }

Value parse_ordered_json(std::string_view text, std::string_view place) {
  parse_json(text, place);  // its errors and its limit of depth
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return value_in(nlohmann::ordered_json::parse(text), place);
}

namespace {

class Writer {
 public:
  explicit Writer(const JsonStyle& style) : style_(style) {}

  void write(const Value& value, int level) {
    charge(1);
    switch (value.kind()) {
      case Kind::none:
        return put("null");
      case Kind::boolean:
        return put(value.as_bool() ? "true" : "false");
      case Kind::integer:
        return put(std::to_string(value.as_whole()));
      case Kind::real:
        return put(number(value.as_real()));
      case Kind::text:
        return put(quoted(value.str()));
      case Kind::list:
      case Kind::tuple:
        return list(value.as<Sequence>().items, level);
      case Kind::dict:
        return dict(value.as<Dict>(), level);
      default:
        raise_type("tojson", type_name(value));
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void put(std::string_view text) {
    expect_text(out_.size() + text.size(), text.size());
    out_ += text;
  }
  void line(int level) {
    if (!style_.indent) return;
    put("\n");
    for (int i = 0; i < level; ++i) put(*style_.indent);
  }
  static std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    return float_repr(value);
  }
  std::string quoted(const std::string& text) const {
    static constexpr std::string_view kFrom = "\"\\\n\r\t\b\f", kTo = "\"\\nrtbf";
    charge(text.size() / 4);
    std::string out = "\"";
    for (size_t at = 0; at < text.size();) {
      size_t begin = at;
      uint32_t c = next_code_point(text, at);
      if (size_t known = c < 0x80 ? kFrom.find(static_cast<char>(c)) : std::string_view::npos;
          known != std::string_view::npos) {
        out += '\\';
        out += kTo[known];
      } else if (c < 0x20 || (style_.ascii && c >= 0x7F && c < 0x10000 && c != 0x7F)) {
        out += fmt::format("\\u{:04x}", c);
      } else if (style_.ascii && c >= 0x10000) {
        c -= 0x10000;
        out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (c >> 10), 0xDC00 + (c & 0x3FF));
      } else {
        out.append(text, begin, at - begin);
      }
    }
    return out + '"';
  }
  void list(const std::vector<Value>& items, int level) {
    if (items.empty()) return put("[]");
    put("[");
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) put(style_.item_separator);
      line(level + 1);
      write(items[i], level + 1);
    }
    line(level);
    put("]");
  }
  static std::string key_text(const Value& key) {
    switch (key.kind()) {
      case Kind::text:
        return key.str();
      case Kind::none:
        return "null";
      case Kind::boolean:
        return key.as_bool() ? "true" : "false";
      case Kind::integer:
        return std::to_string(key.as_whole());
      case Kind::real:
        return number(key.as_real());
      default:
        raise_type("tojson", type_name(key));
    }
  }
  void dict(const Dict& dict, int level) {
    if (dict.entries.empty()) return put("{}");
    std::vector<const std::pair<Value, Value>*> entries;
    for (const auto& entry : dict.entries) entries.push_back(&entry);
    if (style_.sort_keys) {
      std::ranges::stable_sort(entries, [](auto* a, auto* b) { return less(a->first, b->first); });
    }
    put("{");
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i > 0) put(style_.item_separator);
      line(level + 1);
      put(quoted(key_text(entries[i]->first)));
      put(style_.key_separator);
      write(entries[i]->second, level + 1);
    }
    line(level);
    put("}");
  }

  const JsonStyle& style_;
  std::string out_;
};

}  // namespace

std::string to_json(const Value& value, const JsonStyle& style) {
  Writer writer(style);
  writer.write(value, 0);
  return writer.take();
}

}  // namespace afina::jinja
