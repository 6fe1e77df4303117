// What a run folder keeps out: other commands, damage, leftovers, links.
#include "afina/workflow/run_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>

#include "afina/base/error.h"
#include "afina/tuning/checkpoint.h"
#include "afina/workflow/workflow_test_support.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e;
  }
  FAIL("no error");
  return Error("workflow.out_missing", {});
}

std::string answer(const fs::path& run) {
  const std::vector<Classified> found = classify(run.string(), {light(50), rubbish(3)}, 1);
  Json all = Json::array();
  for (const Classified& one : found) {
    for (const auto& [label, probability] : one.labels) all.push_back({label, probability});
  }
  return dump_json(all);
}

// Cancels after a number of optimiser steps.
class StopAfter : public Observer {
 public:
  explicit StopAfter(int64_t steps) : steps_(steps) {}
  void on_metric(std::string_view name, int64_t step, double) override {
    if (name == "loss" && step >= steps_) token.cancel();
  }
  CancelToken token;

 private:
  int64_t steps_;
};

TuneRequest request_in(const Workshop& shop, const char* out) {
  TuneRequest request;
  request.data.path = shop.path("datos.csv");
  request.data.roles.task = data::Task::classify;
  request.model = shop.path("modelo").string();
  request.out = shop.path(out);
  request.options.method = "lora";
  request.options.max_steps = 6;
  request.options.max_length = 48;
  request.options.evaluate_every = 4;
  request.threads = 1;
  return request;
}

std::string adapter_of(const fs::path& run) { return testing::slurp(run / "adapter" / "adapter_model.safetensors"); }

}  // namespace

TEST_CASE("one command at a time works in a run folder, and the other is told which") {
  Workshop shop;
  const fs::path out = shop.path("nueva");
  {
    RunFolder held = RunFolder::create(out, "tune");
    for (const auto& call : std::vector<std::function<void()>>{[&] { RunFolder::create(out, "tune"); },
                                                               [&] { RunFolder::check_free(out); }}) {
      const Error error = error_of(call);
      CHECK(error.code() == "workflow.run_busy");
      CHECK(error.message().find("afina tune") != std::string::npos);
      CHECK(error.message().find(std::to_string(getpid())) != std::string::npos);
    }
  }
  RunFolder::check_free(out);  // a command that left nothing is in nobody's way

  TuneRequest request = request_in(shop, "cortada");
  StopAfter stop(3);
  CHECK(tune(request, {&stop, &stop.token}).result.interrupted);
  CHECK(testing::error_code([&] { tune(request, {}); }) == "workflow.run_pending");
  CHECK(testing::error_code([&] { classify(request.out.string(), {"a"}, 1); }) == "workflow.run_unfinished");
  RunManifest manifest;
  {
    RunFolder held = RunFolder::reopen(request.out, "resume", manifest);
    CHECK(testing::error_code([&] { resume(request.out, 1, {}); }) == "workflow.run_busy");
    CHECK(testing::error_code([&] { classify(request.out.string(), {"a"}, 1); }) == "workflow.run_busy");
  }
  resume(request.out, 1, {});
  CHECK(testing::error_code([&] { resume(request.out, 1, {}); }) == "workflow.nothing_to_resume");
  CHECK(!fs::exists(request.out / ".afina-lock"));
}

TEST_CASE("a run killed before its first checkpoint begins again, and leftovers go") {
  Workshop shop;
  const fs::path whole = request_in(shop, "entera").out, cut = request_in(shop, "cortada").out;
  tune(request_in(shop, "entera"), {});
  TuneRequest request = request_in(shop, "cortada");
  StopAfter stop(2);
  tune(request, {&stop, &stop.token});
  fs::remove(cut / "checkpoint.safetensors");
  for (const char* left : {".afina-1-0.tmp", ".afina-lock", "best-4.safetensors"})
    write_file_atomically(cut / left, "x");
  resume(cut, 1, {});
  CHECK(adapter_of(cut) == adapter_of(whole));
  for (const auto& entry : fs::recursive_directory_iterator(cut)) {
    const std::string name = entry.path().filename().string();
    CHECK_MESSAGE(!name.starts_with(".afina-"), name);
    CHECK_MESSAGE(!name.starts_with("best"), name);
    CHECK_MESSAGE(!name.starts_with("checkpoint"), name);
  }
  // Killed between the last manifest and the removal of the checkpoint.
  write_file_atomically(whole / "checkpoint.safetensors", "x");
  write_file_atomically(whole / ".afina-999999999-0.tmp", "x");
  CHECK(testing::error_code([&] { resume(whole, 1, {}); }) == "workflow.nothing_to_resume");
  CHECK(!fs::exists(whole / "checkpoint.safetensors"));
  CHECK(!fs::exists(whole / ".afina-999999999-0.tmp"));
}

TEST_CASE("whatever changes in a finished run or under it is named") {
  Workshop shop;
  for (const char* method : {"lora", "full"}) {
    fs::remove_all(shop.path("ejecución"));
    const fs::path run = shop.tuned(method);
    const std::string before = answer(run);
    std::vector<fs::path> files;
    for (const fs::path& folder : {run, shop.path("modelo")}) {
      for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    for (const fs::path& file : files) {
      const std::string good = testing::slurp(file);
      // What was tuned whole no longer needs its base model.
      const bool needed = std::string(method) == "lora" || file.parent_path() != shop.path("modelo");
      std::string flipped = good;
      flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
      write_file_atomically(file, flipped);
      std::string now = before;
      const std::string code = testing::error_code([&] { now = answer(run); });
      CHECK(now == before);
      CHECK_MESSAGE(code.empty() != needed, file.string(), " ", code);
      if (needed) {
        const Error error = error_of([&] { answer(run); });
        CHECK_MESSAGE(error.message().find(file.filename().string()) != std::string::npos, error.message());
      }
      write_file_atomically(file, good);
    }
    CHECK(answer(run) == before);
  }
}

TEST_CASE("no number in run.json is outside what tuning would write") {
  Workshop shop;
  const fs::path run = shop.tuned();
  edit_manifest(run, [](Json&) {});
  const std::string good = testing::slurp(run / "run.json"), before = answer(run);
  auto code = [&](const std::function<void(Json&)>& change) {
    write_file_atomically(run / "run.json", good);
    edit_manifest(run, change);
    return testing::error_code([&] { load_manifest(run); });
  };
  for (const char* option : {"evaluate-every", "accumulate", "batch-size", "max-steps", "rank", "learning-rate"}) {
    for (const Json& value : {Json(0), Json(-1), Json(int64_t{1} << 62), Json(1e300), Json("1"), Json(), Json(0.5)}) {
      const bool step = std::string(option) == "max-steps" || std::string(option) == "evaluate-every";
      if ((step && value == int64_t{1} << 62) || (std::string(option) == "learning-rate" && value == 0.5)) continue;
      CHECK_MESSAGE(code([&](Json& j) { j["options"][option] = value; }) == "workflow.bad_run_field", option, " ",
                    dump_json(value));
    }
  }
  for (const Json& labels : {Json::array(), Json({"luz"}), Json({"luz", "luz"}), Json({"luz", ""}), Json("luz")})
    CHECK(code([&](Json& j) { j["labels"] = labels; }) == "workflow.bad_run_field");
  CHECK(code([](Json& j) { j["max_length"] = int64_t{1} << 60; }) == "models.bad_config");
  CHECK(code([](Json& j) { j["validation"] = 2; }) == "models.bad_config");
  CHECK(code([](Json& j) { j["task"] = "volar"; }) == "workflow.bad_run_field");
  CHECK(code([](Json& j) { j["status"] = "?"; }) == "workflow.bad_run_field");
  CHECK(code([](Json& j) { j["result"] = 3; }) == "workflow.bad_run_field");
  CHECK(code([](Json& j) { j = Json::array(); }) == "models.bad_config");
  CHECK(code([](Json& j) { j.erase("options"); }) == "workflow.bad_run_field");
  CHECK(code([](Json&) {}).empty());
  CHECK(answer(run) == before);

  // Exchanged labels, and bases that no run has.
  edit_manifest(run, [](Json& j) { std::swap(j["labels"][0], j["labels"][1]); });
  CHECK(testing::error_code([&] { answer(run); }) == "workflow.run_changed");
  for (const fs::path& base : {run, fs::path("/dev/zero"), shop.path("datos.csv")}) {
    write_file_atomically(run / "run.json", good);
    edit_manifest(run, [&](Json& j) { j["model"] = base.string(); });
    CHECK(!testing::error_code([&] { answer(run); }).empty());
  }
  const fs::path pipe = shop.path("tubo");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  for (const fs::path& data : {pipe, fs::path("/dev/zero"), fs::path("/dev"), shop.path("modelo")}) {
    write_file_atomically(run / "run.json", good);
    edit_manifest(run, [&](Json& j) { j["data"] = data.string(), j["data_from_run"] = ""; });
    CHECK(testing::error_code([&] { evaluate({run.string(), {}, {}, {}, {}, 1}, {}); }) == "workflow.data_changed");
  }
}

TEST_CASE("a run finds its data where both were moved, in it, or beside it; the fingerprint decides") {
  Workshop shop;
  const fs::path run = shop.tuned();
  EvaluateRequest request{run.string(), {}, {}, {}, {}, 1};
  const auto rows = evaluate(request, {}).rows;
  const fs::path data = shop.path("datos.csv");
  const std::string good = testing::slurp(data);
  fs::create_directory(shop.path("mudanza"));
  fs::rename(run, shop.path("mudanza") / "ejecución");
  fs::rename(data, shop.path("mudanza") / "datos.csv");
  request.model = (shop.path("mudanza") / "ejecución").string();
  CHECK(evaluate(request, {}).rows == rows);
  fs::rename(shop.path("mudanza") / "datos.csv", fs::path(request.model) / "datos.csv");
  CHECK(evaluate(request, {}).rows == rows);
  write_file_atomically(data, "texto,tema\nuno,dos\n");  // the name alone says nothing
  CHECK(evaluate(request, {}).rows == rows);
  fs::remove(fs::path(request.model) / "datos.csv");
  CHECK(testing::error_code([&] { evaluate(request, {}); }) == "workflow.data_changed");
}

TEST_CASE("a run is private, and a link in it is replaced, not followed") {
  Workshop shop;
  const mode_t before = umask(0);
  const fs::path run = shop.tuned();
  umask(before);
  auto mode = [](const fs::path& path) { return fs::status(path).permissions() & fs::perms(0777); };
  CHECK(mode(run) == fs::perms(0700));
  for (const auto& entry : fs::recursive_directory_iterator(run))
    CHECK(mode(entry.path()) == (entry.is_directory() ? fs::perms(0700) : fs::perms(0600)));
  write_file_atomically(shop.path("tesis.txt"), "no tocar");
  fs::create_symlink(shop.path("tesis.txt"), run / "evaluation.json");
  evaluate({run.string(), {}, {}, {}, {}, 1}, {});
  CHECK(testing::slurp(shop.path("tesis.txt")) == "no tocar");
  CHECK(!fs::is_symlink(run / "evaluation.json"));

  // Of an unfinished run that somebody else prepared.
  TuneRequest request = request_in(shop, "ajena");
  StopAfter stop(2);
  tune(request, {&stop, &stop.token});
  fs::create_directory(shop.path("fuera"));
  write_file_atomically(shop.path("fuera") / "adapter_config.json", "no tocar");
  fs::create_directory_symlink(shop.path("fuera"), request.out / "adapter");
  fs::remove(request.out / "curve.jsonl");
  fs::create_symlink(shop.path("tesis.txt"), request.out / "curve.jsonl");
  resume(request.out, 1, {});
  CHECK(testing::slurp(shop.path("fuera") / "adapter_config.json") == "no tocar");
  CHECK(testing::slurp(shop.path("tesis.txt")) == "no tocar");
}

TEST_CASE("a model with NaN or infinity is refused with the tensor's name, and its answers would be") {
  Workshop shop;
  const fs::path weights = shop.path("modelo") / "model.safetensors";
  const std::string good = testing::slurp(weights);
  const Checkpoint checkpoint = read_safetensors(weights);
  const std::byte* end = nullptr;
  for (const auto& [name, tensor] : checkpoint.tensors) end = std::max(end, tensor.bytes.data() + tensor.bytes.size());
  // The file with the last `count` values of a tensor replaced.
  auto with = [&](const StoredTensor& tensor, size_t count, float value) {
    std::string bytes = good;
    const size_t begin = good.size() - static_cast<size_t>(end - tensor.bytes.data());
    for (size_t i = 1; i <= count; ++i)
      std::memcpy(bytes.data() + begin + tensor.bytes.size() - i * sizeof value, &value, sizeof value);
    write_file_atomically(weights, bytes);
  };
  for (const auto& [name, tensor] : checkpoint.tensors) {
    for (float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      with(tensor, 1, bad);
      const Error error = error_of([&] { load_model_source(shop.path("modelo").string()); });
      CHECK(error.code() == "models.not_finite_weight");
      CHECK(error.message().find("«" + name + "»") != std::string::npos);
    }
  }
  // Finite weights whose products are not.
  const StoredTensor& norm = checkpoint.tensors.at("model.norm.weight");
  with(norm, static_cast<size_t>(norm.elements()), 3.3e38f);
  GenerateRequest request;
  request.model = shop.path("modelo").string();
  request.prompt = "la farola";
  request.threads = 1;
  CHECK(testing::error_code([&] { generate(request, {}, {}); }) == "models.not_finite");
  CancelToken cancel;
  cancel.cancel();
  CHECK(testing::error_code([&] { load_model_source(request.model, {nullptr, &cancel}); }) == "base.cancelled");
}

}  // namespace afina::workflow
