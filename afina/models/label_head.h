// The classification head that a tuning begins with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "afina/models/adapter.h"
#include "afina/models/causal_lm.h"

namespace afina::models {

// A head [labels, C] whose rows are the mean of the language model's own head over the tokens of each label's name
// (`names`, one list of ids a label; an empty one gives a row of zeros). So it begins by choosing the name that the
// model would write, labels that share words begin close to each other, and little is left to learn where the names say
// what they mean (verbalizers: Schick & Schütze 2021). Errors: tensor.index_out_of_range for an id beyond the
// vocabulary.
ClassificationHead head_from_names(const CausalLM& model, std::vector<std::string> labels,
                                   const std::vector<std::vector<int32_t>>& names);

}  // namespace afina::models
