#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    // The file of one person.
    {"survey.no_consent", "No se guarda nada del curso, porque no has dado permiso.",
     "Nothing of the course is kept, because you have not agreed to it.",
     "Si quieres guardar tus respuestas en este ordenador (y solo aquí), acepta en el primer cuaderno. Sin ese permiso "
     "el curso funciona igual.",
     "If you want your answers kept on this computer (and only here), agree in the first notebook. Without it the "
     "course "
     "works all the same."},
    {"survey.bad_code", "«{code}» no es un código del curso.", "\"{code}\" is not a code of the course.",
     "Son ocho letras o cifras, como KXR4-7TPM. Copia el tuyo tal como te lo dio el primer cuaderno.",
     "It is eight letters or digits, such as KXR4-7TPM. Copy yours as the first notebook gave it to you."},
    {"survey.corrupt", "«{path}» no es un archivo del curso, o está dañado.",
     "\"{path}\" is not a file of the course, or it is damaged.",
     "No se ha cambiado nada en él. Para seguir, cámbiale el nombre (se empezará otro) o recupera una copia.",
     "Nothing in it was changed. To go on, rename it (another one will be begun) or bring back a copy."},
    {"survey.newer_file", "«{path}» es de una versión más nueva de afina.",
     "\"{path}\" comes from a newer version of afina.", "Actualiza afina para abrirlo.", "Update afina to open it."},
    {"survey.busy", "Otro programa tiene ocupado «{path}».", "Another program is holding \"{path}\".",
     "Cierra los demás cuadernos del curso y vuelve a intentarlo.",
     "Close the other notebooks of the course and try again."},
    {"survey.text_too_long", "El texto ({what}) ocupa {bytes} bytes, y caben {limit}.",
     "The text ({what}) takes {bytes} bytes, and {limit} fit.", "Acórtalo: basta con lo principal.",
     "Shorten it: the main point is enough."},
};
}  // namespace

std::span<const CatalogueEntry> survey() { return kEntries; }

}  // namespace afina::catalogue
