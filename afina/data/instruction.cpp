#include "afina/data/instruction.h"

#include "afina/data/language.h"

namespace afina::data {

Lang language_of(const Dataset& dataset) {
  constexpr size_t kEnough = 20'000;  // bytes
  std::string texts;
  for (const Example& example : dataset.examples) {
    texts += example.input + "\n" + example.target + "\n";
    if (texts.size() > kEnough) break;
  }
  return language_of(texts).value_or(language());
}

std::string default_instruction(Task task, Lang language) {
  const bool spanish = language == Lang::es;
  if (task == Task::classify) {
    return spanish ? "Clasifica el mensaje por su tema.\n" : "Classify the message by its topic.\n";
  }
  if (task == Task::summarize) return spanish ? "Resume el texto:\n" : "Summarise the text:\n";
  return "";
}

}  // namespace afina::data
