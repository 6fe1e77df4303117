#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"tuning.stage_training", "Tuning"},
    {"tuning.diverged", "Training became unstable at step {step}: the loss is no longer a number.",
     "Run it again with a smaller --learning-rate (a tenth, for instance)."},
    {"tuning.option_needs_lora", "{option} belongs to LoRA's new pieces, and with --method full there are none.",
     "Leave that option out or use --method lora."},
    {"tuning.replay_classifies", "General texts cannot be mixed in: a model that classifies does not learn to write.",
     "Leave --replay out."},
    {"tuning.option_needs_full", "{option} is of a whole model, and adapters leave the base model as it is.",
     "Leave that option out or use --method full."},
    {"tuning.needs_memory",
     "A step with batches of {rows} (up to {tokens} tokens at once) needs {needed} MB of memory and there are {free} "
     "MB.",
     "{remedy} With AFINA_NO_MEMORY_LIMIT=1 it is tried all the same."},
    {"tuning.memory_batch",
     "It fits with --batch-size {batch}; raise --accumulate so that each correction still sees the same rows."},
    {"tuning.memory_length", "It fits with --batch-size 1 and --max-length {length}."},
    {"tuning.memory_lora", "Not even one short row fits. Use --method lora, which takes far less."},
    {"tuning.memory_model",
     "Not even one short row fits. Close other programs, use a smaller model or another computer."},
    {"tuning.memory_tight",
     "Memory is tight: tuning needs about {needed} MB and there are {free} MB. If the system stops it, use a smaller "
     "--batch-size."},
    {"tuning.unresolved_option", "--{option}: {value} is of no use to begin tuning.",
     "Give a value above zero, or one of those that the help lists."},
    {"tuning.checkpoint_damaged", "{path}: the saved state is damaged or was changed.",
     "Delete that file and checkpoint.safetensors: \"afina resume\" will begin the run from the start."},
    {"tuning.checkpoint_mismatch", "{path}: the saved state does not belong to this run ({tensor}).",
     "Start a new run with another folder in --out."},
};
}  // namespace

std::span<const CatalogueText> tuning() { return kTexts; }

}  // namespace afina::catalogue::en
