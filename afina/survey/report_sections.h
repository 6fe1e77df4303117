// The sections of the page, each HTML. Titles are the page's business.
#pragma once

#include <string>

#include "afina/survey/analysis.h"

namespace afina::survey {

std::string criteria_section(const ClassReport& report);
std::string changes_section(const ClassReport& report);
std::string sus_section(const SusResult& sus);
std::string knowledge_section(const Knowledge& knowledge);
std::string notebooks_section(const ClassReport& report);
std::string exercises_section(const ClassReport& report);
std::string sections_section(const ClassReport& report);
std::string errors_section(const ClassReport& report);
std::string open_section(const ClassReport& report);

}  // namespace afina::survey
