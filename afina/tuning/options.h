// Everything a person may set about a tuning run. Declared once; see base/options.h.
#pragma once

#include <cstdint>
#include <string>

#include "afina/base/options.h"

namespace afina::tuning {

struct TuneOptions {
  std::string method = "auto";     // "auto": "full" for small models, "lora" for the others
  std::string quantize = "none";   // of the frozen base, in memory: "none" (as in its file), "q8_0", "q4_k"
  std::string precision = "auto";  // of products with frozen weights in bf16 or blocks: "f32", "bf16"
  std::string save_dtype = "f32";  // of a model whose weights were all trained: "f32", "bf16"
  std::string instruction;         // before each text; empty: chosen from the task and the language of the data
  double replay = -1;              // share of general text among what is learned; -1: chosen from task and model
  double interpolation = -1;       // share kept of what adapters learned; -1: chosen by the validation part
  int64_t rank = 0;                // 0: 16
  double alpha = 0;                // 0: twice the rank
  double lora_dropout = -1;        // -1: 0.05
  double token_dropout = -1;       // -1: chosen from the task
  double target_replication = 1;
  double language_weight = -1;  // -1: chosen from the method
  std::string targets;          // comma-separated; empty: every linear layer of the blocks
  double epochs = 0;            // 0: chosen from the task and the number of rows
  int64_t max_steps = 0;        // 0: as many as the epochs need
  int64_t batch_size = 0;       // rows of one forward pass; 0: 16
  int64_t batch_tokens = 0;     // most tokens of one forward pass; 0: not limited
  int64_t accumulate = 1;
  double learning_rate = 0;  // 0: chosen from the method and the model's width
  std::string schedule = "cosine";
  double warmup = 0.05;  // share of the steps
  double weight_decay = 0.01;
  double beta2 = 0.999;
  double max_grad_norm = 1.0;
  int64_t max_length = 256;
  int64_t evaluate_every = 0;  // steps; 0: about eight times a run
  int64_t patience = 3;        // evaluations without a better one; 0: never stop early
  int64_t seed = 1;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit);
};

template <class Self, class Visitor>
void TuneOptions::visit(Self& self, Visitor&& visit) {
  visit(self.method,
        OptionSpec{
            "method",
            "Qué se entrena: «lora» añade unas pocas piezas nuevas; «qlora», lo mismo sobre un modelo comprimido; "
            "«full», todos los pesos; «auto», «full» si el modelo es pequeño y «lora» si no.",
            "What is trained: \"lora\" adds a few new pieces; \"qlora\", the same over a compressed model; \"full\" "
            "trains all weights; \"auto\", \"full\" for a small model and \"lora\" for the others."}
            .one_of({"auto", "lora", "full", "qlora"}));
  visit(self.quantize, OptionSpec{"quantize",
                                  "Cómo se guarda en memoria el modelo base, que no cambia: «q8_0» ocupa la mitad y "
                                  "«q4_k» la cuarta parte (none: como está en su archivo; con qlora, q8_0).",
                                  "How the base model, which does not change, rests in memory: \"q8_0\" takes half, "
                                  "\"q4_k\" a quarter (none: as in its file; with qlora, q8_0)."}
                           .one_of({"none", "q8_0", "q4_k"}));
  visit(
      self.precision,
      OptionSpec{"precision",
                 "Números con que se multiplica por el modelo base al entrenar: «bf16», de 16 bits, tarda la mitad si "
                 "el procesador los tiene; «f32», de 32 bits (auto: bf16 donde es más rápido, al entrenar con LoRA).",
                 "Numbers that the base model is multiplied with in training: \"bf16\", of 16 bits, takes half the "
                 "time on a processor that has them; \"f32\", of 32 (auto: bf16 where it is faster, with LoRA)."}
          .one_of({"auto", "f32", "bf16"}));
  visit(self.save_dtype,
        OptionSpec{
            "save-dtype",
            "Números del modelo que se guarda si se entrenan todos los pesos: «bf16» los redondea y ocupa la mitad.",
            "Numbers of the model that is saved where all weights are trained: \"bf16\" rounds them to half the "
            "size."}
            .one_of({"f32", "bf16"}));
  visit(self.instruction,
        OptionSpec{"instruction",
                   "Lo que se pide al modelo antes de cada texto (vacío: según la tarea, en el idioma de los datos).",
                   "What the model is asked before each text (empty: from the task, in the language of the data)."});
  visit(
      self.replay,
      OptionSpec{"replay",
                 "Parte de lo que se aprende que son textos generales, para que el modelo no olvide lo que sabía (-1: "
                 "0.05 con LoRA en modelos grandes, si no 0).",
                 "Share of general text in what is learned, so that the model does not forget what it knew (-1: 0.05 "
                 "with LoRA on large models, else 0)."}
          .range(-1, 0.5));
  visit(self.interpolation,
        OptionSpec{"interpolation",
                   "Parte que se conserva al final de lo que aprendieron las piezas de LoRA: con algo menos de todo se "
                   "olvida mucho menos (-1: la que mejor lee la parte de validación en modelos grandes, si no 1).",
                   "Share kept at the end of what LoRA's pieces learned: with a little less than all, much less is "
                   "forgotten (-1: the one that reads the validation part best on large models, else 1)."}
            .range(-1, 1));
  visit(self.rank, OptionSpec{"rank", "Tamaño de las piezas nuevas de LoRA: más rango aprende más y ocupa más (0: 16).",
                              "Size of LoRA's new pieces: a higher rank learns more and takes more room (0: 16)."}
                       .range(0, 1024));
  visit(self.alpha, OptionSpec{"alpha", "Peso de las piezas de LoRA (0: el doble del rango).",
                               "Weight of LoRA's pieces (0: twice the rank)."}
                        .range(0, 1e6));
  visit(self.lora_dropout,
        OptionSpec{"lora-dropout", "Parte de las entradas de LoRA que se apaga al azar al entrenar (-1: 0.05).",
                   "Share of LoRA's inputs switched off at random in training (-1: 0.05)."}
            .range(-1, 0.95));
  visit(self.token_dropout, OptionSpec{"token-dropout",
                                       "Al clasificar, parte de los tokens del texto que se quita al azar en cada "
                                       "vuelta, para que ninguna palabra decida sola (-1: según la tarea).",
                                       "When classifying, share of the text's tokens left out at random in each pass, "
                                       "so that no single word decides (-1: from the task)."}
                                .range(-1, 0.9));
  visit(self.target_replication, OptionSpec{"target-replication",
                                            "Al clasificar, peso de preguntar la categoría también tras cada palabra y "
                                            "no solo al final (0: solo al final).",
                                            "When classifying, weight of asking for the category after every word too "
                                            "and not only at the end (0: only at the end)."}
                                     .range(0, 100));
  visit(self.language_weight,
        OptionSpec{"language-weight",
                   "Al clasificar, peso de aprender también cómo están escritos los textos (0: no se aprende; -1: "
                   "según el método).",
                   "When classifying, weight of learning how the texts are written as well (0: it is not learned; -1: "
                   "from the method)."}
            .range(-1, 100));
  visit(self.targets, OptionSpec{"targets", "Capas que reciben LoRA, separadas por comas (vacío: todas las lineales).",
                                 "Layers that get LoRA, separated by commas (empty: all linear ones)."});
  visit(self.epochs, OptionSpec{"epochs", "Vueltas completas a los datos (0: según la tarea y la cantidad).",
                                "Passes over the data (0: from the task and the amount)."}
                         .range(0, 1000));
  visit(self.max_steps, OptionSpec{"max-steps", "Máximo de pasos (0: los que pidan las vueltas).",
                                   "Most steps (0: as many as the epochs need)."}
                            .range(0, kMostCount)
                            .in("steps"));
  visit(self.batch_size,
        OptionSpec{"batch-size", "Filas que se miran a la vez (0: 16).", "Rows looked at together (0: 16)."}.range(
            0, 4096));
  visit(self.batch_tokens, OptionSpec{"batch-tokens", "Máximo de tokens que se miran a la vez (0: sin límite).",
                                      "Most tokens looked at together (0: no limit)."}
                               .range(0, kMostTokens)
                               .in("tokens"));
  visit(self.accumulate, OptionSpec{"accumulate", "Lotes que se suman antes de cada corrección.",
                                    "Batches added up before each correction."}
                             .range(1, 1024));
  visit(self.learning_rate, OptionSpec{"learning-rate", "Tamaño de cada corrección (0: según el método y el modelo).",
                                       "Size of each correction (0: from the method and the model)."}
                                .range(0, 1));
  visit(self.schedule, OptionSpec{"schedule", "Cómo baja el tamaño de las correcciones: cosine, linear o constant.",
                                  "How the size of corrections falls: cosine, linear or constant."}
                           .one_of({"cosine", "linear", "constant"}));
  visit(self.warmup, OptionSpec{"warmup", "Parte de los pasos en que las correcciones crecen desde cero.",
                                "Share of the steps in which corrections grow from zero."}
                         .range(0, 1));
  visit(self.weight_decay, OptionSpec{"weight-decay", "Weight decay de AdamW: encoge un poco los pesos en cada paso.",
                                      "Weight decay (AdamW): shrinks large weights."}
                               .range(0, 10));
  visit(self.beta2,
        OptionSpec{"beta2", "Memoria del segundo momento de AdamW.", "Memory of AdamW's second moment."}.range(
            0.5, 0.99999));
  visit(self.max_grad_norm, OptionSpec{"max-grad-norm", "Límite a la norma del gradiente (0: sin límite).",
                                       "Limit on the gradient's norm (0: none)."}
                                .range(0, 1e6));
  visit(self.max_length, OptionSpec{"max-length", "Máximo de tokens por fila; lo que no cabe se cuenta y se dice.",
                                    "Most tokens in a row; what does not fit is counted and said."}
                             .range(8, kMostTokens)
                             .in("tokens"));
  visit(self.evaluate_every,
        OptionSpec{"evaluate-every",
                   "Pasos entre comprobaciones con la parte de validación (0: unas ocho por ejecución).",
                   "Steps between checks on the validation part (0: about eight a run)."}
            .range(0, kMostCount)
            .in("steps"));
  visit(self.patience, OptionSpec{"patience", "Comprobaciones sin mejora antes de parar (0: no parar).",
                                  "Checks without improvement before stopping (0: never)."}
                           .range(0, kMostCount));
  visit(self.seed, OptionSpec{"seed", "Número que fija el azar: con el mismo sale lo mismo.",
                              "Number that fixes chance: the same one gives the same result."}
                       .range(0, kMostSeed));
}

}  // namespace afina::tuning
