#include "afina/jinja/repr.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <charconv>
#include <cmath>

#include "afina/base/utf8.h"
#include "afina/jinja/interpreter.h"

namespace afina::jinja {

std::string float_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific);
  std::string_view written(buffer, static_cast<size_t>(end - buffer));
  const size_t e = written.find('e');
  const int exponent = std::stoi(std::string(written.substr(e + 1)));
  std::string digits;
  std::string out = written[0] == '-' ? "-" : "";
  for (char c : written.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (exponent < -4 || exponent >= 16) {
    out += digits[0];
    if (digits.size() > 1) out += '.' + digits.substr(1);
    return out + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  const size_t whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0') + ".0";
  return out + digits.substr(0, whole) + '.' + digits.substr(whole);
}

namespace {

bool printable(char32_t c) {
  if (c == ' ') return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS:
      return false;
    default:
      return true;
  }
}

std::string text_repr(const std::string& text) {
  charge(text.size() / 4);
  const bool single = text.find('\'') == std::string::npos || text.find('"') != std::string::npos;
  const char quote = single ? '\'' : '"';
  std::string out(1, quote);
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    char32_t c = next_code_point(text, at);
    if (c == static_cast<char32_t>(quote) || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (printable(c)) {
      out.append(text, begin, at - begin);
    } else {
      const uint32_t code = c;
      out += code < 0x100     ? fmt::format("\\x{:02x}", code)
             : code < 0x10000 ? fmt::format("\\u{:04x}", code)
                              : fmt::format("\\U{:08x}", code);
    }
  }
  return out + quote;
}

// Written piece by piece, so that a value that shows itself many times stops at the limit.
class Writer {
 public:
  void write(const Value& value) {
    charge(1);
    switch (value.kind()) {
      case Kind::text:
        return put(value.as<Text>().markup ? "Markup(" + text_repr(value.str()) + ")" : text_repr(value.str()));
      case Kind::list:
        return sequence("[", value.as<Sequence>().items, "]");
      case Kind::tuple:
        return sequence("(", value.as<Sequence>().items, value.as<Sequence>().items.size() == 1 ? ",)" : ")");
      case Kind::dict:
        return dict(value.as<Dict>());
      case Kind::view:
        put(type_name(value) + "(");
        sequence("[", items_of(value), "]");
        return put(")");
      case Kind::name_space:
        return name_space(value.as<Namespace>());
      case Kind::undefined:
        return put("Undefined");
      default:
        return put(to_text(value));
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void put(std::string_view text) {
    expect_text(out_.size() + text.size(), text.size());
    out_ += text;
  }
  void sequence(std::string_view open, const std::vector<Value>& items, std::string_view close) {
    put(open);
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) put(", ");
      write(items[i]);
    }
    put(close);
  }
  void dict(const Dict& dict) {
    put("{");
    bool first = true;
    for (const auto& [key, value] : dict.entries) {
      if (!first) put(", ");
      first = false;
      write(key);
      put(": ");
      write(value);
    }
    put("}");
  }
  void name_space(const Namespace& space) {
    if (++spaces_ > 1) return put("<Namespace ...>");  // they may hold themselves
    put("<Namespace {");
    bool first = true;
    for (const auto& [key, value] : space.attributes) {
      if (!first) put(", ");
      first = false;
      put(text_repr(key) + ": ");
      write(value);
    }
    put("}>");
    --spaces_;
  }

  std::string out_;
  int spaces_ = 0;
};

std::string loop_text(const Loop& loop) {
  return fmt::format("<LoopContext {}/{}>", loop.index0 + 1, loop.items.size());
}

std::string range_text(const Range& range) {
  return range.step == 1 ? fmt::format("range({}, {})", range.start, range.stop)
                         : fmt::format("range({}, {}, {})", range.start, range.stop, range.step);
}

}  // namespace

std::string to_text(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
      return "None";
    case Kind::boolean:
      return value.as_bool() ? "True" : "False";
    case Kind::integer:
      return std::to_string(value.as_whole());
    case Kind::real:
      return float_repr(value.as_real());
    case Kind::undefined:
      return "";
    case Kind::text:
      return value.str();
    case Kind::range:
      return range_text(value.as<Range>());
    case Kind::iterator:
      return "<" + type_name(value) + " object>";
    case Kind::macro:
      return "<Macro '" + value.as<Macro>().statement.text + "'>";
    case Kind::function:
      return "<function " + std::string(value.as<Function>().name) + ">";
    case Kind::method:
      return "<built-in method " + std::string(value.as<Method>().entry.name) + " of " +
             type_name(value.as<Method>().self) + " object>";
    case Kind::loop:
      return loop_text(value.as<Loop>());
    case Kind::self_reference:
      return "<TemplateReference None>";
    case Kind::joiner:
    case Kind::cycler:
      return "<" + type_name(value) + ">";
    default:
      return repr(value);
  }
}

std::string repr(const Value& value) {
  Writer writer;
  writer.write(value);
  return writer.take();
}

}  // namespace afina::jinja
