// A model as the writer of summaries, section by section: how it is asked and how much it reads at once.
#pragma once

#include "afina/base/error.h"
#include "afina/kernels/context.h"
#include "afina/summarisation/abstractive.h"
#include "afina/workflow/model_source.h"

namespace afina::workflow {

// What a model is asked that was not taught to summarise, in the document's language; the text follows.
std::string_view summary_instruction(Lang language);

class SectionWriter {
 public:
  // `loaded` must outlive it.
  SectionWriter(LoadedModel& loaded, Lang language, ThreadPool& pool, const Control& control);
  summarisation::SectionSummariser summariser();
  // The one place where a section becomes what the model is asked.
  std::vector<int32_t> prompt(std::string_view text) const;

 private:
  summarisation::Said write(std::string_view text);

  LoadedModel& loaded_;
  Lang language_;
  bool taught_;  // semilla, or a run that was taught to summarise: asked as it was taught
  int64_t answer_tokens_;
  kernels::Context context_;
  Control control_;
};

}  // namespace afina::workflow
