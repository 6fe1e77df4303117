// Before against after on rows that neither trained nor stopped the run.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/data/instruction.h"
#include "afina/io/atomic_file.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/fingerprint.h"
#include "afina/workflow/held_out.h"
#include "afina/workflow/load_run.h"
#include "afina/workflow/run_data.h"
#include "afina/workflow/run_folder.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

// What every contestant of one evaluation shares.
struct Judging {
  const EvaluateRequest& request;
  const Control& control;
  ThreadPool pool;
  kernels::Context context{pool};
  data::Dataset dataset;
  data::Split split;
  std::vector<std::string> notes;
  int64_t max_length = 256;
  std::string instruction;               // that models which are no runs are asked with
  std::optional<data::Encoder> encoder;  // of the model judged

  Judging(const EvaluateRequest& r, const Control& c) : request(r), control(c), pool(r.threads) {}
};

// Runs one model and lets go of it: before and after are never in memory together.
evaluation::Outcome measure(Judging& j, const std::string& name, LoadedModel loaded) {
  data::Encoder encoder = make_encoder(loaded, j.dataset.task, j.max_length, j.instruction);
  evaluation::Contestant contestant{name, loaded.model.get(), loaded.head ? &*loaded.head : nullptr};
  evaluation::Outcome outcome =
      evaluation::run_model(j.context, contestant, {j.dataset, j.split, encoder}, j.request.options, j.control);
  j.encoder.emplace(std::move(encoder));
  return outcome;
}

evaluation::Outcome measure_baseline(Judging& j) {
  evaluation::Outcome outcome = measure(j, "before", load_model_source(j.request.baseline, j.control));
  const std::string model = text("workflow.eval_baseline_model", {{"model", j.request.baseline}});
  outcome.detail = outcome.detail.empty() ? model : model + "; " + outcome.detail;
  return outcome;
}

evaluation::Outcome measure_base_model(Judging& j, const RunManifest& manifest) {
  return measure(j, "before", load_base(manifest, j.control));
}

void note_refused_rows(Judging& j, const evaluation::Outcome& subject) {
  if (subject.nats.empty() || j.dataset.running_text || j.dataset.task == data::Task::classify) return;
  const auto refused = std::ranges::count(subject.tokens, int64_t{0});
  if (refused == 0) return;
  j.notes.push_back(text("workflow.eval_refused_rows",
                         {{"rows", std::to_string(refused)}, {"tokens", std::to_string(j.max_length)}}));
}

evaluation::Report judge(Judging& j, std::vector<evaluation::Outcome> models) {
  note_refused_rows(j, models.back());
  evaluation::HeldOut held_out{j.dataset, j.split, *j.encoder};
  std::vector<evaluation::Outcome> baselines = evaluation::run_baselines(held_out, j.pool, j.control);
  evaluation::Report report = evaluation::compare(std::move(models), std::move(baselines), held_out, j.request.options);
  report.notes = j.notes;
  check_stop();  // before anything is saved or said
  return report;
}

// The run's own test part, or other data.
void choose_rows(Judging& j, const RunManifest& manifest) {
  PreparedData own = data_of_run(manifest, j.request.model);
  const fs::path& path = j.request.data;
  const bool same = path.empty() || (j.request.roles.input.empty() && j.request.roles.target.empty() &&
                                     fs::exists(path) && fingerprint(path) == manifest.data_fingerprint);
  if (same) {
    j.dataset = std::move(own.dataset);
    j.split = std::move(own.split);
    return;
  }
  HeldOutData other = other_data(manifest, own, path, j.request.roles);
  j.dataset = std::move(other.dataset);
  j.split = std::move(other.split);
  j.notes = std::move(other.notes);
}

evaluation::Report evaluate_run(const EvaluateRequest& request, const Control& control) {
  const fs::path folder = request.model;
  const RunManifest manifest = open_finished_run(folder, control);
  tidy_finished_run(folder);
  Judging j(request, control);
  j.max_length = manifest.encoder_max_length;
  choose_rows(j, manifest);
  j.instruction = instruction_of(manifest);

  std::vector<evaluation::Outcome> models;
  models.push_back(request.baseline.empty() ? measure_base_model(j, manifest) : measure_baseline(j));
  models.push_back(measure(j, "after", load_model_source(request.model, control)));
  evaluation::Report report = judge(j, std::move(models));
  report.data = request.data.empty() ? manifest.data.string() : fs::absolute(request.data).string();

  const fs::path file = folder / "evaluation.json";
  try {
    write_file_atomically(file, dump_json_pretty(evaluation::to_json(report)));
    control.message(text("workflow.eval_saved", {{"path", file.string()}}));
  } catch (const Error& error) {
    // A run on a disk for reading only can be judged, too.
    control.message(text("workflow.eval_not_saved", {{"path", file.string()}, {"reason", error.message()}}));
  }
  return report;
}

// A model that nothing was taught: its data is split, so that the baselines have something to learn from.
evaluation::Report evaluate_model(const EvaluateRequest& request, const Control& control) {
  load_tokenizer_source(request.model);  // a name that is wrong is said before anything long begins
  if (request.data.empty()) fail("workflow.eval_needs_data", {{"model", request.model}});
  DataRequest asked;
  asked.path = request.data;
  asked.roles = request.roles;
  asked.seed = request.options.seed;
  PreparedData data = prepare_data(asked);
  control.message(data.summary);
  Judging j(request, control);
  j.dataset = std::move(data.dataset);
  j.split = std::move(data.split);
  j.instruction = data::default_instruction(j.dataset.task, data::language_of(j.dataset));

  std::vector<evaluation::Outcome> models;
  if (!request.baseline.empty()) models.push_back(measure_baseline(j));
  models.push_back(measure(j, request.baseline.empty() ? "model" : "after", load_model_source(request.model, control)));
  evaluation::Report report = judge(j, std::move(models));
  report.data = fs::absolute(request.data).string();
  return report;
}

}  // namespace

evaluation::Report evaluate(const EvaluateRequest& request, const Control& control) {
  const StopScope scope(control.cancel);
  check_options(request.options);
  check_any(threads_option(), request.threads);
  return is_run_folder(request.model) ? evaluate_run(request, control) : evaluate_model(request, control);
}

}  // namespace afina::workflow
