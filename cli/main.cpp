#include "cli/run.h"

int main(int argc, char** argv) { return afina::cli::run_command_line({argv + 1, argv + argc}); }
