// str's methods that change a text.
#include <algorithm>
#include <array>

#include "afina/base/utf8.h"
#include "afina/jinja/format.h"
#include "afina/jinja/format_spec.h"
#include "afina/jinja/markup.h"
#include "afina/jinja/methods.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

void positional_only(std::string_view function, Given given) {
  if (!given.keywords.empty()) raise("jinja.arguments", {{"function", std::string(function)}});
}

// An argument that must be a text.
const std::string& text_of(const Value& value, std::string_view function) {
  need_defined(value);
  if (!value.is_text()) raise_type(function, type_name(value));
  return value.str();
}

template <bool left, bool right>
Value strip_ends(Interpreter&, const Value& self, Given given) {
  positional_only("strip", given);
  Bound bound("strip", given, {"chars"});
  const bool some = bound[0] && !bound[0]->is_none();
  return text_like(self,
                   std::string(strip(self.str(), left, right, some ? &text_of(bound.at(0), "strip()") : nullptr)));
}

template <std::string (*change)(std::string_view)>
Value changed(Interpreter&, const Value& self, Given given) {
  no_arguments("str", given);
  return text_like(self, change(self.str()));
}

std::string swapped_case(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    next_code_point(text, at);
    std::string_view one = text.substr(begin, at - begin);
    out += is_upper(one) ? lower(one) : upper(one);
  }
  return out;
}

std::string folded(std::string_view text) { return case_fold(text); }

std::vector<Value> texts(const Value& self, const std::vector<std::string_view>& parts) {
  std::vector<Value> all;
  for (std::string_view part : parts) all.push_back(text_like(self, std::string(part)));
  return all;
}

Value split(Interpreter&, const Value& self, Given given) {
  Bound bound("split", given, {"sep", "maxsplit"});
  const int64_t most = bound.whole(1, -1);
  if (!bound[0] || bound[0]->is_none()) return Value::list(texts(self, split_spaces(self.str(), most)));
  const std::string& separator = text_of(bound.at(0), "split()");
  if (separator.empty()) raise_value("split()", "''");
  return Value::list(texts(self, split_text(self.str(), separator, most)));
}

Value rsplit(Interpreter& in, const Value& self, Given given) {
  Bound bound("rsplit", given, {"sep", "maxsplit"});
  int64_t most = bound.whole(1, -1);
  if (most < 0) return split(in, self, given);
  std::string_view text = self.str();
  std::vector<std::string_view> parts;
  if (!bound[0] || bound[0]->is_none()) {
    for (text = rstrip(text); !text.empty() && most > 0; --most) {
      size_t begin = text.size();
      while (begin > 0) {
        size_t last = begin - 1;
        while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
        size_t next = last;
        if (is_python_space(next_code_point(text, next))) break;
        begin = last;
      }
      parts.push_back(text.substr(begin));
      text = rstrip(text.substr(0, begin));
    }
    text = strip(text, true, false);
    if (!text.empty()) parts.push_back(text);
  } else {
    const std::string& separator = text_of(bound.at(0), "rsplit()");
    if (separator.empty()) raise_value("rsplit()", "''");
    for (size_t at; most > 0 && (at = text.rfind(separator)) != text.npos; --most) {
      charge((text.size() - at) / 16);
      parts.push_back(text.substr(at + separator.size()));
      text = text.substr(0, at);
    }
    parts.push_back(text);
  }
  std::ranges::reverse(parts);
  return Value::list(texts(self, parts));
}

Value split_lines(Interpreter&, const Value& self, Given given) {
  Bound bound("splitlines", given, {"keepends"});
  return Value::list(texts(self, split_python_lines(self.str(), bound.truth_of(0, false))));
}

template <bool last>
Value partition(Interpreter&, const Value& self, Given given) {
  Bound bound("partition", given, {"sep"}, 1);
  const std::string& separator = text_of(bound.at(0), "partition()");
  if (separator.empty()) raise_value("partition()", "''");
  const std::string& text = self.str();
  charge(text.size() / 16);
  const size_t at = last ? text.rfind(separator) : text.find(separator);
  if (at == text.npos) {
    return Value::tuple(last ? texts(self, {"", "", text}) : texts(self, {text, "", ""}));
  }
  return Value::tuple(texts(
      self, {std::string_view(text).substr(0, at), separator, std::string_view(text).substr(at + separator.size())}));
}

Value replace(Interpreter&, const Value& self, Given given) {
  positional_only("replace", given);
  Bound bound("replace", given, {"old", "new", "count"}, 2);
  std::string from = text_of(bound.at(0), "replace()"), to = text_of(bound.at(1), "replace()");
  if (is_markup(self)) {
    from = as_markup(bound.at(0));
    to = as_markup(bound.at(1));
  }
  return text_like(self, replace_all(self.str(), from, to, bound.whole(2, -1)));
}

template <bool front>
Value without(Interpreter&, const Value& self, Given given) {
  Bound bound("removeprefix", given, {"prefix"}, 1);
  std::string_view text = self.str(), part = text_of(bound.at(0), "removeprefix()");
  if (front && text.starts_with(part)) text.remove_prefix(part.size());
  if (!front && text.ends_with(part)) text.remove_suffix(part.size());
  return text_like(self, std::string(text));
}

Value join(Interpreter&, const Value& self, Given given) {
  Bound bound("join", given, {"iterable"}, 1);
  need_defined(bound.at(0));
  std::string out;
  bool first = true;
  for (const Value& item : items_of(bound.at(0), "join()")) {
    if (!item.is_text() && !is_markup(self)) raise_type("join()", type_name(item));
    const std::string piece = is_markup(self) ? as_markup(item) : item.str();
    expect_text(out.size() + self.str().size() + piece.size(), self.str().size() + piece.size());
    if (!first) out += self.str();
    first = false;
    out += piece;
  }
  return text_like(self, std::move(out));
}

Value format(Interpreter& in, const Value& self, Given given) {
  return text_like(self, brace_format(in, self.str(), given, is_markup(self)));
}

template <char align>
Value aligned(Interpreter&, const Value& self, Given given) {
  Bound bound("center", given, {"width", "fillchar"}, 1);
  FormatSpec spec;
  spec.width = std::min<int64_t>(bound.whole(0, 0), int64_t{1} << 40);
  spec.align = align;
  spec.fill = bound.text(1, " ");
  if (count_code_points(spec.fill) != 1) raise_type("center()", "str");
  if (align == '^') {  // Python puts the odd column left where the width is odd
    const int64_t missing = spec.width - length_of(self);
    if (missing > 0 && (missing & 1) && (spec.width & 1)) {
      spec.width -= 1;
      const std::string rest = padded(self.str(), spec, '^');
      return text_like(self, spec.fill + rest);
    }
  }
  return text_like(self, padded(self.str(), spec, '<'));
}

Value zero_filled(Interpreter&, const Value& self, Given given) {
  Bound bound("zfill", given, {"width"}, 1);
  FormatSpec spec;
  spec.width = std::min<int64_t>(bound.whole(0, 0), int64_t{1} << 40);
  spec.fill = "0";
  const std::string& text = self.str();
  const bool sign = text.starts_with('-') || text.starts_with('+');
  spec.width -= sign;
  return text_like(self, text.substr(0, sign) + padded(std::string_view(text).substr(sign), spec, '>'));
}

Value expand_tabs(Interpreter&, const Value& self, Given given) {
  Bound bound("expandtabs", given, {"tabsize"});
  const int64_t size = bound.whole(0, 8);
  if (size > 1000) raise_value("expandtabs()", std::to_string(size));
  std::string out;
  int64_t column = 0;
  for (char c : self.str()) {
    if (c != '\t') {
      out += c;
      if (c == '\n' || c == '\r')
        column = 0;
      else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)
        ++column;
    } else if (size > 0) {
      const int64_t spaces = size - column % size;
      expect_text(out.size() + static_cast<size_t>(spaces), static_cast<size_t>(spaces));
      out.append(static_cast<size_t>(spaces), ' ');
      column += spaces;
    }
  }
  return text_like(self, std::move(out));
}

constexpr std::array kMethods = {MethodEntry{"strip", strip_ends<true, true>},
                                 MethodEntry{"lstrip", strip_ends<true, false>},
                                 MethodEntry{"rstrip", strip_ends<false, true>},
                                 MethodEntry{"upper", changed<upper>},
                                 MethodEntry{"lower", changed<lower>},
                                 MethodEntry{"title", changed<title>},
                                 MethodEntry{"capitalize", changed<capitalize>},
                                 MethodEntry{"swapcase", changed<swapped_case>},
                                 MethodEntry{"casefold", changed<folded>},
                                 MethodEntry{"split", split},
                                 MethodEntry{"rsplit", rsplit},
                                 MethodEntry{"splitlines", split_lines},
                                 MethodEntry{"partition", partition<false>},
                                 MethodEntry{"rpartition", partition<true>},
                                 MethodEntry{"replace", replace},
                                 MethodEntry{"removeprefix", without<true>},
                                 MethodEntry{"removesuffix", without<false>},
                                 MethodEntry{"join", join},
                                 MethodEntry{"format", format},
                                 MethodEntry{"center", aligned<'^'>},
                                 MethodEntry{"ljust", aligned<'<'>},
                                 MethodEntry{"rjust", aligned<'>'>},
                                 MethodEntry{"zfill", zero_filled},
                                 MethodEntry{"expandtabs", expand_tabs}};

}  // namespace

std::span<const MethodEntry> text_methods() { return kMethods; }

}  // namespace afina::jinja
