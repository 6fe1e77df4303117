// One function a command; commands.cpp lists them in the order of the help.
#pragma once

#include <memory>

#include "cli/command.h"

namespace afina::cli {

std::unique_ptr<Command> make_demo();
std::unique_ptr<Command> make_course();
std::unique_ptr<Command> make_tune();
std::unique_ptr<Command> make_resume();
std::unique_ptr<Command> make_eval();
std::unique_ptr<Command> make_preview();
std::unique_ptr<Command> make_generate();
std::unique_ptr<Command> make_chat();
std::unique_ptr<Command> make_classify();
std::unique_ptr<Command> make_summarize();
std::unique_ptr<Command> make_tokenize();
std::unique_ptr<Command> make_detokenize();
std::unique_ptr<Command> make_train_tokenizer();
std::unique_ptr<Command> make_template();
std::unique_ptr<Command> make_score();
std::unique_ptr<Command> make_forms();
std::unique_ptr<Command> make_pretrain();
std::unique_ptr<Command> make_bench();
std::unique_ptr<Command> make_models();
std::unique_ptr<Command> make_version();
// Names that are reserved for parts to come.
std::vector<std::unique_ptr<Command>> later_commands();

}  // namespace afina::cli
