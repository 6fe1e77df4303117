// What the operating system says, in the person's language.
#pragma once

#include <string>
#include <system_error>

#include "afina/base/error.h"

namespace afina {

// The reason behind an errno value: a plain sentence for the common ones, the system's own words otherwise.
std::string os_error_reason(int error_number);
// Whether writing failed because there is no room: full disk, quota, file size limit.
bool is_out_of_space(int error_number) noexcept;
// What the standard library says of a path or of the system, as an error of ours: io.cannot_use (path, reason) or
// io.disk_full; base.internal for what no path explains.
Error error_from(const std::system_error& thrown);

}  // namespace afina
