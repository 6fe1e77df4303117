#include "afina/io/os_error.h"

#include <cerrno>
#include <system_error>

#include "afina/base/error.h"

namespace afina {

std::string os_error_reason(int error_number) {
  switch (error_number) {
    case EACCES:
    case EPERM:
      return text("io.reason_permission");
    case EROFS:
      return text("io.reason_read_only");
    case EISDIR:
      return text("io.reason_is_folder");
    case ENOTDIR:
      return text("io.reason_parent_is_file");
    case ELOOP:
      return text("io.reason_link_loop");
    case ENAMETOOLONG:
      return text("io.reason_name_too_long");
    case EIO:
      return text("io.reason_device");
    default:
      return std::generic_category().message(error_number);
  }
}

bool is_out_of_space(int error_number) noexcept {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

}  // namespace afina
