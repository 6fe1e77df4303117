#include "afina/io/os_error.h"

#include <cerrno>
#include <filesystem>

namespace afina {

std::string os_error_reason(int error_number) {
  switch (error_number) {
    case ENOENT:
      return text("io.reason_missing");
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

Error error_from(const std::system_error& thrown) {
  const auto* of_path = dynamic_cast<const std::filesystem::filesystem_error*>(&thrown);
  if (!of_path || of_path->path1().empty()) return Error("base.internal", {{"detail", thrown.what()}});
  const std::string path = of_path->path1().string();
  const int reason = thrown.code().value();
  if (is_out_of_space(reason)) return Error("io.disk_full", {{"path", path}});
  return Error("io.cannot_use", {{"path", path}, {"reason", os_error_reason(reason)}});
}

bool is_out_of_space(int error_number) noexcept {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

}  // namespace afina
