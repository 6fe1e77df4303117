#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"python.task_classify", "classify"},
    {"python.task_instruct", "answer"},
    {"python.task_summarize", "summarise"},
    {"python.task_continue", "continue texts"},
    {"python.status_done", "done"},
    {"python.status_interrupted", "interrupted"},
    {"python.status_running", "not finished"},
    {"python.run", "Run \"{path}\" to {task}, {status}: {steps} steps in {seconds} s; the best was {best}."},
    {"python.more_scores", "More measures"},
    {"python.history", "Loss as tuning goes on (less is better)"},
    {"python.history_step", "Step"},
    {"python.history_train_loss", "While learning"},
    {"python.history_validation_loss", "On validation"},
    {"python.stopped", "Stopped; nothing is lost. To go on: afina.resume({path})"},
    {"python.model",
     "Model \"{name}\" ({architecture}): {parameters} million parameters and {layers} layers. It reads up to {context} "
     "tokens at once and knows {vocabulary}."},
    {"python.tokenizer", "Tokenizer of \"{name}\": {size} tokens."},
    {"python.input", "Text"},
    {"python.label", "Category"},
    {"python.labels", "Examples of each category"},
    {"python.rows", "Rows"},
    // Refusals.
    {"python.unknown_language", "There is no language \"{language}\".",
     "Use afina.set_language(\"es\") or afina.set_language(\"en\")."},
    {"python.unknown_data", "Data of type {type} cannot be read, or are empty.",
     "Give a path, a pandas.DataFrame, a datasets.Dataset, a list of dicts (a row each) or a list of texts."},
    {"python.unknown_progress", "progress: \"{progress}\" is not one of the choices.",
     "Use \"auto\", \"none\" or a function that receives a dict."},
    {"python.unknown_demo", "There are no demo data \"{name}\".", "Those there are: {names}."},
};
}  // namespace

std::span<const CatalogueText> python() { return kTexts; }

}  // namespace afina::catalogue::en
