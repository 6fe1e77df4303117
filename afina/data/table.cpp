#include "afina/data/table.h"

#include "afina/base/error.h"
#include "afina/data/formats/registry.h"
#include "afina/data/source.h"

namespace afina::data {

Table load_table(const std::filesystem::path& path) {
  Source source = open_source(path);
  bool decoded = false;
  for (const FormatReader& reader : format_registry()) {
    if (!reader.raw && !decoded) {
      decode_source(source);
      decoded = true;
    }
    if (!reader.matches(source)) continue;
    Table table = reader.read(source);
    table.source = path;
    if (decoded) table.encoding = source.encoding;
    if (table.rows.empty()) fail("data.no_rows", {{"place", path.string()}});
    return table;
  }
  fail("data.not_text", {{"place", path.string()}});
}

}  // namespace afina::data
