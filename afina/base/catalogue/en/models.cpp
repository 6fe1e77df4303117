#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"models.internal", "Internal error in \"models\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"models.stage_loading", "Loading the model"},
    {"models.not_finite_weight", "{place}: tensor \"{tensor}\" has values that are not numbers (NaN or infinity).",
     "The weights are damaged: download or copy the model again."},
    {"models.not_finite", "The model's computations gave values that are not numbers; there is no answer to show.",
     "Its weights are too large or damaged: copy the model again, or tune it with a smaller --learning-rate."},
    {"models.no_config", "There is no config.json in {place}: it is not a model's folder.",
     "Name the folder that holds config.json, model.safetensors and tokenizer.json."},
    {"models.unsupported_architecture", "{place}: afina does not know models of type \"{found}\". It knows: {known}.",
     "Choose a model of one of those types, such as SmolLM2, Llama, Qwen2 or a GPT-2."},
    {"models.bad_config", "{place}: field \"{key}\" is missing or of no use; it says {found} and must be {expected}.",
     "The file is damaged or was edited by hand: copy it again from the original model."},
    {"models.unsupported_option",
     "{place}: \"{key}\" is {value}, which afina does not support yet; it supports {supported}.",
     "Choose another model or adapter of the same family that does not use this option."},
    {"models.missing_tensor", "{place}: tensor \"{tensor}\" is missing from the weights.",
     "The download is incomplete or config.json belongs to another model: download the whole folder again."},
    {"models.wrong_shape", "{place}: tensor \"{tensor}\" is {found} and should be {expected}.",
     "Weights and configuration do not belong to the same model: download the whole folder again."},
    {"models.too_large", "A new model with more than {limit} parameters does not fit this program.",
     "Use fewer layers or channels."},
    {"models.context_exceeded", "The text reaches {position} tokens and the model takes {limit}.",
     "Shorten the text, or use a smaller --max-length or --max-new-tokens."},
    {"models.needs_memory",
     "The model of {place} has {parameters} parameters: it needs {needed} MB of memory and there are {free} MB.",
     "Close other programs, use a smaller model or another computer. If the size is not what you expect, check "
     "config.json."},
    {"models.pass_needs_memory", "Reading {tokens} tokens at once needs {needed} MB of memory and there are {free} MB.",
     "There is room for {most} tokens: shorten the text, close other programs or use a smaller model."},
    {"models.unknown_target", "The model has no layers called \"{name}\". It has: {known}.",
     "Use some of those names, or none to adapt every layer."},
    {"models.bad_lora_option", "LoRA option \"{option}\" is {found} and must be {expected}.",
     "Change that value; rank 16 and alpha 32 usually do well."},
    {"models.no_adapter", "There is no adapter_config.json in {place}: it is not an adapter's folder.",
     "Name the folder that holds adapter_config.json and adapter_model.safetensors."},
    {"models.adapter_empty", "{place}: none of the adapter's layers are in this model.",
     "Use the base model it was made with; adapter_config.json names it in base_model_name_or_path."},
    {"models.adapter_unknown_tensor", "{place}: tensor \"{tensor}\" belongs to no layer of this model.",
     "Use the base model the adapter was made with; if it holds more than LoRA, afina does not support it yet."},
    {"models.gguf_tensor", "Tensor \"{tensor}\" of the GGUF is not one that a model of type \"{architecture}\" has.",
     "The file is of a variant that afina does not know: use another edition of the model, or its Hugging Face "
     "folder."},
};
}  // namespace

std::span<const CatalogueText> models() { return kTexts; }

}  // namespace afina::catalogue::en
