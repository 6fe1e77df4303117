// Templates changed at random, parsed and rendered: an error with a code of ours, or a text. No crash, none over a
// second or 512 MB.
//
//     fuzz_templates [--count N] [--seed N] [--first N]
//
// Built by: cmake --build --preset asan --target afina_fuzz_templates. Begins with the templates of the conformance
// data where they are there, and with a few of its own. What fails is printed whole; --first repeats it from its
// number.
#include <sys/resource.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/tokenizer/chat_template.h"

using namespace afina;
using tokenizer::ChatTemplate;

namespace {

using Chance = std::mt19937_64;

const char* const kOwn[] = {
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}{% endfor %}",
    "{% set ns = namespace(x='a', n=0) %}{% for i in range(20) %}{% set ns.x = ns.x ~ i %}{% endfor %}{{ ns.x }}",
    "{% macro f(n, *a) %}{% if n > 0 %}[{{ f(n - 1) }}]{% endif %}{% endmacro %}{{ f(9) }}{{ varargs }}",
    "{{ messages | map(attribute='content') | join(', ') | upper | replace('A', 'bb') | indent(4, true) }}",
    "{% for k, v in {'a': [1, 2.5, none], 'b': (true,)}.items() recursive %}{{ k }}={{ v | tojson(indent=2) }}{% "
    "endfor %}",
    "{{ '%05.2f|%-8s|%x' % (3.14159, 'ab', 255) }}{{ '{:>10}{0[0]!r}'.format(['z']) }}{{ -7 // 2 }}{{ 2 ** 10 % 7 }}",
    "{% call(x) f() %}{{ x }}{% endcall %}{% filter upper %}{% raw %}{{ no }}{% endraw %}{% endfilter %}",
    "{% generation %}{{ messages[0].content[::-1].split(' ', 1)[0].title() }}{% endgeneration %}{{ strftime_now('%Y') "
    "}}",
    "{{ [3, 1, 2] | sort(reverse=true) | batch(2, 0) | list }}{{ range(9)[1:-1:2] if false else loop is defined }}"};

const char* const kPieces[] = {"{{",
                               "}}",
                               "{%",
                               "%}",
                               "{%-",
                               "-%}",
                               "{#",
                               "#}",
                               "{% if x %}",
                               "{% endif %}",
                               "{% for i in range(99999) %}",
                               "{% endfor %}",
                               "{% set x = ",
                               "{% macro m(a, b=1) %}",
                               "{% endmacro %}",
                               "{{ m(m(m(1))) }}",
                               "{% break %}",
                               "'a' * 99999999",
                               "[0] * 9999999",
                               "x ~ x",
                               "ns.x ~ ns.x",
                               "9223372036854775807",
                               "-9223372036854775808",
                               "1e308",
                               " ** 99 ",
                               "loop.index",
                               "loop(messages)",
                               "|tojson(indent=99)",
                               "|join",
                               "|map('upper')",
                               "|list",
                               "|length",
                               "|sort(attribute='a.b')",
                               "|groupby('role')",
                               ".split('')",
                               ".split()",
                               ".replace('', 'xx')",
                               ".format(*x)",
                               "[::-1]",
                               "[1:2:0]",
                               "((((((((",
                               "))))))))",
                               "[[[[[[[[",
                               "]]]]]]]]",
                               " if ",
                               " else ",
                               " is ",
                               " not ",
                               " in ",
                               "'%999999d' % 1",
                               "'{:999999}'.format(1)",
                               "{% call m() %}",
                               "{% endcall %}",
                               "{% filter indent(9) %}",
                               "{% endfilter %}",
                               "__class__",
                               ".__init__",
                               "messages",
                               "[messages, messages]",
                               "{'a': messages}",
                               "namespace(a=1)",
                               "caller()",
                               "\\ud800",
                               "\x80\xff",
                               "\n",
                               " ",
                               "é",
                               "𝔘",
                               "{% generation %}",
                               "{% endgeneration %}",
                               "dict(a=x)",
                               "raise_exception('x')",
                               "cycler(1, 2)"};

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

std::vector<std::string> seeds() {
  std::vector<std::string> all(std::begin(kOwn), std::end(kOwn));
  const char* set = std::getenv("AFINA_CONFORMANCE");
  const std::filesystem::path root = set ? std::filesystem::path(set) : AFINA_SOURCE_DIR "/../shared/conformance";
  const auto file = root / "chat_templates" / "real_templates.json";
  if (!std::filesystem::exists(file)) {
    std::printf("SKIPPED conformance: chat_templates\n");
    return all;
  }
  const Json cases = parse_json(read(file), "real_templates.json");
  for (const Json& one : cases) all.push_back(one["chat_template"]);
  return all;
}

size_t below(Chance& chance, size_t limit) { return limit == 0 ? 0 : chance() % limit; }

// An expression as the grammar has it, `depth` levels at most.
std::string expression(Chance& chance, int depth) {
  static const char* const leaves[] = {"1",        "-3",       "2.5",  "'a b'", "'É<'",  "x",
                                       "messages", "none",     "true", "[]",    "()",    "{}",
                                       "nope",     "range(5)", "'%s'", "loop",  "tools", "messages[1].content",
                                       "self"};
  static const char* const operators[] = {" + ",  " - ", " * ",   " / ",         " // ",       " % ",
                                          " ** ", " ~ ", " and ", " or ",        " in ",       " not in ",
                                          " == ", " < ", " >= ",  " is sameas ", " if x else "};
  static const char* const filters[] = {
      "upper",    "title",  "trim",           "length", "list",  "first",     "last",    "sort",      "reverse",
      "join",     "tojson", "string",         "int",    "float", "abs",       "round",   "sum",       "min",
      "max",      "unique", "safe",           "e",      "items", "urlencode", "xmlattr", "wordcount", "capitalize",
      "dictsort", "center", "filesizeformat", "indent"};
  static const char* const calls[] = {"|replace(@, @)",
                                      "|default(@, @)",
                                      "|map(attribute=@)",
                                      "|map(@)",
                                      "|select(@)",
                                      "|selectattr(@, @)",
                                      "|batch(@)",
                                      "|slice(@)",
                                      "|groupby(@)",
                                      "|attr(@)",
                                      "|truncate(@)",
                                      "|format(@)",
                                      "|indent(@)",
                                      "|round(@, @)",
                                      ".split(@)",
                                      ".get(@)",
                                      ".format(@, @)",
                                      ".replace(@, @)",
                                      ".join(@)",
                                      ".find(@)",
                                      ".strip(@)",
                                      ".items()",
                                      ".keys()",
                                      ".center(@)",
                                      ".count(@)",
                                      ".index(@)",
                                      ".rsplit(@, @)",
                                      ".upper()",
                                      "[@]",
                                      "[@:@]",
                                      "[@:@:@]",
                                      "(@)",
                                      ".content",
                                      ".zfill(@)",
                                      ".expandtabs(@)",
                                      " is divisibleby(@)"};
  if (depth == 0 || chance() % 6 == 0) return leaves[below(chance, std::size(leaves))];
  const std::string inner = expression(chance, depth - 1);
  switch (chance() % 6) {
    case 0:
      return "(" + inner + operators[below(chance, std::size(operators))] + expression(chance, depth - 1) + ")";
    case 1:
      return "(" + inner + "|" + filters[below(chance, std::size(filters))] + ")";
    case 2:
      return "[" + inner + ", " + expression(chance, depth - 1) + "]";
    case 3:
      return "{" + inner + ": " + expression(chance, depth - 1) + "}";
    default: {
      std::string call = calls[below(chance, std::size(calls))];
      for (size_t at; (at = call.find('@')) != call.npos;) call.replace(at, 1, expression(chance, depth / 2));
      return "(" + inner + ")" + call;
    }
  }
}

// A template of the grammar's own, with a variable that grows.
std::string grown(Chance& chance) {
  const std::string a = expression(chance, 3), b = expression(chance, 3);
  return "{% set ns = namespace(v=" + a + ") %}{% for i in range(" + std::to_string(1 + chance() % 40) +
         ") %}{% set ns.v = " +
         (chance() % 2   ? "ns.v ~ ns.v"
          : chance() % 2 ? "[ns.v, ns.v]"
                         : b) +
         " %}{{ loop.index }}{% endfor %}{{ ns.v" + (chance() % 2 ? "|tojson" : "") + " }}{{ " + b + " }}";
}

void change(std::string& text, const std::vector<std::string>& others, Chance& chance) {
  const size_t at = below(chance, text.size() + 1), some = below(chance, std::min<size_t>(text.size() - at, 200) + 1);
  const std::string& other = others[below(chance, others.size())];
  switch (chance() % 12) {
    case 0:
      text.erase(at, some);
      break;
    case 1:
      text.insert(at, kPieces[below(chance, std::size(kPieces))]);
      break;
    case 2:
      text.replace(at, some, kPieces[below(chance, std::size(kPieces))]);
      break;
    case 3:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << (chance() % 8)));
      break;
    case 4:
      text.insert(below(chance, text.size() + 1), text.substr(at, some));
      break;
    case 5:
      text.insert(at, other.substr(below(chance, other.size()), below(chance, 300)));
      break;
    case 6: {  // the same piece many times: depth
      const std::string piece = kPieces[below(chance, std::size(kPieces))];
      for (size_t i = below(chance, 600); i > 0; --i) text.insert(at, piece);
      break;
    }
    case 7:
    case 8:
    case 9:
    case 10: {  // a text or name of an expression gives way to another expression
      size_t open = text.find_first_of("'\"", at);
      size_t close = open == text.npos ? open : text.find(text[open], open + 1);
      if (close != text.npos) text.replace(open, close + 1 - open, "(" + expression(chance, 3) + ")");
      break;
    }
    default: {
      size_t digit = text.find_first_of("0123456789", at);
      if (digit != text.npos) text.replace(digit, 1, std::to_string(chance() >> (chance() % 64)));
    }
  }
}

double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

size_t peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<size_t>(usage.ru_maxrss) / 1024;
}

struct Totals {
  std::map<std::string, size_t> ends;  // "text", or an error's code
  double slowest = 0, slowest_conversation = 0;
  size_t bad = 0;
};

const char* const kContext = R"({"messages": [{"role": "system", "content": "Be brief."},
  {"role": "user", "content": "¿Qué hora es? <|im_end|>"}, {"role": "assistant", "content": "<think>x</think>Las tres."},
  {"role": "user", "content": [{"type": "text", "text": "And now?"}]}, {"role": "assistant", "content": "",
   "tool_calls": [{"type": "function", "function": {"name": "clock", "arguments": {"zone": "PE", "n": 1.5}}}]}],
  "tools": [{"type": "function", "function": {"name": "clock", "parameters": {"type": "object", "properties": {}}}}],
  "add_generation_prompt": true, "bos_token": "<s>", "eos_token": "</s>", "x": "abc"})";

// The number of the case and the template itself, where something is wrong.
void report(Totals& totals, size_t number, const std::string& source, const std::string& what) {
  ++totals.bad;
  std::printf("FAILED case %zu: %s\n----\n%s\n----\n", number, what.c_str(), source.c_str());
}

template <class Body>
double timed(Totals& totals, size_t number, const std::string& source, Body body) {
  const double start = seconds();
  try {
    body();
    ++totals.ends["text"];
  } catch (const Error& error) {
    ++totals.ends[error.code()];
    const bool ours = error.code().starts_with("jinja.") || error.code() == "tokenizer.no_answer_span";
    if (!ours || error.code() == "jinja.internal") report(totals, number, source, error.what());
  } catch (const std::exception& error) {
    report(totals, number, source, error.what());
  }
  const double took = seconds() - start;
  if (took > 1) report(totals, number, source, "took " + std::to_string(took) + " s");
  return took;
}

}  // namespace

int main(int argc, char** argv) {
  size_t count = 2000, seed = 1, first = 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    (name == "--count" ? count : name == "--seed" ? seed : first) = std::strtoull(argv[i + 1], nullptr, 10);
  }
  const std::vector<std::string> originals = seeds();
  const jinja::Value context = jinja::parse_ordered_json(kContext, "context");
  const jinja::Value messages = *context.as<jinja::Dict>().find("messages");
  const std::tm clock = jinja::clock_from("2025-07-10T12:00:00");
  Totals totals;
  for (size_t number = first; number < first + count; ++number) {
    Chance chance(seed * 1'000'003 + number);
    std::string source = originals[below(chance, originals.size())];
    if (number % 5 == 0) source = grown(chance);
    if (number % 5 == 1) source = "{{ " + expression(chance, 6) + " }}";
    const size_t changes = number % 5 < 2 ? below(chance, 2) : 1 + below(chance, 3);
    for (size_t i = 0; i < changes; ++i) change(source, originals, chance);
    totals.slowest =
        std::max(totals.slowest,
                 timed(totals, number, source, [&] { jinja::Template::parse(source, "fuzz").render(context, clock); }));
    if (number % 4 != 0) continue;  // the road of training: the end of a turn, the answers
    totals.slowest_conversation =
        std::max(totals.slowest_conversation, timed(totals, number, source, [&] {
                   ChatTemplate chat = ChatTemplate::parse(source, {{"bos_token", "<s>"}, {"eos_token", "</s>"}},
                                                           "fuzz", {"<|im_end|>", "<|im_start|>", "<|eot_id|>"});
                   chat.render(messages, {.clock = clock, .limits = {.steps = 500'000, .seconds = 0.05}});
                 }));
  }
  std::printf("%zu templates from seed %zu: %zu failed; slowest %.3f s, with its answers %.3f s; peak %zu MB\n", count,
              seed, totals.bad, totals.slowest, totals.slowest_conversation, peak_megabytes());
  for (const auto& [end, times] : totals.ends) std::printf("  %8zu %s\n", times, end.c_str());
  if (peak_megabytes() > 512) std::printf("FAILED: more than 512 MB\n");
  return totals.bad == 0 && peak_megabytes() <= 512 ? 0 : 1;
}
