#include "cli/run.h"
#include "cli/signals.h"

int main(int argc, char** argv) {
  afina::cli::prepare_process();
  return afina::cli::run_command_line({argv + 1, argv + argc});
}
