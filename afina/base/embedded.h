// A file that is part of the program (cmake/afina_embed.cmake), so that the program needs nothing beside it.
#pragma once

#include <string_view>

namespace afina {

struct EmbeddedFile {
  std::string_view name;  // its own, or a path below the folder that it is to lie in
  std::string_view bytes;
};

}  // namespace afina
