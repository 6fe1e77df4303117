// Tuning, from a person's file to a run folder.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "afina/base/error.h"
#include "afina/base/numbers.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/data/instruction.h"
#include "afina/io/atomic_file.h"
#include "afina/io/mapped_file.h"
#include "afina/kernels/instruction_set.h"
#include "afina/models/label_head.h"
#include "afina/models/quantise.h"
#include "afina/tuning/checkpoint.h"
#include "afina/tuning/memory.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/fingerprint.h"
#include "afina/workflow/general_text.h"
#include "afina/workflow/load_run.h"
#include "afina/workflow/replay.h"
#include "afina/workflow/run_data.h"
#include "afina/workflow/semilla.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

std::string now_utc() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

std::vector<std::string> split_commas(const std::string& list) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin < list.size();) {
    size_t comma = std::min(list.find(',', begin), list.size());
    if (comma > begin) parts.push_back(list.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

models::ClassificationHead new_head(const LoadedModel& loaded, const std::vector<std::string>& labels) {
  std::vector<std::vector<int32_t>> names;
  for (const std::string& label : labels) names.push_back(loaded.tokenizer.encode(label, data::kPlainText).ids);
  return models::head_from_names(*loaded.model, labels, names);
}

// Everything one sitting of a run works on.
struct Session {
  LoadedModel loaded;
  std::optional<models::ClassificationHead> head;
  models::LoraOptions lora;
  tuning::TrainingRows rows;
  std::vector<models::NamedTensor> parameters;
};

models::LoraOptions lora_options(const tuning::TuneOptions& options) {
  models::LoraOptions lora;
  lora.rank = options.rank;
  lora.alpha = options.alpha;
  lora.dropout = options.lora_dropout;
  lora.targets = split_commas(options.targets);
  return lora;
}

// Makes the parameters that learn, from the resolved options alone, so that resuming makes the same ones.
void make_parameters(Session& s, const tuning::TuneOptions& options, const std::vector<std::string>& labels,
                     const Control& control) {
  auto seed = static_cast<uint64_t>(options.seed);
  models::CausalLM& model = *s.loaded.model;
  const bool lora = options.method == "lora";
  if (lora) s.lora = lora_options(options);
  tuning::check_memory({model, lora ? &s.lora : nullptr, std::ssize(labels), options.accumulate > 1}, 0,
                       tuning::workload_of(s.rows, options, !labels.empty()), control);
  if (lora) {
    models::attach_lora(model, s.lora, seed);
    s.parameters = models::lora_parameters(model);
  } else {
    s.parameters = models::learn_all_weights(model);
  }
  if (labels.empty()) return;
  s.head = new_head(s.loaded, labels);
  s.head->score.set_requires_grad(true);
  s.parameters.push_back({"score.weight", &s.head->score, false});
}

// Rows that cannot be learned are left out and said, with the first one's reason; one with an empty answer is a fault
// in the data that the person must see.
void say_refused(std::vector<RefusedRow> rows, const std::vector<RefusedRow>& more, const Control& control) {
  rows.insert(rows.end(), more.begin(), more.end());
  for (const RefusedRow& row : rows) {
    if (row.reason.code() == "data.nothing_to_learn") throw row.reason;
  }
  if (rows.empty()) return;
  control.message(text("workflow.rows_refused",
                       {{"rows", std::to_string(rows.size())}, {"reason", rows.front().reason.message()}}));
}

// Where not one row can be learned, the first says why.
[[noreturn]] void fail_empty(const EncodedRows& train, int64_t max_length) {
  if (!train.refused.empty() && train.refused.front().reason.code() != "data.answer_too_long") {
    throw train.refused.front().reason;
  }
  fail("workflow.nothing_fits", {{"tokens", std::to_string(max_length)}});
}

// What a person wrote ends its line.
std::string as_line(const std::string& instruction) {
  return instruction.empty() || instruction.ends_with('\n') ? instruction : instruction + "\n";
}

void add_replay(Session& s, double share, int64_t max_length, const Control& control) {
  if (share == 0) return;
  std::vector<data::EncodedRow> replayed = replay_rows(s.loaded, s.rows.train, share, max_length);
  if (replayed.empty()) return;
  control.message(text("workflow.replayed", {{"rows", std::to_string(replayed.size())}}));
  std::ranges::move(replayed, std::back_inserter(s.rows.train));
}

void encode_parts(Session& s, const PreparedData& data, int64_t max_length, const std::string& instruction,
                  const Control& control) {
  data::Encoder encoder = make_encoder(s.loaded, data.dataset.task, max_length, instruction);
  const bool answers = data.dataset.task == data::Task::instruct || data.dataset.task == data::Task::summarize;
  if (answers && encoder.stop_ids().empty()) control.message(text("workflow.no_end_known"));
  EncodedRows train = encode_rows(encoder, data.dataset, data.split.train);
  EncodedRows validation = encode_rows(encoder, data.dataset, data.split.validation);
  if (int64_t cut = train.cut_rows + validation.cut_rows; cut > 0) {
    control.message(text("workflow.rows_cut", {{"rows", std::to_string(cut)}, {"tokens", std::to_string(max_length)}}));
  }
  say_refused(train.refused, validation.refused, control);
  if (train.rows.empty()) fail_empty(train, max_length);
  s.rows = {std::move(train.rows), std::move(validation.rows)};
}

// Files that make what was learned usable without the base model's folder, as far as text goes.
void save_side_files(const LoadedModel& loaded, const fs::path& folder) {
  models::SideFiles files = loaded.side;
  files.tokenizer = loaded.tokenizer.source();
  models::write_side_files(files, folder);
}

void save_learned(Session& s, const RunManifest& manifest, const RunFolder& out) {
  if (manifest.options.method == "lora") {
    models::save_adapter(*s.loaded.model, {s.lora, manifest.model, s.head}, out.fresh_subfolder(kAdapterFolder));
    return;
  }
  const DType dtype = manifest.options.save_dtype == "bf16" ? DType::bf16 : DType::f32;
  const fs::path model = out.fresh_subfolder(kModelFolder);
  // What it is asked travels with it: transformers passes over members that it does not know.
  s.loaded.model->config()[kOwnSettings] = {{"instruction", manifest.options.instruction}};
  if (s.head) {
    models::save_classifier(*s.loaded.model, *s.head, model, dtype);
  } else {
    models::save_model(*s.loaded.model, model, dtype);
  }
  save_side_files(s.loaded, model);
}

void save_curve(const tuning::TrainResult& result, const fs::path& out) {
  std::string lines;
  for (const tuning::CurvePoint& p : result.curve) {
    Json line{
        {"step", p.step}, {"epoch", p.epoch}, {"train_loss", p.train_loss}, {"validation_loss", p.validation_loss}};
    if (p.validation_accuracy >= 0) line["validation_accuracy"] = p.validation_accuracy;
    lines += dump_json(line) + "\n";
  }
  write_file_atomically(out / "curve.jsonl", lines);
}

Json result_json(const tuning::TrainResult& r) {
  return {{"steps", r.steps},
          {"best_step", r.best_step},
          {"best_validation_loss", r.best_validation_loss},
          {"interpolation", r.interpolation},
          {"stopped_early", r.stopped_early},
          {"seconds", r.seconds},
          {"tokens", r.tokens}};
}

// Trains and leaves the folder in a state that says what happened, whatever that is.
TuneSummary train_and_save(Session& s, RunManifest manifest, const RunFolder& out, int threads,
                           const Control& control) {
  ThreadPool pool(threads);
  kernels::Context context{pool};
  tuning::Trainable what{*s.loaded.model, s.head ? &*s.head : nullptr, s.parameters, manifest.identity()};
  const GeneralText before = read_general_text(context, s.loaded);
  kernels::Context learning{pool, tuning::compute_dtype(manifest.options.precision)};
  tuning::TrainResult result = tuning::train(learning, what, s.rows, manifest.options, out.path(), control);
  save_curve(result, out.path());
  manifest.result = result_json(result);
  if (result.interrupted) {
    manifest.status = "interrupted";
    out.save(manifest);
    return {manifest, result};
  }
  if (result.interpolation < 1) {
    control.message(text("workflow.interpolated", {{"percent", decimal(100 * result.interpolation, 0)}}));
  }
  const GeneralText after = read_general_text(context, s.loaded);
  manifest.result.update(forgotten_json(before, after));
  control.message(forgotten_text(before, after));
  save_learned(s, manifest, out);
  save_side_files(s.loaded, out.path());
  if (control.cancelled()) {  // while saving: the checkpoint is still there, and resuming saves again
    result.interrupted = true;
    manifest.status = "interrupted";
    out.save(manifest);
    return {manifest, result};
  }
  out.finish(manifest);
  return {manifest, result};
}

// A disk that is full or gone stops a run; it does not end it.
bool is_pause(const Error& error) { return error.code() == "io.disk_full" || error.code() == "io.cannot_write"; }

[[noreturn]] void fail_paused(const Error& error, const fs::path& folder) {
  fail("workflow.run_paused", {{"reason", error.message()}, {"folder", folder.string()}});
}

// The manifest is JSON: a name in other bytes could not be found again.
void check_recordable(const fs::path& path) {
  if (!is_valid_utf8(path.string())) fail("io.name_not_utf8", {{"path", path.string()}});
}

data::RoleRequest resolved_roles(const PreparedData& data) {
  auto name = [&](int column) { return column >= 0 ? data.table.columns[static_cast<size_t>(column)] : std::string(); };
  return {data.roles.task, name(data.roles.input), name(data.roles.target)};
}

}  // namespace

TuneSummary tune(const TuneRequest& request, const Control& control) {
  const StopScope scope(control.cancel);
  check_options(request.options);
  check_any(threads_option(), request.threads);
  RunFolder::check_free(request.out);
  check_recordable(request.data.path);
  check_recordable(request.model);
  PreparedData data = prepare_data(request.data);
  control.message(data.summary);

  Session s;
  s.loaded = load_model_source(request.model, control);
  if (s.loaded.kind == SourceKind::run) fail("workflow.tune_a_run", {{"model", request.model}});
  tuning::TuneOptions options = request.options;
  options.instruction = as_line(options.instruction);
  if (options.instruction.empty()) {
    options.instruction = data::default_instruction(data.dataset.task, data::language_of(data.dataset));
  }
  encode_parts(s, data, options.max_length, options.instruction, control);

  const bool quantised = models::is_quantised(*s.loaded.model);
  options.replay = tuning::resolve_replay(options, data.dataset.task, s.loaded.model->shape(), quantised);
  add_replay(s, options.replay, options.max_length, control);

  RunManifest manifest;
  manifest.afina_version = version();
  manifest.created = now_utc();
  manifest.model = s.loaded.kind == SourceKind::semilla ? "semilla" : fs::absolute(request.model).string();
  manifest.model_fingerprint = fingerprint(*s.loaded.model);
  manifest.base = base_checksums(s.loaded);
  manifest.data = fs::absolute(request.data.path);
  manifest.data_from_run =
      manifest.data.lexically_normal().lexically_relative(fs::absolute(request.out).lexically_normal());
  manifest.data_fingerprint = fingerprint(request.data.path);
  manifest.roles = resolved_roles(data);
  manifest.options =
      tuning::resolve_options(options, data.dataset.task, s.loaded.model->shape(), s.rows.train, quantised);
  quantise_base(s.loaded, manifest.options);
  manifest.validation = request.data.validation;
  manifest.test = request.data.test;
  manifest.labels = data.dataset.labels;
  manifest.instruction_set = kernels::instruction_set();
  manifest.encoder_max_length = std::min(request.options.max_length, s.loaded.model->shape().context);
  make_parameters(s, manifest.options, data.dataset.labels, control);

  manifest.status = "running";
  RunFolder out = RunFolder::create(request.out, "tune");
  // A run that failed before it saved anything leaves nothing behind; later, it can be resumed.
  auto give_up = [&] {
    if (!tuning::has_checkpoint(out.path())) out.abandon();
  };
  try {
    out.save(manifest);
    return train_and_save(s, manifest, out, request.threads, control);
  } catch (const Error& error) {
    if (is_pause(error) && tuning::has_checkpoint(out.path())) fail_paused(error, request.out);
    give_up();
    throw;
  } catch (...) {
    give_up();
    throw;
  }
}

TuneSummary resume(const fs::path& run, int threads, const Control& control) {
  const StopScope scope(control.cancel);
  check_any(threads_option(), threads);
  RunManifest manifest;
  RunFolder folder = RunFolder::reopen(run, "resume", manifest);
  PreparedData data = data_of_run(manifest, run);
  if (manifest.instruction_set != kernels::instruction_set()) {
    control.message(
        text("workflow.resumed_elsewhere", {{"was", manifest.instruction_set}, {"is", kernels::instruction_set()}}));
  }
  Session s;
  s.loaded = load_base(manifest, control);
  encode_parts(s, data, manifest.encoder_max_length, manifest.options.instruction, control);
  add_replay(s, manifest.options.replay, manifest.encoder_max_length, control);
  make_parameters(s, manifest.options, data.dataset.labels, control);
  try {
    manifest.status = "running";
    folder.save(manifest);
    return train_and_save(s, manifest, folder, threads, control);
  } catch (const Error& error) {
    if (is_pause(error)) fail_paused(error, run);
    throw;
  }
}

}  // namespace afina::workflow
