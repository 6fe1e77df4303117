// The chat template of a MODEL, or of a file that a person names.
#pragma once

#include <string>

#include "afina/tokenizer/chat_template.h"

namespace afina::workflow {

// `name`: a MODEL (a folder, semilla, a run: the template of its base), a tokenizer_config.json or a template in a file
// of its own (.jinja). `tools`: of several templates the one for conversations with tools. Errors: those of
// load_tokenizer_source for a name that is nothing, workflow.no_chat_template (model), those of ChatTemplate::parse.
tokenizer::ChatTemplate load_template_source(const std::string& name, bool tools);

}  // namespace afina::workflow
