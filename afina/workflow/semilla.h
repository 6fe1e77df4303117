// The embedded model's own conversation format, and its files.
#pragma once

#include <string_view>

namespace afina::workflow {

// tokenizer_config.json's chat_template of semilla and of what is tuned from it.
inline constexpr std::string_view kSemillaTemplate =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' "
    "}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

inline constexpr std::string_view kEndOfText = "<|endoftext|>";
inline constexpr std::string_view kTurnStart = "<|im_start|>";
inline constexpr std::string_view kTurnEnd = "<|im_end|>";

// Bytes of one embedded file. Throws Error workflow.no_semilla where the program was built without it.
std::string_view semilla_file(std::string_view name);

}  // namespace afina::workflow
