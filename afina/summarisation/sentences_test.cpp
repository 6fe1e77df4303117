#include "afina/summarisation/sentences.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "afina/base/test_support.h"
#include "afina/base/utf8.h"

using namespace afina;
using namespace afina::summarisation;

namespace {

// A text in which ¦ stands where one sentence ends and the next begins, and ‹ › around what belongs to none.
const char* const kCases[] = {
    // Plain stops
    "Hoy llueve.¦ Mañana no.",
    "¿Vienes?¦ Te espero.¦ ¡Date prisa!",
    "It rains.¦ We stay in.¦ Who cares?",
    "Sin punto al final",
    "Cerró la puerta...¦ Nadie volvió.",
    "Bueno... no sé qué decir.",
    "Esperó… y no vino nadie.",
    "Esperó…¦ Nadie vino.",
    "¡¿Qué dices?!¦ No te creo.",
    "Wait?!¦ Really?",
    "Llegó en 1999.¦ Se fue en 2004.",
    "Eran 25.¦ Quedaron 3.",
    // Spanish abbreviations
    "El Sr. García llamó a la Sra. López.¦ Nadie contestó.",
    "La Dra. Ana Ruiz atiende los lunes.",
    "D. Alonso y Dña. Inés firmaron.¦ Después se fueron.",
    "Según el art. 3.º de la ley, el plazo es de un mes.¦ Pasado ese plazo, caduca.",
    "Véase la pág. 12 y el núm. 4 del vol. II de la obra.",
    "El art. 12 se aplica.¦ El resto, no.",
    "Compró pan, leche, etc.¦ Luego volvió a casa.",
    "Pan, leche, etc., y volvió.",
    "Trae fruta, p. ej. manzanas o peras.",
    "Vive en la Avda. Constitución, núm. 5.¦ Es el tercer piso.",
    "Los EE. UU. firmaron el acuerdo.¦ México también.",
    "Viajó a EE. UU.¦ En mayo volvió.",
    "Abre a las 9 a. m. y cierra a las 8 p. m. todos los días.",
    "Cierra a las 8 p. m.¦ El domingo no abre.",
    "Murió en el 44 a. C. en Roma.",
    "Murió en el 44 a. C.¦ La noticia tardó en llegar.",
    "Nació en el 5 d. C. y vivió poco.",
    "La empresa Sol S. A. pagó la multa.",
    "Como dijo Ud. ayer, es tarde.",
    "El Excmo. Sr. Alcalde inauguró la plaza.¦ Hubo música.",
    "Dijo que no.¦ No insistió.",
    "Quedó en el puesto n.º 7 de la lista.",
    "El 3.er piso y la 2.ª planta están cerrados.¦ Usa la escalera.",
    "La 1.ª vez falló.¦ La 2.ª también.",
    "El cap. IV trata del viento.¦ El V, del agua.",
    // Initials, figures, addresses
    "J. R. Jiménez escribió esto.¦ Otros lo copiaron.",
    "Lo firmó M. Pérez en Lima.",
    "Falta vitamina C.¦ El resto está bien.",
    "Cuesta 3.500,25 euros.¦ Es caro.",
    "It costs $3.50.¦ That is cheap.",
    "El valor es 0.75 y sube.¦ Luego baja.",
    "La versión 2.1.3 corrige el fallo.¦ Instálala.",
    "Escribe a ana.ruiz@ejemplo.es o visita www.ejemplo.es.¦ Gracias.",
    "Usa Node.js y datos.csv para probar.",
    // English abbreviations
    "Mr. Smith met Dr. Brown.¦ They talked.",
    "Mrs. Jones lives on St. John Street.",
    "See Fig. 3 and No. 5 of vol. 2.¦ Then go on.",
    "He said no.¦ She left.",
    "Bring fruit, e.g. apples, i.e. something sweet.",
    "The U.S. Army moved.¦ The rest stayed.",
    "He moved to the U.S.¦ The house was sold.",
    "Apple Inc. bought it.¦ Nobody knew.",
    "She works for Acme Ltd.¦ Her brother does not.",
    "It opens at 9 a.m. on Mondays.",
    "George W. Bush spoke.¦ They listened.",
    "Smith et al. found it in 1998.",
    // Quotations
    "«No puedo más.»¦ Se sentó.",
    "Dijo: «No puedo más».¦ Se sentó.",
    "«¡Ven aquí!» gritó la madre.¦ El niño corrió.",
    "\"I am tired.\"¦ He sat down.",
    "\"Are you tired?\" she asked.¦ He nodded.",
    "“Stop.”¦ Nobody stopped.",
    "He called it “a mess.”¦ It was.",
    "Leyó 'Fin.'¦ Cerró el libro.",
    "Gritó: ¡fuego!¦ «¿Dónde?»¦ Nadie supo decirlo.",
    "«Primero comemos.¦ Luego hablamos»",
    // Brackets
    "Vino tarde (como siempre.) y se fue.",
    "Llegó (eran las tres. Nadie lo vio.) y se acostó.¦ Durmió.",
    "Es cierto (véase la fig. 2).¦ No hay duda.",
    "Lo dice el informe [3].¦ Es largo.",
    // Dialogue dashes
    "—¿Vienes? —preguntó Ana.¦ —No —dijo él—.¦ Estoy cansado.",
    "—Vamos —dijo—.¦ Se hace tarde.",
    "—¡Corre! —gritó el guarda.",
    "—Sí.¦ —Entonces, ven.",
    "Así habló el cura —que sabía latín— y calló.¦ Todos rieron.",
    "—Hola, Juan.\n¦—Hola, Pedro.\n¦—¿Qué tal?",
    // Lower case after a stop
    "El lema «¿quién da más?» cansa.¦ Es viejo.",
    "¡Ay!, exclamó.¦ No era nada.",
    "La banda ¡Viva! toca hoy.",
    // Lines
    "Título del informe\n\n¦Este es el primer párrafo.¦ Tiene dos frases.",
    "‹# ›Un título\n¦Texto del párrafo.",
    "‹## ›1. Datos y método\n\n¦Se midió todo.",
    "INFORME ANUAL\n‹=============›\n\n¦Fue un buen año.",
    "Compra:\n¦‹- ›pan\n¦‹- ›leche entera\n¦‹- ›dos kilos de fruta",
    "‹1. ›Abre la caja.\n¦‹2. ›Saca el cable.¦ Enchúfalo.\n¦‹3. ›Espera.",
    "‹a) ›Lo primero\n¦‹b) ›Lo segundo",
    "Primera línea de un párrafo que se ha cortado a mano para que\nquepa en la pantalla del lector.¦ Y "
    "esta es la segunda frase del\nmismo párrafo.",
    "Uno.\r\n\r\n¦Dos.\r\n¦Tres.",
    "Windows corta las líneas largas de este modo tan antiguo y\r\nluego sigue.¦ Ya está.",
    "Verde que te llamo verde,\nverde rama del olivo.\n¦Canta el río en la ribera,\n¦La luna baja al molino.",
    "Nombre: Ana Ruiz\n¦Cargo: directora de la oficina de atención\n¦Teléfono: 600 000 000",
    "Un párrafo por línea, sin línea en blanco entre ellos, como en tantos archivos.\n¦Otro párrafo corto.\n¦Y el "
    "último, que es más largo que los demás porque cuenta algo más.",
    "   \n\n  Con blancos delante.   \n\n¦  Y detrás.  \n",
    "‹\xEF\xBB\xBF›Con marca de orden.¦ Sigue.",
    "Texto.\n\n¦```\nx = 1. Y = 2.\n```\n\n¦Más texto.",
    "‹> ›Lo citado va aparte.\n\n¦Lo demás, no.",
    "他来了。¦你好吗？¦好。",
    "Fin del capítulo.\f¦Empieza otro.",
};

struct Case {
  std::string document;
  std::string sentences;  // joined by ¦
};

Case parse(std::string_view marked) {
  const std::string_view mark = "¦";
  Case out;
  while (true) {
    size_t at = marked.find(mark);
    std::string piece(marked.substr(0, at)), own = piece;
    size_t open = own.find("‹"), close = own.find("›");
    if (open != std::string::npos) {
      own.erase(open, close + 3 - open);
      piece.erase(close, 3).erase(open, 3);
    }
    out.document += piece;
    out.sentences += (out.sentences.empty() ? "" : "¦") + std::string(trim(own));
    if (at == std::string_view::npos) return out;
    marked.remove_prefix(at + mark.size());
  }
}

std::string joined(std::string_view document) {
  std::string out;
  for (const Sentence& s : split_sentences(document)) {
    if (!out.empty()) out += "¦";
    out += document.substr(static_cast<size_t>(s.begin), static_cast<size_t>(s.end - s.begin));
  }
  return out;
}

}  // namespace

TEST_CASE("sentences end where a reader ends them") {
  CHECK(std::size(kCases) >= 60);
  for (const char* marked : kCases) {
    Case expected = parse(marked);
    CHECK(joined(expected.document) == expected.sentences);
  }
}

TEST_CASE("time grows as the text does, whatever its signs") {
  const char* const kPieces[] = {". ",  ".",     ".) ",  "(",       "([",     "(a. ", ".».»", ".\"",    "... ",  "1. ",
                                 "1.2", "A. ",   "Sr. ", "art. a ", "a. C. ", "—",    "a.—",  "- a.\n", "# A\n", "> ",
                                 "\n",  "a\n\n", "<a ",  "«",       "no. 5 ", "*",    "_.",   "a"};
  auto seconds = [](const std::string& text) {
    auto begin = std::chrono::steady_clock::now();
    split_sentences(text);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  for (const char* piece : kPieces) {
    CAPTURE(piece);
    std::string text;
    while (text.size() < 400'000) text += piece;
    // Quadratic work takes 64 times as long on 8 times the text.
    const double whole = seconds(text), part = seconds(text.substr(0, text.size() / 8));
    CHECK(whole < 24 * part + 0.1);
  }
  std::string long_run(200'000, '(');
  for (int i = 0; i < 40'000; ++i) long_run += "no. 5 ";
  CHECK(seconds(long_run) < 2);
}
