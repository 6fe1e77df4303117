#include "afina/tuning/train_state.h"

#include <cmath>
#include <stdexcept>

namespace afina::tuning {

namespace {

// Reads a saved state as a stranger's: every number is one that this run could have come to.
class StateReader {
 public:
  StateReader(const Json& json, const TuneOptions& options) : json_(json), options_(options) {}

  TrainState read() const {
    TrainState s;
    s.step = count("step", options_.max_steps);
    s.epoch = count("epoch", kMost);
    s.batch = count("batch", kMost);
    s.tokens = count("tokens", kMost);
    s.supervised_tokens = count("supervised_tokens", kMost);
    s.nats = number(json_.at("nats"), "nats");
    s.seconds = number(json_.at("seconds"), "seconds");
    s.best_step = count("best_step", s.step);
    s.evaluations_without_better = count("waited", s.step);
    if (!json_.at("best_loss").is_null()) s.best_loss = number(json_.at("best_loss"), "best_loss");
    s.best_accuracy = number(json_.at("best_accuracy"), "best_accuracy");
    s.best_checksum = json_.at("best_checksum");
    s.finished = json_.at("finished");
    s.stopped_early = json_.at("stopped_early");
    for (const Json& p : json_.at("curve")) s.curve.push_back(point(p, s.step));
    const bool judged = !s.curve.empty() && s.curve.back().step == s.step;
    if (s.finished ? !judged : judged && s.step == options_.max_steps) bad("finished");
    return s;
  }

 private:
  static constexpr int64_t kMost = int64_t{1} << 60;

  [[noreturn]] static void bad(const char* field) { throw std::out_of_range(field); }

  int64_t count(const char* key, int64_t most) const { return count(json_.at(key), key, most); }

  static int64_t count(const Json& value, const char* key, int64_t most) {
    if (!value.is_number_unsigned() || value.get<uint64_t>() > static_cast<uint64_t>(most)) bad(key);
    return value.get<int64_t>();
  }

  static double number(const Json& value, const char* key) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) bad(key);
    return value.get<double>();
  }

  static CurvePoint point(const Json& p, int64_t step) {
    if (!p.is_array() || p.size() != 5) bad("curve");
    return {count(p[0], "curve", step), number(p[1], "curve"), number(p[2], "curve"), number(p[3], "curve"),
            number(p[4], "curve")};
  }

  const Json& json_;
  const TuneOptions& options_;
};

}  // namespace

Json to_json(const TrainState& s) {
  Json curve = Json::array();
  for (const CurvePoint& p : s.curve) {
    curve.push_back({p.step, p.epoch, p.train_loss, p.validation_loss, p.validation_accuracy});
  }
  return {{"step", s.step},
          {"epoch", s.epoch},
          {"batch", s.batch},
          {"tokens", s.tokens},
          {"supervised_tokens", s.supervised_tokens},
          {"nats", s.nats},
          {"seconds", s.seconds},
          {"best_step", s.best_step},
          {"waited", s.evaluations_without_better},
          {"best_loss", std::isfinite(s.best_loss) ? Json(s.best_loss) : Json()},
          {"best_accuracy", s.best_accuracy},
          {"best_checksum", s.best_checksum},
          {"finished", s.finished},
          {"stopped_early", s.stopped_early},
          {"curve", curve}};
}

TrainState train_state_from_json(const Json& json, const TuneOptions& options) {
  return StateReader(json, options).read();
}

}  // namespace afina::tuning
