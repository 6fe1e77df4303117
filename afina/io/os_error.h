// What the operating system says, in the person's language.
#pragma once

#include <string>

namespace afina {

// The reason behind an errno value: a plain sentence for the common ones, the system's own words otherwise.
std::string os_error_reason(int error_number);
// Whether writing failed because there is no room: full disk, quota, file size limit.
bool is_out_of_space(int error_number) noexcept;

}  // namespace afina
