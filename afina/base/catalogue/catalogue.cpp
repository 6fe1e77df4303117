#include "afina/base/catalogue/catalogue.h"

#include <vector>

namespace afina {

namespace {

using Texts = std::vector<CatalogueText>;

Texts joined(std::initializer_list<std::span<const CatalogueText>> parts) {
  Texts all;
  for (auto part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

#define AFINA_TEXTS_OF(part) part(),
std::span<const CatalogueText> catalogue_texts(Lang lang) {
  static const Texts spanish = [] {
    using namespace catalogue::es;
    return joined({AFINA_CATALOGUE_PARTS(AFINA_TEXTS_OF)});
  }();
  static const Texts english = [] {
    using namespace catalogue::en;
    return joined({AFINA_CATALOGUE_PARTS(AFINA_TEXTS_OF)});
  }();
  return lang == Lang::es ? spanish : english;
}
#undef AFINA_TEXTS_OF

}  // namespace afina
