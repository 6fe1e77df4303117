// How the report writes figures and names, in the person's language.
#pragma once

#include <string>
#include <string_view>

#include "afina/base/error.h"
#include "afina/survey/analysis.h"

namespace afina::survey {

// The catalogue text "survey.report_NAME".
std::string say(std::string_view name, const TextArgs& args = {});

// How a figure is written: a share as "45 %", a gain as "0.52", a score (of 100), rating (1 to 5) or points (0 to 4) as
// "72.5".
enum class Unit { share, score, rating, points, gain };
// Where its scale begins and ends; a gain, which can be less than nothing, is drawn from 0.
Interval scale_of(Unit unit);
std::string written(double value, Unit unit);
std::string written(const Estimate& estimate, Unit unit);  // "72.5", or a dash
// "65.1 – 79.9", or a dash; never beyond the scale, of which Student's t and Fieller know nothing.
std::string written_interval(const Estimate& estimate, Unit unit);
Unit unit_of(const Criterion& criterion);
Unit unit_of(const Change& change);

// "03 Tuning", "Closing"; a section's title, an exercise's number and what it asks.
std::string notebook_name(std::string_view notebook);
std::string section_name(std::string_view notebook, std::string_view section);
std::string exercise_name(std::string_view notebook, std::string_view exercise);

std::string criterion_name(const Criterion& criterion);
// "✓ met": a sign and words, so that nothing hangs on colour.
std::string verdict_words(Verdict verdict);
// One sentence with what was found, and one with what to do.
std::string change_finding(const Change& change);
std::string change_advice(const Change& change);
// "1 met, 2 not met, 4 cannot tell"; empty where it does not apply.
std::string count_words(const Criterion& criterion);
// 2026-11-25.
std::string written_day(int64_t utc_seconds);

}  // namespace afina::survey
