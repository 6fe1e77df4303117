// Shared by this folder's tests: a tiny model with its tokenizer, and a file of labelled rows, made on the spot.
#pragma once

#include <functional>
#include <string>

#include "afina/base/test_support.h"
#include "afina/io/atomic_file.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

inline const char* const kPlaces[] = {"plaza",    "fuente",     "escuela", "iglesia",
                                      "estación", "biblioteca", "piscina", "rotonda"};

inline std::string light(int i) {
  return "la farola número " + std::to_string(i * 13) + " de la " + kPlaces[i % 8] + " no luce";
}
inline std::string rubbish(int i) {
  return "rebosa el contenedor " + std::to_string(i * 17) + " junto a la " + kPlaces[i % 8];
}

// A folder with a tiny model, its tokenizer, and a file of labelled rows.
struct Workshop {
  testing::TemporaryFolder folder;

  Workshop() {
    Json config{{"model_type", "llama"},
                {"architectures", {"LlamaForCausalLM"}},
                {"vocab_size", 300},
                {"hidden_size", 16},
                {"intermediate_size", 32},
                {"num_hidden_layers", 1},
                {"num_attention_heads", 2},
                {"num_key_value_heads", 1},
                {"max_position_embeddings", 64},
                {"tie_word_embeddings", true},
                {"eos_token_id", 0}};
    models::save_model(*models::create_model(config, 3), folder.path() / "modelo", DType::f32);
    std::vector<std::string> texts;
    for (int i = 0; i < 40; ++i) texts.push_back(light(i) + " " + rubbish(i));
    tokenizer::BpeTrainingOptions options;
    options.vocabulary_size = 300;
    options.special_tokens = {"<|endoftext|>"};
    write_file_atomically(folder.path() / "modelo" / "tokenizer.json", tokenizer::train_bpe(texts, options));
    std::string csv = "texto,tema\n";
    for (int i = 0; i < 40; ++i) csv += light(i) + ",luz\n" + rubbish(i) + ",basura\n";
    write_file_atomically(path("datos.csv"), csv);
  }
  std::filesystem::path path(const char* name) const { return folder.path() / name; }

  std::filesystem::path tuned(const std::string& method = "lora") const {
    TuneRequest request;
    request.data.path = path("datos.csv");
    request.data.roles.task = data::Task::classify;
    request.model = path("modelo").string();
    request.out = path("ejecución");
    request.options.method = method;
    request.options.max_steps = 2;
    request.options.max_length = 48;
    request.threads = 1;
    tune(request, {});
    return request.out;
  }
};

// run.json changed by `change` and left without checksums, as those of earlier versions: what is wrong in it must then
// be seen by itself.
inline void edit_manifest(const std::filesystem::path& run, const std::function<void(Json&)>& change) {
  Json json = parse_json(testing::slurp(run / "run.json"), "run.json");
  for (const char* key : {"checksum", "files", "base"}) json.erase(key);
  change(json);
  write_file_atomically(run / "run.json", dump_json(json));
}

}  // namespace afina::workflow
