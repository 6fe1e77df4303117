// A Jinja2 template as Hugging Face's transformers runs one: jinja2 3.1's ImmutableSandboxedEnvironment with
// trim_blocks, lstrip_blocks, break and continue, {% generation %}, tojson without ASCII escapes, raise_exception and
// strftime_now. It opens nothing: no file, no other template, no attribute of the program. Whole numbers have 64 bits.
// Format: https://jinja.palletsprojects.com/en/3.1.x/templates/
#pragma once

#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "afina/jinja/interpreter.h"
#include "afina/jinja/meter.h"
#include "afina/jinja/value.h"

namespace afina::jinja {

// A template with more bytes than this is refused; real ones have up to 30,000.
inline constexpr size_t kMaxTemplateBytes = size_t{1} << 20;

struct RenderedText {
  std::string text;
  // What {% generation %} blocks wrote. Empty and `spans_known` false where one stood where its place cannot be told.
  std::vector<Span> generated;
  bool spans_known = true;
};

// Rendering changes nothing in it: several threads may share one.
class Template {
 public:
  // `place` names it in errors. Errors, all with place and line: jinja.syntax (found), jinja.ends_early, jinja.unclosed
  // (what), jinja.unknown_tag, jinja.unknown_filter, jinja.unknown_test (name), jinja.not_supported (what),
  // jinja.too_deep (limit), jinja.too_large_number, jinja.template_too_long (limit).
  static Template parse(std::string_view source, std::string_view place);

  // `context` is a dict of variables, such as parse_ordered_json gives. Errors, with place and line: jinja.raised
  // (message), where the template itself refuses; jinja.undefined (name), jinja.no_attribute, jinja.unsafe (type,
  // name), jinja.type, jinja.value (operation, given), jinja.arguments (function), jinja.division and the like; the
  // limits: jinja.too_many_steps, jinja.too_slow, jinja.too_much_memory, jinja.too_much_output, jinja.too_deep,
  // jinja.range_too_large (limit).
  RenderedText render(const Value& context, const std::tm& clock, const Limits& limits = {}) const;

  bool has_generation() const { return program_->has_generation; }
  const std::string& place() const { return place_; }

 private:
  std::shared_ptr<const Program> program_;
  std::string place_;
};

// A clock from "2025-07-10T12:00:00", or a day alone; what follows the seconds is not looked at. Error:
// jinja.bad_clock.
std::tm clock_from(std::string_view iso8601);
// Now, as the machine's time zone has it.
std::tm clock_now();

}  // namespace afina::jinja
