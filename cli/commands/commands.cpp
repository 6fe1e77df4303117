#include "cli/commands/commands.h"

namespace afina::cli {

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> all;
  for (auto make : {make_demo,
                    make_course,
                    make_preview,
                    make_tune,
                    make_resume,
                    make_eval,
                    make_generate,
                    make_chat,
                    make_classify,
                    make_summarize,
                    make_tokenize,
                    make_detokenize,
                    make_train_tokenizer,
                    make_template,
                    make_score,
                    make_forms,
                    make_pretrain,
                    make_bench,
                    make_models,
                    make_version}) {
    all.push_back(make());
  }
  for (auto& command : later_commands()) all.push_back(std::move(command));
  return all;
}

}  // namespace afina::cli
