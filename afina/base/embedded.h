// A file that is part of the program (cmake/afina_embed.cmake), so that the program needs nothing beside it.
#pragma once

#include <string_view>

namespace afina {

struct EmbeddedFile {
  std::string_view name;  // without its folder
  std::string_view bytes;
};

}  // namespace afina
