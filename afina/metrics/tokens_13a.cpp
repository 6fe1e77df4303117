#include "afina/metrics/tokens_13a.h"

#include "afina/metrics/python_space.h"

namespace afina::metrics {

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string out;
  size_t done = 0;
  for (size_t i = text.find(from); i != std::string::npos; i = text.find(from, done)) {
    out.append(text, done, i - done).append(to);
    done = i + from.size();
  }
  if (done > 0) text = out.append(text, done);
}

bool is_figure(char c) { return c >= '0' && c <= '9'; }
bool is_point(char c) { return c == '.' || c == ','; }
// Every ASCII sign but ' , - . and what is part of words.
bool stands_alone(char c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') ||
         (c >= ':' && c <= '@') || c == '/';
}

std::string_view strip_end(std::string_view text) {
  size_t end = 0;
  for (size_t i = 0; i < text.size();) {
    if (!is_python_space(next_code_point(text, i))) end = i;
  }
  return text.substr(0, end);
}

std::string separate_signs(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 2);
  for (char c : text) {
    if (stands_alone(c))
      out.append({' ', c, ' '});
    else
      out += c;
  }
  return out;
}

// Scans for two characters that fit, writes them with `insert`, and goes on after both: the reference's regular
// expressions consume pairs, which shows in runs such as «...».
template <class Fits, class Insert>
std::string replace_pairs(std::string_view text, Fits fits, Insert insert) {
  std::string out;
  out.reserve(text.size() * 2);
  for (size_t i = 0; i < text.size();) {
    if (i + 1 < text.size() && fits(text[i], text[i + 1])) {
      insert(out, text[i], text[i + 1]);
      i += 2;
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> tokens;
  size_t begin = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t start = i;
    if (!is_python_space(next_code_point(text, i))) continue;
    if (start > begin) tokens.emplace_back(text.substr(begin, start - begin));
    begin = i;
  }
  if (text.size() > begin) tokens.emplace_back(text.substr(begin));
  return tokens;
}

}  // namespace

std::vector<std::string> tokens_13a(std::string_view raw) {
  std::string line(strip_end(raw));
  replace_all(line, "<skipped>", "");
  replace_all(line, "-\n", "");
  replace_all(line, "\n", " ");
  replace_all(line, "&quot;", "\"");
  replace_all(line, "&amp;", "&");
  replace_all(line, "&lt;", "<");
  replace_all(line, "&gt;", ">");
  line = separate_signs(" " + line + " ");
  line = replace_pairs(
      line, [](char a, char b) { return !is_figure(a) && is_point(b); },
      [](std::string& out, char a, char b) {
        out.append({a, ' ', b, ' '});
      });
  line = replace_pairs(
      line, [](char a, char b) { return is_point(a) && !is_figure(b); },
      [](std::string& out, char a, char b) {
        out.append({' ', a, ' ', b});
      });
  line = replace_pairs(
      line, [](char a, char b) { return is_figure(a) && b == '-'; },
      [](std::string& out, char a, char b) {
        out.append({a, ' ', b, ' '});
      });
  return split(line);
}

}  // namespace afina::metrics
