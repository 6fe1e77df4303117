#include "afina/jinja/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "afina/base/utf8.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

// Longest first.
constexpr std::array kSymbols = {"//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[",
                                 "]",  "(",  ")",  "{",  "}",  ">",  "<", "=", ".", ":", "|", ",", ";"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Line breaks as '\n', without the one at the end.
std::string normal_lines(std::string_view source) {
  std::string text;
  text.reserve(source.size());
  for (size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\r') {
      text += source[i];
      continue;
    }
    text += '\n';
    if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
  }
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : text_(normal_lines(replace_invalid_utf8(source))) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) data();
    add(Token::Type::end, "");
    return std::move(tokens_);
  }

 private:
  [[noreturn]] void fail_here(std::string_view code, TextArgs args) {
    throw SyntaxProblem{{std::string(code), std::move(args)}, line_};
  }
  void add(Token::Type type, std::string_view text) { tokens_.push_back({type, std::string(text), line_}); }
  bool has(std::string_view what) const { return std::string_view(text_).substr(at_).starts_with(what); }
  void advance(size_t end) {
    line_ += static_cast<int>(std::count(text_.begin() + at_, text_.begin() + end, '\n'));
    at_ = end;
  }
  size_t after_spaces(size_t from) const {
    while (from < text_.size()) {
      size_t next = from;
      if (!is_python_space(next_code_point(text_, next))) break;
      from = next;
    }
    return from;
  }
  size_t after_line_break(size_t from) const { return from < text_.size() && text_[from] == '\n' ? from + 1 : from; }

  // Text up to the next tag, and the tag.
  void data() {
    size_t open = at_;
    while ((open = text_.find('{', open)) != std::string::npos) {
      char kind = open + 1 < text_.size() ? text_[open + 1] : '\0';
      if (kind == '{' || kind == '%' || kind == '#') break;
      ++open;
    }
    if (open == std::string::npos) {
      add(Token::Type::data, std::string_view(text_).substr(at_));
      advance(text_.size());
      return;
    }
    const char kind = text_[open + 1];
    const char sign = open + 2 < text_.size() ? text_[open + 2] : '\0';
    put_data(std::string_view(text_).substr(at_, open - at_), sign, kind);
    advance(open);
    const size_t content = open + 2 + (sign == '-' || sign == '+');
    if (kind == '#')
      comment(content);
    else if (kind == '{')
      tag(content, Token::Type::variable_begin);
    else if (!raw(content))
      tag(content, Token::Type::block_begin);
  }

  // The text before a tag, stripped as the tag's sign and lstrip_blocks say.
  void put_data(std::string_view text, char sign, char kind) {
    if (sign == '-') {
      text = rstrip(text);
    } else if (sign != '+' && kind != '{') {
      size_t line = text.rfind('\n') + 1;
      if ((line > 0 || at_line_start()) && strip(text.substr(line), true, false).empty()) text = text.substr(0, line);
    }
    if (!text.empty()) add(Token::Type::data, text);
  }
  // Where a tag has taken the line break after it, a line begins too.
  bool at_line_start() const { return at_ == 0 || text_[at_ - 1] == '\n'; }

  // The end of a block or comment at `from`: the mark, then what its sign and trim_blocks take with it. 0: not here.
  size_t end_mark(size_t from, std::string_view mark, bool trim) const {
    std::string_view rest = std::string_view(text_).substr(from);
    if (rest.starts_with(mark)) return trim ? after_line_break(from + 2) : from + 2;
    if (rest.size() < 3 || rest.substr(1, 2) != mark) return 0;
    if (rest[0] == '-') return after_spaces(from + 3);
    return rest[0] == '+' && trim ? from + 3 : 0;
  }

  void comment(size_t from) {
    for (size_t i = from; i < text_.size(); ++i) {
      if (size_t end = end_mark(i, "#}", true)) return advance(end);
    }
    fail_here("jinja.unclosed", {{"what", "{#"}});
  }

  // `{% raw %}` to `{% endraw %}`: its text as it is.
  bool raw(size_t from) {
    size_t word = after_spaces(from);
    if (std::string_view(text_).substr(word, 3) != "raw") return false;
    size_t close = after_spaces(word + 3);
    size_t begin = end_mark(close, "%}", false);
    if (begin == 0) return false;
    advance(begin);
    for (size_t open = begin; (open = text_.find("{%", open)) != std::string::npos; ++open) {
      const char sign = open + 2 < text_.size() ? text_[open + 2] : '\0';
      size_t end_word = after_spaces(open + 2 + (sign == '-' || sign == '+'));
      if (std::string_view(text_).substr(end_word, 6) != "endraw") continue;
      size_t end = end_mark(after_spaces(end_word + 6), "%}", true);
      if (end == 0) continue;
      put_data(std::string_view(text_).substr(begin, open - begin), sign, '%');
      advance(end);
      return true;
    }
    fail_here("jinja.unclosed", {{"what", "{% raw %}"}});
  }

  void tag(size_t content, Token::Type begin) {
    const bool block = begin == Token::Type::block_begin;
    add(begin, block ? "{%" : "{{");
    advance(content);
    std::string open;  // brackets
    while (at_ < text_.size()) {
      if (open.empty()) {
        if (size_t end = end_mark(at_, block ? "%}" : "}}", block)) {
          add(block ? Token::Type::block_end : Token::Type::variable_end, block ? "%}" : "}}");
          return advance(end);
        }
      }
      if (size_t next = after_spaces(at_); next != at_)
        advance(next);
      else if (!number() && !name() && !string())
        symbol(open);
    }
  }

  size_t digits(size_t from, bool (*good)(char)) const {
    size_t at = from;
    while (at < text_.size()) {
      if (good(text_[at]))
        ++at;
      else if (text_[at] == '_' && at > from && at + 1 < text_.size() && good(text_[at + 1]))
        at += 2;
      else
        break;
    }
    return at;
  }

  // Where a fraction or exponent ends that begins at `from`; `from` where there is none.
  size_t float_tail(size_t from) const {
    size_t end = from;
    if (from + 1 < text_.size() && text_[from] == '.' && is_digit(text_[from + 1])) end = digits(from + 1, is_digit);
    if (end < text_.size() && (text_[end] | 32) == 'e') {
      size_t power = end + 1;
      if (power < text_.size() && (text_[power] == '+' || text_[power] == '-')) ++power;
      if (power < text_.size() && is_digit(text_[power])) end = digits(power, is_digit);
    }
    return end;
  }

  bool number() {
    if (!is_digit(text_[at_])) return false;
    if (text_[at_] == '0' && at_ + 2 < text_.size() && based()) return true;
    size_t whole = digits(at_, is_digit);
    size_t end = at_ > 0 && text_[at_ - 1] == '.' ? whole : float_tail(whole);
    if (end == whole && text_[at_] == '0') {  // only zeros may follow one
      end = digits(at_, [](char c) { return c == '0'; });
    }
    std::string plain(text_, at_, end - at_);
    std::erase(plain, '_');
    Token token{Token::Type::number, plain, line_};
    if (end > whole) {
      double value = 0;
      auto [stop, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
      if (error != std::errc() && plain.find("e-") == std::string::npos && plain.find("E-") == std::string::npos) {
        value = std::numeric_limits<double>::infinity();
      }
      token.number = Value::real(value);
    } else {
      token.number = Value::integer(whole_number(plain, 10));
    }
    tokens_.push_back(std::move(token));
    advance(end);
    return true;
  }

  int64_t whole_number(std::string_view plain, int base) {
    int64_t value = 0;
    auto [stop, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
    if (error != std::errc()) fail_here("jinja.too_large_number", {});
    return value;
  }

  // 0b, 0o, 0x.
  bool based() {
    int base = 0;
    bool (*good)(char) = nullptr;
    switch (text_[at_ + 1] | 32) {
      case 'b':
        base = 2, good = [](char c) { return c == '0' || c == '1'; };
        break;
      case 'o':
        base = 8, good = [](char c) { return c >= '0' && c <= '7'; };
        break;
      case 'x':
        base = 16, good = [](char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); };
        break;
      default:
        return false;
    }
    size_t begin = at_ + 2 + (text_[at_ + 2] == '_'), end = digits(begin, good);
    if (end == begin) return false;
    std::string plain(text_, begin, end - begin);
    std::erase(plain, '_');
    tokens_.push_back({Token::Type::number, plain, line_, Value::integer(whole_number(plain, base))});
    advance(end);
    return true;
  }

  bool name() {
    size_t end = at_;
    while (end < text_.size()) {
      size_t next = end;
      char32_t c = next_code_point(text_, next);
      if (c != '_' && !is_letter(c) && !is_mark(c) && !afina::is_digit(c)) break;
      end = next;
    }
    if (end == at_) return false;
    add(Token::Type::name, std::string_view(text_).substr(at_, end - at_));
    advance(end);
    return true;
  }

  bool string() {
    const char quote = text_[at_];
    if (quote != '\'' && quote != '"') return false;
    size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) fail_here("jinja.unclosed", {{"what", std::string(1, quote)}});
    add(Token::Type::string, unescaped(std::string_view(text_).substr(at_ + 1, end - at_ - 1)));
    advance(end + 1);
    return true;
  }

  std::string unescaped(std::string_view text);

  void symbol(std::string& open) {
    for (std::string_view symbol : kSymbols) {
      if (!has(symbol)) continue;
      if (symbol == "(" || symbol == "[" || symbol == "{") {
        open += symbol == "(" ? ')' : symbol == "[" ? ']' : '}';
      } else if (symbol == ")" || symbol == "]" || symbol == "}") {
        if (open.empty() || open.back() != symbol[0]) fail_here("jinja.syntax", {{"found", std::string(symbol)}});
        open.pop_back();
      }
      add(Token::Type::symbol, symbol);
      return advance(at_ + symbol.size());
    }
    size_t end = at_;
    next_code_point(text_, end);
    fail_here("jinja.syntax", {{"found", text_.substr(at_, end - at_)}});
  }

  std::string text_;
  size_t at_ = 0;
  int line_ = 1;
  std::vector<Token> tokens_;
};

// The code point of `digits` hexadecimal digits (fewer: -1), Python's \x, \u and \U.
int64_t hex_value(std::string_view digits, size_t count) {
  uint32_t value = 0;
  if (digits.size() < count) return -1;
  auto [stop, error] = std::from_chars(digits.data(), digits.data() + count, value, 16);
  return error == std::errc() && stop == digits.data() + count && value <= 0x10FFFF ? int64_t{value} : -1;
}

std::string Lexer::unescaped(std::string_view text) {
  static constexpr std::string_view kFrom = "\\'\"abfnrtv", kTo = "\\'\"\a\b\f\n\r\t\v";
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    if (size_t known = kFrom.find(c); known != std::string_view::npos) {
      out += kTo[known];
    } else if (c == '\n') {  // a line that goes on
    } else if (c >= '0' && c <= '7') {
      char32_t value = 0;
      size_t end = std::min(i + 3, text.size());
      for (; i < end && text[i] >= '0' && text[i] <= '7'; ++i) value = value * 8 + static_cast<char32_t>(text[i] - '0');
      --i;
      append_utf8(out, value);
    } else if (c == 'x' || c == 'u' || c == 'U') {
      size_t count = c == 'x' ? 2 : c == 'u' ? 4 : 8;
      int64_t value = hex_value(text.substr(i + 1), count);
      if (value < 0) fail_here("jinja.syntax", {{"found", std::string(text.substr(i - 1, count + 2))}});
      append_utf8(out, value >= 0xD800 && value <= 0xDFFF ? kReplacement : static_cast<char32_t>(value));
      i += count;
    } else {
      out += '\\';
      out += c;
    }
  }
  return out;
}

}  // namespace

std::vector<Token> tokens_of(std::string_view source) { return Lexer(source).run(); }

}  // namespace afina::jinja
