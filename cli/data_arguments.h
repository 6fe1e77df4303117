// Arguments that several commands share: the person's data, and prompts.
#pragma once

#include <optional>
#include <string>

#include "afina/data/dataset.h"
#include "afina/generation/generator.h"
#include "cli/command.h"

namespace afina::cli {

// --task, --input, --target.
struct RoleArguments {
  std::string task, input, target;

  void declare(Arguments& arguments);
  data::RoleRequest request() const;  // throws Error data.unknown_task
};

// --prompt TEXT or --file F: one of them, and sampling.
struct PromptArguments {
  std::optional<std::string> prompt;  // a text may begin from nothing: --prompt ""
  std::filesystem::path file;
  generation::GenerationOptions options;
  std::vector<std::string> stops;

  void declare(Arguments& arguments);
  std::string text() const;  // throws Error cli.need_prompt
};

void declare_generation(Arguments& arguments, generation::GenerationOptions& options, std::vector<std::string>& stops);

}  // namespace afina::cli
