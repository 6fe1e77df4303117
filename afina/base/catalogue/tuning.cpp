#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue {

namespace {
constexpr CatalogueEntry kEntries[] = {
    {"tuning.stage_training", "Ajustando", "Tuning"},
    {"tuning.diverged", "El entrenamiento se ha vuelto inestable en el paso {step}: la pérdida ya no es un número.",
     "Training became unstable at step {step}: the loss is no longer a number.",
     "Repite con un --learning-rate menor (por ejemplo, la décima parte).",
     "Run it again with a smaller --learning-rate (a tenth, for instance)."},
    {"tuning.option_needs_lora", "{option} es de las piezas nuevas de LoRA y con --method full no hay ninguna.",
     "{option} belongs to LoRA's new pieces, and with --method full there are none.",
     "Quita esa opción o usa --method lora.", "Leave that option out or use --method lora."},
    {"tuning.needs_memory",
     "Un paso con lotes de {rows} (hasta {tokens} tokens a la vez) necesita {needed} MB de memoria y hay {free} MB.",
     "A step with batches of {rows} (up to {tokens} tokens at once) needs {needed} MB of memory and there are {free} "
     "MB.",
     "{remedy} Con AFINA_NO_MEMORY_LIMIT=1 se intenta de todos modos.",
     "{remedy} With AFINA_NO_MEMORY_LIMIT=1 it is tried all the same."},
    {"tuning.memory_batch",
     "Con --batch-size {batch} cabe; para que cada corrección vea las mismas filas, sube --accumulate.",
     "It fits with --batch-size {batch}; raise --accumulate so that each correction still sees the same rows."},
    {"tuning.memory_length", "Cabe con --batch-size 1 y --max-length {length}.",
     "It fits with --batch-size 1 and --max-length {length}."},
    {"tuning.memory_lora", "No cabe ni con una fila corta. Usa --method lora, que ocupa mucho menos.",
     "Not even one short row fits. Use --method lora, which takes far less."},
    {"tuning.memory_model",
     "No cabe ni con una fila corta. Cierra otros programas, usa un modelo más pequeño u otro ordenador.",
     "Not even one short row fits. Close other programs, use a smaller model or another computer."},
    {"tuning.memory_tight",
     "Memoria justa: el ajuste necesita unos {needed} MB y hay {free} MB. Si el sistema lo detiene, usa un "
     "--batch-size "
     "menor.",
     "Memory is tight: tuning needs about {needed} MB and there are {free} MB. If the system stops it, use a smaller "
     "--batch-size."},
    {"tuning.checkpoint_mismatch", "{path}: el estado guardado no corresponde a esta ejecución ({tensor}).",
     "{path}: the saved state does not belong to this run ({tensor}).",
     "Empieza una ejecución nueva con otra carpeta en --out.", "Start a new run with another folder in --out."},
};
}  // namespace

std::span<const CatalogueEntry> tuning() { return kEntries; }

}  // namespace afina::catalogue
