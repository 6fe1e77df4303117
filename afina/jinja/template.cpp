#include "afina/jinja/template.h"

#include <algorithm>
#include <new>

#include "afina/base/error.h"

namespace afina::jinja {

namespace {

[[noreturn]] void fail_in(const Problem& problem, const std::string& place, int line) {
  TextArgs args = problem.args;
  args.emplace_back("place", place);
  args.emplace_back("line", std::to_string(line));
  fail(problem.code, args);
}

}  // namespace

Template Template::parse(std::string_view source, std::string_view place) {
  Template made;
  made.place_ = place;
  if (source.size() > kMaxTemplateBytes) {
    fail_in({"jinja.template_too_long", {{"limit", std::to_string(kMaxTemplateBytes)}}}, made.place_, 1);
  }
  try {
    made.program_ = std::make_shared<const Program>(jinja::parse(source));
  } catch (const SyntaxProblem& syntax) {
    fail_in(syntax.problem, made.place_, syntax.line);
  }
  return made;
}

RenderedText Template::render(const Value& context, const std::tm& clock, const Limits& limits) const {
  Interpreter in(*program_, context, clock, limits);
  try {
    RenderedText rendered;
    rendered.text = in.render();
    rendered.spans_known = !in.generated_elsewhere();
    if (rendered.spans_known) rendered.generated = in.generated();
    return rendered;
  } catch (const Problem& problem) {
    fail_in(problem, place_, in.line());
  }
}

std::tm clock_from(std::string_view iso8601) {
  std::tm clock{};
  std::string text(iso8601.substr(0, 40));
  const char* rest = strptime(text.c_str(), "%Y-%m-%d", &clock);
  if (rest && (*rest == 'T' || *rest == ' ')) rest = strptime(rest + 1, "%H:%M:%S", &clock);
  if (!rest || clock.tm_year + 1900 < 1 || clock.tm_year + 1900 > 9999) fail("jinja.bad_clock", {{"given", text}});
  // The day of the week and of the year, by the calendar alone.
  std::tm day = clock;
  timegm(&day);
  if (day.tm_mday != clock.tm_mday) fail("jinja.bad_clock", {{"given", text}});  // the 30th of February
  clock.tm_wday = day.tm_wday;
  clock.tm_yday = day.tm_yday;
  clock.tm_isdst = 0;
  return clock;
}

std::tm clock_now() {
  const std::time_t now = std::time(nullptr);
  std::tm clock{};
  localtime_r(&now, &clock);
  return clock;
}

}  // namespace afina::jinja
