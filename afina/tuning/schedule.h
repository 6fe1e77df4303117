// Learning-rate schedules as transformers' get_scheduler defines them.
#pragma once

#include <cstdint>
#include <string_view>

namespace afina::tuning {

// Factor of the learning rate at `step` (from 0) of `total`, after a linear warm-up of `warmup` steps:
// cosine and linear fall to zero at `total`, constant stays.
double schedule_factor(std::string_view kind, int64_t step, int64_t warmup, int64_t total);

}  // namespace afina::tuning
