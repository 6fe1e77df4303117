// Rows of a data set as the trainer and the evaluation read them.
#pragma once

#include <cstdint>
#include <vector>

#include "afina/data/dataset.h"
#include "afina/data/encode.h"

namespace afina::workflow {

struct EncodedRows {
  std::vector<data::EncodedRow> rows;
  int64_t cut_rows = 0;      // rows of which a part did not fit
  int64_t refused_rows = 0;  // rows whose answer alone does not fit, left out
};

// The rows named by `indices`; running text becomes windows.
EncodedRows encode_rows(const data::Encoder& encoder, const data::Dataset& dataset,
                        const std::vector<int64_t>& indices);

}  // namespace afina::workflow
