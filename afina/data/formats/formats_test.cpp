#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"
#include "afina/data/formats/csv_parser.h"
#include "afina/data/formats/registry.h"
#include "afina/data/table.h"

using namespace afina;
using namespace afina::data;
namespace fs = std::filesystem;

namespace {

struct Files {
  testing::TemporaryFolder folder;
  fs::path write(const std::string& name, std::string_view bytes) const {
    fs::path path = folder.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  Table load(const std::string& name, std::string_view bytes) const { return load_table(write(name, bytes)); }
  // The code of the error that loading gives, or "" where it loads.
  std::string code(const std::string& name, std::string_view bytes) const {
    try {
      load(name, bytes);
      return "";
    } catch (const Error& error) {
      CHECK_FALSE(error.message(Lang::es).empty());
      CHECK_FALSE(error.hint(Lang::en).empty());
      return error.code();
    }
  }
};

using Cells = std::vector<std::string>;

}  // namespace

TEST_CASE("the registry lists every format once") {
  Cells names;
  for (const FormatReader& reader : format_registry()) names.emplace_back(reader.name);
  CHECK(names == Cells{"folder", "office", "jsonl", "json", "tsv", "csv", "txt"});
}

TEST_CASE("csv: quotes, doubled quotes, line breaks inside quotes, every line ending") {
  Files files;
  for (std::string_view end : {"\n", "\r\n", "\r"}) {
    std::string bytes = "texto,categoría" + std::string(end) + "\"uno, \"\"dos\"\"\n tres\",a" + std::string(end) +
                        std::string(end) + "cuatro, b" + std::string(end);
    Table table = files.load("a.csv", bytes);
    REQUIRE(table.rows.size() == 2);
    CHECK(table.columns == Cells{"texto", "categoría"});
    CHECK(table.rows[0].cells == Cells{"uno, \"dos\"\n tres", "a"});
    CHECK(table.rows[1].cells == Cells{"cuatro", " b"});
    CHECK(table.rows[1].place == 5);
  }
}

TEST_CASE("csv: the separator is recognised") {
  Files files;
  for (char separator : {',', ';', '\t', '|'}) {
    std::string s(1, separator);
    Table table =
        files.load("a.csv", "texto" + s + "etiqueta\nhola" + s + "x\n\"a" + s + "b\"" + s + "y\notra" + s + "z\n");
    CHECK(table.delimiter == separator);
    CHECK(table.columns == Cells{"texto", "etiqueta"});
    CHECK(table.rows[1].cells == Cells{"a" + s + "b", "y"});
  }
  Table hinted = files.load("b.csv", "sep=;\r\na,b;c\r\n1,2;3\r\n");
  CHECK(hinted.columns == Cells{"a,b", "c"});
  CHECK(hinted.rows[0].place == 3);
}

TEST_CASE("csv: one column keeps its commas, and a first verse is not a header") {
  Files files;
  Table table = files.load("v.csv", "verso\ncantando, me he de morir\ncantando me han de enterrar, dijo\ny aquí\n");
  CHECK(table.columns == Cells{"verso"});
  CHECK(table.rows[1].cells[0] == "cantando me han de enterrar, dijo");
  Table bare = files.load("w.csv", "Aquí me pongo a cantar\nal compás de la vigüela\nque el hombre que lo desvela\n");
  CHECK_FALSE(bare.has_header);
  CHECK(bare.rows.size() == 3);
}

TEST_CASE("csv: headers that are sentences, and files without any") {
  Files files;
  Table form = files.load("form.csv",
                          "Marca temporal,¿Qué te ha parecido el taller en general?\n"
                          "2024/01/02 10:00:00,Muy bien todo\n2024/01/02 10:05:00,Regular\n");
  CHECK(form.has_header);
  Table bare = files.load("bare.csv", "me encantó la comida,positivo\nno vuelvo nunca,negativo\nfue genial,positivo\n");
  CHECK_FALSE(bare.has_header);
  CHECK(bare.columns == Cells{"columna_1", "columna_2"});
}

TEST_CASE("csv: ragged rows and unclosed quotes are kept and counted") {
  Files files;
  Table table = files.load("r.csv", "id,texto,tipo\n1,uno,a\n2,dos\n3,tres,c,de,más\n4,cuatro,d,,\n5,\"cinco,e\n");
  REQUIRE(table.rows.size() == 5);
  CHECK(table.rows[1].cells == Cells{"2", "dos", ""});
  CHECK(table.rows[2].cells == Cells{"3", "tres", "c,de,más"});
  CHECK(table.rows[3].cells == Cells{"4", "cuatro", "d"});
  CHECK(table.rows[4].cells == Cells{"5", "\"cinco", "e"});
  CHECK(table.damaged_rows == 3);
  std::string hostile = "a,b\n";
  for (int i = 0; i < 200000; ++i) hostile += "\"x\"y,\"\n";
  CHECK(files.load("h.csv", hostile).rows.size() > 0);
}

TEST_CASE("encodings: UTF-8, UTF-16, Latin-1, Windows-1252, other alphabets, a cut character") {
  Files files;
  CHECK(files.load("a.csv", "\xEF\xBB\xBFtexto,etiqueta\naño,x\nmás,y\n").columns[0] == "texto");
  Table latin = files.load("b.csv",
                           "texto;categor\xED"
                           "a\n\xBFQu\xE9 a\xF1o?;x\nni\xF1os;y\n");
  CHECK(latin.encoding == "ISO-8859-1");
  CHECK(latin.rows[0].cells[0] == "¿Qué año?");
  Table windows = files.load("c.csv",
                             "texto;categor\xED"
                             "a\n\x93hola\x94 cuesta 5 \x80;x\nni\xF1os;y\n");
  CHECK(windows.encoding == "Windows-1252");
  CHECK(windows.rows[0].cells[0] == "“hola” cuesta 5 €");
  std::string little(
      "\xFF\xFE"
      "a\0;\0b\0\n\0\x31\0;\0\xE9\0\n\0",
      18),
      big("\xFE\xFF\0a\0;\0b\0\n\0\x31\0;\0\xE9\0\n", 18);
  for (const std::string& bytes : {little, big}) CHECK(files.load("d.csv", bytes).rows[0].cells == Cells{"1", "é"});
  CHECK(files.load("odd.txt", little.substr(0, 17)).rows.size() == 1);
  // KOI8-R, long enough to be recognised.
  std::string russian;
  for (int i = 0; i < 20; ++i)
    russian += "\xF0\xD2\xC9\xD7\xC5\xD4 \xCB\xC1\xCB \xC4\xC5\xCC\xC1 \xD3\xC5\xC7\xCF\xC4\xCE\xD1\n";
  CHECK(files.load("ru.txt", russian).text.find("Привет как дела") != std::string::npos);
  std::string cut = "año, niño, camión, corazón, última, fácil, ahí, allá, café, mamá y papá";
  Table truncated = files.load("e.txt", cut.substr(0, cut.size() - 1));
  CHECK(truncated.encoding == "UTF-8");
  CHECK(truncated.text.ends_with("pap\xEF\xBF\xBD"));
}

TEST_CASE("json: every shape gives rows") {
  Files files;
  Table list = files.load("a.json", R"([{"texto":"uno","n":1},{"texto":"dos","extra":true,"nada":null}])");
  CHECK(list.rows.size() == 2);
  auto cell = [](const Table& t, size_t row, std::string_view column) {
    auto found = std::find(t.columns.begin(), t.columns.end(), column);
    REQUIRE(found != t.columns.end());
    return t.rows[row].cells[static_cast<size_t>(found - t.columns.begin())];
  };
  CHECK(cell(list, 0, "n") == "1");
  CHECK(cell(list, 0, "extra") == "");
  CHECK(cell(list, 1, "extra") == "true");
  for (const char* same :
       {R"({"x":["a","b"],"y":["c","d"]})", R"({"data":[{"x":"a","y":"c"},{"x":"b","y":"d"}]})",
        R"({"x":{"0":"a","1":"b"},"y":{"0":"c","1":"d"}})", "{\"x\":\"a\",\"y\":\"c\"}\n{\"x\":\"b\",\"y\":\"d\"}"}) {
    Table table = files.load("b.json", same);
    CAPTURE(same);
    CHECK(table.columns == Cells{"x", "y"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[1].cells == Cells{"b", "d"});
  }
  CHECK(files.load("c.json", R"({"x":["a","b"],"y":["c"]})").damaged_rows == 1);
  CHECK(files.load("d.json", R"(["uno","dos"])").columns == Cells{"text"});
  Table nested = files.load(
      "e.json", R"([{"instruction":"i","instances":[{"input":"1","output":"2"},{"input":"3","output":"4"}]}])");
  REQUIRE(nested.rows.size() == 2);
  CHECK(cell(nested, 1, "instruction") == "i");
  CHECK(cell(nested, 1, "output") == "4");
}

TEST_CASE("json: chats under either naming") {
  Files files;
  std::string lines = R"({"messages":[{"role":"user","content":"hola"},{"role":"assistant","content":"buenas"}]})"
                      "\n"
                      R"({"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]})"
                      "\n";
  Table table = files.load("chat.jsonl", lines);
  REQUIRE(table.rows.size() == 2);
  REQUIRE(table.rows[1].messages);
  CHECK((*table.rows[1].messages)[1] == Json({{"role", "assistant"}, {"content", "b"}}));
  CHECK(table.rows[0].place == 1);
}

TEST_CASE("json lines: an error names the line of the file") {
  Files files;
  try {
    files.load("a.jsonl", "{\"a\":1}\n\n{\"a\":2,}\n");
    FAIL("a bad line was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == "base.json_syntax");
    CHECK(error.message(Lang::es).find("línea 3, columna 8") != std::string::npos);
  }
}

TEST_CASE("txt: paragraphs as rows, the whole text kept; a folder of texts") {
  Files files;
  Table table = files.load("t.txt", "uno\r\ndos\r\n\r\n\r\ntres\r\n");
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].cells[0] == "uno\ndos");
  CHECK(table.rows[1].place == 5);
  CHECK(table.text == "uno\ndos\n\n\ntres\n");
  files.write("d/b.txt", "segundo");
  files.write("d/a.txt", "primero");
  files.write("d/más/c.md", "tercero");
  files.write("d/vacío.txt", " ");
  files.write("d/foto.jpg", "\xFF\xD8");
  Table folder = load_table(files.folder.path() / "d");
  CHECK(folder.columns == Cells{"file", "text"});
  REQUIRE(folder.rows.size() == 3);
  CHECK(folder.rows[0].cells == Cells{"a.txt", "primero"});
  fs::create_directories(files.folder.path() / "nada");
  CHECK_THROWS_WITH_AS(load_table(files.folder.path() / "nada"), doctest::Contains("nada"), Error);
}

TEST_CASE("what cannot be read is refused with a code and a way out") {
  Files files;
  CHECK(files.code("a.pdf", "%PDF-1.7") == "data.unsupported_document");
  CHECK(files.code("a.docx", "PK\x03\x04") == "data.unsupported_document");
  CHECK(files.code("a.odt", "PK\x03\x04") == "data.unsupported_document");
  CHECK(files.code("a.xlsx", "PK\x03\x04") == "data.unsupported_spreadsheet");
  CHECK(files.code("renombrado.csv",
                   "PK\x03\x04"
                   "aaaa") == "data.unsupported_format");
  CHECK(files.code("renombrado.txt", "%PDF-1.7 aaaa") == "data.unsupported_document");
  CHECK(files.code("vacio.csv", "") == "data.empty_file");
  CHECK(files.code("blanco.csv", "\xEF\xBB\xBF \n\n") == "data.empty_file");
  CHECK(files.code("solo.csv", "texto,etiqueta\n") == "data.no_rows");
  CHECK(files.code("vacio.json", "[]") == "data.no_rows");
  CHECK(files.code("numero.json", "42") == "data.no_rows");
  CHECK(files.code("roto.json", "[{\"a\": 1}") == "base.json_syntax");
  CHECK(files.code("binario.csv", std::string(1000, '\x01')) == "data.not_text");
  std::string wide(3000, ',');
  CHECK(files.code("ancho.csv", wide + "\n" + wide + "\n") == "data.too_many_columns");
  CHECK_THROWS_WITH_AS(load_table(files.folder.path() / "no-existe.csv"), doctest::Contains("no-existe"), Error);
  CHECK_THROWS_AS(load_table("/dev/zero"), Error);
}

TEST_CASE("malformed bytes never crash and always give valid UTF-8") {
  Files files;
  std::string seed = "texto,etiqueta\n\"hola, \"\"qué\"\" tal\",a\nmás;b\t|\r\n{\"a\":[1,{\"b\":\"\\u00e9\"}]}\n";
  uint64_t state = 7;
  for (int round = 0; round < 400; ++round) {
    std::string bytes = seed;
    for (int change = 0; change < 6; ++change) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      static constexpr std::string_view kNasty("\0\xFF\xC3\"\n\r,;\xED\xA0{[]}", 14);
      bytes[(state >> 33) % bytes.size()] = kNasty[(state >> 20) % kNasty.size()];
    }
    bytes.resize(bytes.size() - (state >> 40) % 20);
    for (const char* name : {"a.csv", "a.tsv", "a.json", "a.jsonl", "a.txt", "a"}) {
      try {
        Table table = files.load(name, bytes);
        for (const Row& row : table.rows) {
          REQUIRE(row.cells.size() == table.columns.size());
          for (const std::string& cell : row.cells) REQUIRE(is_valid_utf8(cell));
        }
      } catch (const Error& error) {
        REQUIRE_FALSE(error.code().empty());
      }
    }
  }
}
