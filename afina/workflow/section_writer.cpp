#include "afina/workflow/section_writer.h"

#include <algorithm>

#include "afina/data/instruction.h"
#include "afina/generation/generator.h"
#include "afina/workflow/encode_rows.h"

namespace afina::workflow {

namespace {

// One taught to summarise is asked as it was taught, of a text about as long as those, and may copy from it. It may
// repeat itself: with semilla's short tokens, "9:00 a 19:00" holds a 4-gram twice.
constexpr int64_t kTaughtAnswer = 96, kTaughtSection = 256;

// Others: long sections, of which they read the weightiest sentences, about 300 tokens. What they write holds no 4-gram
// twice, since small models say the same sentence again and again.
constexpr int64_t kAnswer = 160, kSection = 1200, kDigestWords = 200, kNoRepeatNgram = 4;
constexpr int64_t kTemplateTokens = 96;  // room for the instruction and the conversation's format

}  // namespace

std::string_view summary_instruction(Lang language) {
  return language == Lang::es ? "Resume el texto siguiente en dos o tres frases. Di solo lo que dice el texto."
                              : "Summarize the following text in two or three sentences. Say only what the text says.";
}

SectionWriter::SectionWriter(LoadedModel& loaded, Lang language, ThreadPool& pool, const Control& control)
    : loaded_(loaded),
      language_(language),
      taught_(loaded.kind == SourceKind::semilla || loaded.task == data::Task::summarize),
      answer_tokens_(taught_ ? kTaughtAnswer : kAnswer),
      context_{pool},
      control_(control) {
  loaded_.encoder.max_length = loaded_.model->shape().context;
}

std::vector<int32_t> SectionWriter::prompt(std::string_view text) const {
  data::Example example;
  example.input =
      taught_ ? std::string(text) : std::string(summary_instruction(language_)) + "\n\n" + std::string(text);
  const data::Task task = taught_ ? data::Task::summarize : data::Task::instruct;
  // semilla was taught in Spanish; a run says itself what it was asked.
  const std::string instruction = data::default_instruction(task, Lang::es);
  return make_encoder(loaded_, task, loaded_.encoder.max_length, instruction).encode_prompt(example);
}

summarisation::Said SectionWriter::write(std::string_view text) {
  generation::GenerationOptions options;
  options.max_new_tokens = answer_tokens_;
  if (!taught_) options.sampling.no_repeat_ngram_size = kNoRepeatNgram;
  options.may_repeat_prompt = true;
  options.stop_ids = workflow::stop_ids(loaded_);
  const generation::Generated made =
      generation::generate(context_, *loaded_.model, loaded_.tokenizer, prompt(text), options, {}, control_.cancel);
  return {made.text, made.stop == "stop_id"};
}

summarisation::SectionSummariser SectionWriter::summariser() {
  summarisation::SectionSummariser s;
  s.tokens = [this](std::string_view part) { return std::ssize(loaded_.tokenizer.encode(part, data::kPlainText).ids); };
  s.summarise = [this](std::string_view text) { return write(text); };
  const int64_t context = loaded_.encoder.max_length;
  if (taught_) {  // a section and its answer fit
    s.section_tokens = std::min(kTaughtSection, (context - answer_tokens_) * 3 / 4);
    return s;
  }
  s.section_tokens = kSection;
  s.digest_words = kDigestWords;
  s.digest_tokens = std::max<int64_t>(16, context - answer_tokens_ - kTemplateTokens);
  return s;
}

}  // namespace afina::workflow
