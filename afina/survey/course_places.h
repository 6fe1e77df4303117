// What the course is made of, with the titles people read: what an event or an answer from elsewhere may belong to.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/survey/instruments.h"

namespace afina::survey {

struct CoursePlace {
  std::string id;  // of a section "practice", of an exercise "03.change"
  int number = 0;  // in its notebook, from 1
  BilingualText title;
};

struct CourseNotebook {
  std::string id;      // "00".."05", "closing"
  BilingualText name;  // "03 Tuning"
  std::vector<CoursePlace> sections, exercises;
};

// In the order of the course.
std::span<const CourseNotebook> course_notebooks();
// Null where there is none.
const CourseNotebook* find_notebook(std::string_view notebook);
const CoursePlace* find_section(std::string_view notebook, std::string_view section);
const CoursePlace* find_exercise(std::string_view notebook, std::string_view exercise);

}  // namespace afina::survey
