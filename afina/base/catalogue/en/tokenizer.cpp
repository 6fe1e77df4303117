#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"tokenizer.internal", "Internal error in \"tokenizer\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"tokenizer.not_a_tokenizer", "{place}: this is not a tokenizer.json: its \"model\" part is missing.",
     "Use the tokenizer.json file that comes with the model (not tokenizer_config.json or vocab.json)."},
    {"tokenizer.bad_field", "{place}: field \"{field}\" is missing or does not have the form {expected}.",
     "The file is damaged or was written by another program: download the original again."},
    {"tokenizer.unsupported", "{place}: \"{field}\" uses \"{what}\", which afina cannot do yet.",
     "Choose a model with a BPE tokenizer (Llama, Qwen, SmolLM, Gemma, GPT-2); Unigram and WordPiece ones will come "
     "later."},
    {"tokenizer.bad_id", "{place}: the id of \"{token}\" is not a number between 0 and {limit}.",
     "The file is damaged or cannot be trusted: download the original again."},
    {"tokenizer.bad_merge",
     "{place}: merge number {number}, {merge}, is not two vocabulary entries that together make another one.",
     "The file is damaged or cannot be trusted: download the original again."},
    {"tokenizer.bad_pattern", "{place}: the regular expression \"{pattern}\" is not understood: {detail}.",
     "Check that the file is the model's original; if it is, tell us."},
    {"tokenizer.pattern_too_costly",
     "The tokenizer's regular expression \"{pattern}\" needs too many steps on this text.",
     "Check where the tokenizer.json comes from, or split the text into parts."},
    {"tokenizer.unknown_token",
     "The tokenizer needs \"{token}\" for what it does not know, but its vocabulary lacks it.",
     "The file is damaged: download the original again."},
    {"tokenizer.text_too_long", "The text has {megabytes} MB; at most {limit} MB can be converted at once.",
     "Split the text into parts."},
    {"tokenizer.text_grows", "The tokenizer turns this text into a much longer one: more than {limit} MB.",
     "Check where the tokenizer.json comes from: no ordinary model makes a text grow so."},
    {"tokenizer.vocabulary_size",
     "A vocabulary of {size} entries is not possible: between {minimum} and {maximum} are needed.",
     "Change --vocab-size."},
    {"tokenizer.bad_special_token", "\"{token}\" cannot be a special token: it is empty, repeated or a single byte.",
     "Write special tokens like \"<|end|>\", each one once."},
    {"tokenizer.gguf_kind", "{place}: the tokenizer is of kind \"{kind}\", which afina cannot use.",
     "afina uses GGUF files whose tokenizer is \"gpt2\" or \"llama\" (Llama, Mistral, Qwen, Gemma, SmolLM, Phi). "
     "Choose another model, or this one as a Hugging Face folder."},
    {"tokenizer.gguf_pre", "{place}: the tokenizer cuts words in the way \"{pre}\", which afina does not know.",
     "Use the same model as a Hugging Face folder (with its tokenizer.json), or choose another model."},
    {"tokenizer.gguf_list", "{place}: in the metadata, \"{key}\" does not fit the rest of the tokenizer.",
     "The file is damaged or not to be trusted: download the original again."},
    {"tokenizer.no_answer_span", "{place}: the template does not show where answer number {number} begins and ends.",
     "Take that answer out of the conversation, or use a model with another template."},
};
}  // namespace

std::span<const CatalogueText> tokenizer() { return kTexts; }

}  // namespace afina::catalogue::en
