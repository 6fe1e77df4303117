#include <array>

#include "afina/base/error.h"
#include "afina/data/formats/registry.h"

namespace afina::data {

namespace {

struct Magic {
  std::string_view bytes;
  std::string_view name;
};

constexpr std::array kMagic = {
    Magic{"%PDF", "PDF"},       Magic{"\xD0\xCF\x11\xE0", "Office"},  // .doc, .xls
    Magic{"PK\x03\x04", "ZIP"},                                       // .xlsx, .docx, .odt and plain archives
    Magic{"\x1F\x8B", "GZIP"},  Magic{"PAR1", "Parquet"},
    Magic{"{\\rtf", "RTF"},
};

// The extensions whose content is known not to be plain text, whatever its first bytes.
constexpr std::array<std::string_view, 12> kExtensions = {"pdf", "docx", "doc", "xlsx", "xls",  "odt",
                                                          "ods", "rtf",  "zip", "gz",   "pptx", "parquet"};

std::string_view kind(const Source& source) {
  for (std::string_view extension : kExtensions) {
    if (source.extension == extension) return extension;
  }
  for (const Magic& magic : kMagic) {
    if (source.bytes.starts_with(magic.bytes)) return magic.name;
  }
  return {};
}

bool in(std::string_view name, std::initializer_list<std::string_view> names) {
  for (std::string_view one : names) {
    if (one == name) return true;
  }
  return false;
}

Table refuse(const Source& source) {
  std::string_view name = kind(source);
  TextArgs args = {{"place", source.path.string()}, {"format", std::string(name)}};
  if (in(name, {"xlsx", "xls", "ods"})) fail("data.unsupported_spreadsheet", args);
  if (in(name, {"pdf", "PDF", "docx", "doc", "odt", "rtf", "RTF", "Office", "pptx"})) {
    fail("data.unsupported_document", args);
  }
  fail("data.unsupported_format", args);
}

}  // namespace

const FormatReader formats::kOffice = {"office", true, [](const Source& s) { return !kind(s).empty(); }, refuse};

}  // namespace afina::data
