// Writing a language model or a classifier as a Hugging Face folder.
#include <deque>

#include "afina/base/error.h"
#include "afina/io/atomic_file.h"
#include "afina/models/classifier.h"
#include "afina/models/model_files.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace {

// The tensors of a file in the making, with what keeps their bytes alive until it is written.
class ModelWriter {
 public:
  explicit ModelWriter(DType dtype) : dtype_(dtype) {
    if (dtype != DType::f32 && dtype != DType::bf16) {
      fail("models.internal", {{"detail", "save_model: dtype " + std::string(dtype_name(dtype))}});
    }
  }

  void add(const std::string& name, const Tensor& tensor) {
    const Weight& kept =
        kept_.emplace_back(dtype_ == DType::f32 ? Weight(tensor) : Weight::pack(context_, dtype_, tensor));
    tensors_.push_back({name, dtype_, tensor.shape(), kept.bytes()});
  }

  // Every parameter but `left_out`, as its architecture stores it.
  void add_parameters(const CausalLM& model, std::string_view left_out) {
    for (const Parameter& p : model.parameters()) {
      if (p.name != left_out) add(p.name, for_file(p.weight->unpacked(context_), p.stored));
    }
  }

  void write(const std::filesystem::path& folder, Json config, bool tied_head) const {
    const char* name = dtype_ == DType::bf16 ? "bfloat16" : "float32";
    bool newer = config.contains("dtype");
    if (newer) config["dtype"] = name;
    if (config.contains("torch_dtype") || !newer) config["torch_dtype"] = name;
    // What was loaded decides: a head that config.json called tied may have been stored apart.
    if (config.contains("tie_word_embeddings") || !tied_head) config["tie_word_embeddings"] = tied_head;
    write_safetensors(folder / "model.safetensors", tensors_, {{"format", "pt"}});
    write_file_atomically(folder / "config.json", dump_json_pretty(config));
  }

 private:
  ThreadPool pool_;
  kernels::Context context_{pool_};
  DType dtype_;
  std::deque<Weight> kept_;
  std::vector<TensorToWrite> tensors_;
};

}  // namespace

void save_model(const CausalLM& model, const std::filesystem::path& folder, DType dtype) {
  ModelWriter writer(dtype);
  writer.add_parameters(model, "");
  writer.write(folder, model.config(), model.tied_head());
}

void save_classifier(const CausalLM& model, const ClassificationHead& head, const std::filesystem::path& folder,
                     DType dtype) {
  ModelWriter writer(dtype);
  writer.add_parameters(model, kHeadName);
  writer.add(kScoreName, head.score);
  writer.write(folder, classifier_config(model, head), model.tied_head());
}

}  // namespace afina::models
