// The whole cycle on the embedded model and data: what `make demo` shows.
#include <fmt/format.h>

#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/utf8.h"
#include "afina/io/atomic_file.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

constexpr int kTextColumns = 100;
// Few passes over short rows: the demo is to be over in minutes on two cores.
constexpr int64_t kMaxLength = 160;
constexpr std::string_view kComplaints = "quejas", kOffice = "oficina", kVerse = "versos";  // folders of the runs
constexpr std::string_view kMark = ".afina-demo";  // a folder that a demo made, and may replace

// An empty folder with the demo data in it.
void prepare_folder(const fs::path& out) {
  if (fs::exists(out) && !fs::exists(out / kMark) && !(fs::is_directory(out) && fs::is_empty(out))) {
    fail("workflow.demo_folder_taken", {{"out", out.string()}});
  }
  fs::remove_all(out);
  write_file_atomically(out / kMark, "");
  if (demo_files().empty()) fail("workflow.demo_no_data", {{"file", "quejas.csv"}});
  for (const EmbeddedFile& file : demo_files()) {
    write_file_atomically(out / "datos" / file.name, file.bytes);
  }
}

std::string indented(std::string_view raw) {
  std::string out;
  for (std::string_view line : split_lines(raw)) out += "   " + std::string(line) + "\n";
  return out;
}

class Demo {
 public:
  Demo(const DemoRequest& request, const std::function<void(std::string_view)>& print, const Control& control)
      : request_(request), print_(print), control_(control) {}

  DemoResult run() {
    prepare_folder(request_.out);
    print_(text("workflow.demo_begin"));
    for (auto step : {&Demo::complaints, &Demo::office, &Demo::verse, &Demo::notice, &Demo::document}) {
      if (!(this->*step)() || control_.cancelled()) {
        result_.interrupted = true;
        return result_;
      }
    }
    print_(text("workflow.demo_end", {{"out", request_.out.string()}}));
    return result_;
  }

 private:
  fs::path data(std::string_view name) const { return request_.out / "datos" / name; }

  fs::path run_of(std::string_view name) const { return request_.out / name; }

  struct Lesson {
    std::string_view file;
    data::Task task;
    std::string_view run;     // folder below the demo's
    std::string_view method;  // lora: what a person's own, larger model would be tuned with
    double epochs;
    std::string_view said;  // catalogue text about how long it took
  };

  // Tunes and says how long it took; nothing where it was interrupted.
  std::optional<double> teach(const Lesson& lesson, const Control& control) {
    TuneRequest request;
    request.options.method = lesson.method;
    request.data.path = data(lesson.file);
    request.data.roles.task = lesson.task;
    request.out = run_of(lesson.run);
    request.options.epochs = lesson.epochs;
    request.options.max_length = kMaxLength;
    request.threads = request_.threads;
    TuneSummary tuned = tune(request, control);
    if (tuned.result.interrupted) return std::nullopt;
    print_(text(lesson.said, {{"seconds", fmt::format("{:.0f}", tuned.result.seconds)},
                              {"steps", std::to_string(tuned.result.steps)}}));
    return tuned.result.seconds;
  }

  evaluation::Report evaluate_on(const fs::path& run, std::string_view file, int64_t generated_rows) {
    EvaluateRequest request;
    request.model = run.string();
    request.data = data(file);
    request.options.max_generated_rows = generated_rows;
    request.options.examples = 3;
    request.threads = request_.threads;
    return evaluate(request, quiet_);
  }

  bool complaints() {
    print_(text("workflow.demo_complaints"));
    auto seconds =
        teach({"quejas.csv", data::Task::classify, kComplaints, "lora", 5, "workflow.demo_evaluated"}, control_);
    if (!seconds) return false;
    result_.complaints_seconds = *seconds;
    result_.complaints = evaluate_on(run_of(kComplaints), "quejas.prueba.csv", 0);
    print_(indented(evaluation::to_text(result_.complaints, kTextColumns)));
    return true;
  }

  bool office() {
    print_(text("workflow.demo_office"));
    auto seconds = teach({"oficina.csv", data::Task::instruct, kOffice, "lora", 5, "workflow.demo_tuned"}, control_);
    if (!seconds) return false;
    result_.office_seconds = *seconds;
    // One question that it did not learn from, put as a person would.
    data::Table table = data::load_table(data("oficina.prueba.csv"));
    data::Dataset asked = data::build_dataset(table, data::recognise_roles(table, {data::Task::instruct, "", ""}));
    const data::Example& example = asked.examples.front();
    GenerateRequest request;
    request.model = run_of(kOffice).string();
    request.prompt = example.input;
    request.options.max_new_tokens = 80;
    request.threads = request_.threads;
    auto answer = generate(request, {}, control_);
    print_(
        text("workflow.demo_question",
             {{"question", example.input}, {"answer", std::string(trim(answer.text))}, {"reference", example.target}}));
    return true;
  }

  std::string continued(const std::string& model, const std::string& beginning) {
    GenerateRequest request;
    request.model = model;
    request.prompt = beginning;
    request.options.max_new_tokens = 48;
    request.options.sampling.temperature = 0.7;
    request.options.sampling.top_p = 0.9;
    request.options.sampling.repetition_penalty = 1.2;
    request.threads = request_.threads;
    return indented(indented(generate(request, {}, control_).text));
  }

  bool verse() {
    print_(text("workflow.demo_verse"));
    data::Table table = data::load_table(data("versos.prueba.csv"));
    std::string first = table.rows.at(0).cells.at(0);
    first = first.substr(0, first.find('\n')) + "\n";
    const std::string before = continued("semilla", first);
    if (!teach({"versos.csv", data::Task::continuation, kVerse, "auto", 3, "workflow.demo_tuned"}, quiet_))
      return false;
    print_(text("workflow.demo_continued", {{"first", std::string(trim(first))},
                                            {"before", before},
                                            {"after", continued(run_of(kVerse).string(), first)}}));
    return true;
  }

  bool summary_of(std::string_view file, const std::string& model, int64_t words) {
    SummariseRequest request;
    request.file = data(file);
    request.model = model;
    if (!model.empty()) request.method = "abstractive";
    request.words = words;
    request.threads = request_.threads;
    Summary summary = summarise(request, control_);
    print_(indented(summary.text) + "   [" + summary.statement + "]\n");
    return true;
  }

  bool notice() {
    print_(text("workflow.demo_notice"));
    return summary_of("aviso.txt", "semilla", 0);
  }
  bool document() {
    print_(text("workflow.demo_document"));
    return summary_of("documento.txt", "", 120);
  }

  // Shows progress alone: what is said beside it would interrupt what the demo tells.
  class ProgressOnly : public Observer {
   public:
    explicit ProgressOnly(Observer* whole) : whole_(whole) {}
    void on_progress(const Progress& progress) override {
      if (whole_) whole_->on_progress(progress);
    }

   private:
    Observer* whole_;
  };

  const DemoRequest& request_;
  const std::function<void(std::string_view)>& print_;
  const Control& control_;
  ProgressOnly progress_only_{control_.observer};
  Control quiet_{&progress_only_, control_.cancel};
  DemoResult result_;
};

}  // namespace

DemoResult demo(const DemoRequest& request, const std::function<void(std::string_view)>& print,
                const Control& control) {
  check_any(threads_option(), request.threads);
  return Demo(request, print, control).run();
}

}  // namespace afina::workflow
