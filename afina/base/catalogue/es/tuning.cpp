#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"tuning.stage_training", "Ajustando"},
    {"tuning.diverged", "El entrenamiento se ha vuelto inestable en el paso {step}: la pérdida ya no es un número.",
     "Repite con un --learning-rate menor (por ejemplo, la décima parte)."},
    {"tuning.option_needs_lora", "{option} es de las piezas nuevas de LoRA y con --method full no hay ninguna.",
     "Quita esa opción o usa --method lora."},
    {"tuning.replay_classifies", "No se pueden mezclar textos generales: un modelo que clasifica no aprende a escribir.",
     "Quita --replay."},
    {"tuning.option_needs_full", "{option} es de un modelo entero, y LoRA deja el modelo base como estaba.",
     "Quita esa opción o usa --method full."},
    {"tuning.needs_memory",
     "Un paso con lotes de {rows} (hasta {tokens} tokens a la vez) necesita {needed} MB de memoria y hay {free} MB.",
     "{remedy} Con AFINA_NO_MEMORY_LIMIT=1 se intenta de todos modos."},
    {"tuning.memory_batch",
     "Con --batch-size {batch} cabe; para que cada corrección vea las mismas filas, sube --accumulate."},
    {"tuning.memory_length", "Cabe con --batch-size 1 y --max-length {length}."},
    {"tuning.memory_lora", "No cabe ni con una fila corta. Usa --method lora, que ocupa mucho menos."},
    {"tuning.memory_model",
     "No cabe ni con una fila corta. Cierra otros programas, usa un modelo más pequeño u otro ordenador."},
    {"tuning.memory_tight",
     "Memoria justa: el ajuste necesita unos {needed} MB y hay {free} MB. Si el sistema lo detiene, usa un "
     "--batch-size menor."},
    {"tuning.unresolved_option", "--{option}: {value} no sirve para empezar a ajustar.",
     "Da un valor mayor que cero o uno de los que lista la ayuda."},
    {"tuning.checkpoint_damaged", "{path}: el estado guardado está dañado o se ha cambiado.",
     "Borra ese archivo y checkpoint.safetensors: «afina resume» empezará desde el principio."},
    {"tuning.checkpoint_mismatch", "{path}: el estado guardado no corresponde a esta ejecución ({tensor}).",
     "Empieza una ejecución nueva con otra carpeta en --out."},
};
}  // namespace

std::span<const CatalogueText> tuning() { return kTexts; }

}  // namespace afina::catalogue::es
