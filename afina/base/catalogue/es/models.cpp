#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::es {

namespace {
constexpr CatalogueText kTexts[] = {
    {"models.internal", "Error interno en «models»: {detail}.",
     "Es un fallo de afina, no tuyo: guarda este mensaje y avísanos."},
    {"models.stage_loading", "Cargando el modelo"},
    {"models.not_finite_weight", "{place}: el tensor «{tensor}» tiene valores que no son números (NaN o infinito).",
     "Los pesos están dañados: descarga o copia el modelo otra vez."},
    {"models.not_finite", "Las cuentas del modelo han dado valores que no son números; no hay respuesta que mostrar.",
     "Sus pesos son demasiado grandes o están dañados: copia el modelo otra vez, o ajústalo con un --learning-rate "
     "menor."},
    {"models.no_config", "En {place} no hay config.json: no es la carpeta de un modelo.",
     "Indica la carpeta que contiene config.json, model.safetensors y tokenizer.json."},
    {"models.unsupported_architecture", "{place}: afina no conoce los modelos de tipo «{found}». Conoce: {known}.",
     "Elige un modelo de uno de esos tipos, como SmolLM2, Llama, Qwen2 o un GPT-2 en español."},
    {"models.bad_config", "{place}: el campo «{key}» falta o no sirve; dice {found} y debe ser {expected}.",
     "El archivo está dañado o se cambió a mano: cópialo otra vez del modelo original."},
    {"models.unsupported_option", "{place}: «{key}» vale {value} y afina todavía no lo admite; admite {supported}.",
     "Elige otro modelo o adaptador de la misma familia que no use esa opción."},
    {"models.missing_tensor", "{place}: falta el tensor «{tensor}» en los pesos.",
     "La descarga está incompleta o config.json es de otro modelo: vuelve a descargar la carpeta entera."},
    {"models.wrong_shape", "{place}: el tensor «{tensor}» mide {found} y debería medir {expected}.",
     "Los pesos y la configuración no son del mismo modelo: vuelve a descargar la carpeta entera."},
    {"models.too_large", "Un modelo nuevo con más de {limit} parámetros no cabe en este programa.",
     "Usa menos capas o menos canales."},
    {"models.context_exceeded", "El texto llega a {position} tokens y el modelo admite {limit}.",
     "Acorta el texto, o usa --max-length o --max-new-tokens menores."},
    {"models.needs_memory",
     "El modelo de {place} tiene {parameters} parámetros: necesita {needed} MB de memoria y hay {free} MB.",
     "Cierra otros programas, usa un modelo más pequeño u otro ordenador. Si el tamaño no es el que esperas, revisa "
     "config.json."},
    {"models.pass_needs_memory", "Leer {tokens} tokens a la vez necesita {needed} MB de memoria y hay {free} MB.",
     "Caben {most} tokens: acorta el texto, cierra otros programas o usa un modelo más pequeño."},
    {"models.unknown_target", "El modelo no tiene capas llamadas «{name}». Tiene: {known}.",
     "Usa alguno de esos nombres, o no indiques ninguno para adaptar todas las capas."},
    {"models.bad_lora_option", "La opción «{option}» de LoRA vale {found} y debe ser {expected}.",
     "Cambia ese valor; rank 16 y alpha 32 suelen ir bien."},
    {"models.no_adapter", "En {place} no hay adapter_config.json: no es la carpeta de un adaptador.",
     "Indica la carpeta que contiene adapter_config.json y adapter_model.safetensors."},
    {"models.adapter_empty", "{place}: ninguna de las capas del adaptador está en este modelo.",
     "Usa el modelo base con el que se hizo; adapter_config.json lo nombra en base_model_name_or_path."},
    {"models.adapter_unknown_tensor", "{place}: el tensor «{tensor}» no corresponde a ninguna capa de este modelo.",
     "Usa el modelo base con el que se hizo el adaptador; si guarda algo más que LoRA, afina todavía no lo admite."},
    {"models.gguf_tensor", "El tensor «{tensor}» del GGUF no es de los que tiene un modelo de tipo «{architecture}».",
     "El archivo es de una variante que afina no conoce: usa otra edición del modelo, o su carpeta de Hugging Face."},
};
}  // namespace

std::span<const CatalogueText> models() { return kTexts; }

}  // namespace afina::catalogue::es
