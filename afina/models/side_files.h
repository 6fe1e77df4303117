// The files beside a model's weights, under the names that Hugging Face gives them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace afina::models {

// Each as text; empty where there is none.
struct SideFiles {
  std::string tokenizer, tokenizer_config, generation_config, chat_template;

  // visit(name of the file, its text) of each.
  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit("tokenizer.json", self.tokenizer);
    visit("tokenizer_config.json", self.tokenizer_config);
    visit("generation_config.json", self.generation_config);
    visit("chat_template.jinja", self.chat_template);
  }
};

std::vector<const char*> side_file_names();

// Errors: io.cannot_read of a file that is there.
SideFiles read_side_files(const std::filesystem::path& folder);
// Those that there are. Errors: io.cannot_write, io.disk_full.
void write_side_files(const SideFiles& files, const std::filesystem::path& folder);

}  // namespace afina::models
