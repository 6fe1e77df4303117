#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr CatalogueText kTexts[] = {
    {"evaluation.internal", "Internal error in \"evaluation\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"evaluation.cancelled", "The evaluation was interrupted before it ended; nothing was saved.",
     "Run the command again to do it in full."},
    {"evaluation.other_labels", "The model knows none of the categories in these data.",
     "Check that these data are of the same kind as those it was tuned on and that --target names the right column."},
    {"evaluation.no_rows", "No row is left to measure on.",
     "Try other data, which the model did not see when it learned."},
    // Stages.
    {"evaluation.stage_before", "Measuring the model before tuning"},
    {"evaluation.stage_after", "Measuring the tuned model"},
    {"evaluation.stage_model", "Measuring the model"},
    {"evaluation.stage_answers", "Writing answers"},
    {"evaluation.stage_ngram", "Fitting the n-gram baseline"},
    // Contestants, as headings of a table and as what something is compared with.
    {"evaluation.name_before", "Before"},
    {"evaluation.name_after", "After"},
    {"evaluation.name_model", "Model"},
    {"evaluation.name_majority", "Most frequent"},
    {"evaluation.name_tfidf", "TF-IDF"},
    {"evaluation.name_ngram", "n-grams"},
    {"evaluation.name_lead", "First sentences"},
    {"evaluation.against_before", "before"},
    {"evaluation.against_majority", "always answering the most frequent category"},
    {"evaluation.against_tfidf", "TF-IDF (word statistics, no neural network)"},
    {"evaluation.against_ngram", "n-grams (letter or word statistics, no neural network)"},
    {"evaluation.against_lead", "copying the first sentences"},
    {"evaluation.detail_untuned", "chooses the category whose name it finds likeliest after the text"},
    {"evaluation.detail_untuned_sample",
     "chooses the category whose name it finds likeliest after the text; measured on {rows} of the {all} rows, chosen "
     "at random"},
    {"evaluation.detail_lead", "the first {words} words, up to the end of a sentence"},
    {"evaluation.ngram_bytes", "of {order} bytes, Kneser-Ney"},
    {"evaluation.ngram_tokens", "of {order} tokens, Kneser-Ney"},
    // Scores.
    {"evaluation.score_accuracy", "Accuracy"},
    {"evaluation.score_macro_f1", "Macro-F1"},
    {"evaluation.score_bits_per_byte", "Bits per byte"},
    {"evaluation.score_perplexity", "Perplexity"},
    {"evaluation.score_rouge1", "ROUGE-1"},
    {"evaluation.score_rouge2", "ROUGE-2"},
    {"evaluation.score_rougel", "ROUGE-L"},
    {"evaluation.score_rougelsum", "ROUGE-Lsum"},
    {"evaluation.score_rouge1_unicode", "ROUGE-1 Unicode"},
    {"evaluation.score_rouge2_unicode", "ROUGE-2 Unicode"},
    {"evaluation.score_rougel_unicode", "ROUGE-L Unicode"},
    {"evaluation.score_rougelsum_unicode", "ROUGE-Lsum Unicode"},
    {"evaluation.score_chrf", "chrF"},
    {"evaluation.score_exact_match", "Exact answer"},
    {"evaluation.score_token_f1", "Word F1"},
    // Verdicts.
    {"evaluation.verdict_title", "Verdict"},
    {"evaluation.verdict_better", "Better than {against}: {values}, on {rows}."},
    {"evaluation.verdict_worse", "Worse than {against}: {values}, on {rows}."},
    {"evaluation.verdict_none", "No difference from {against} can be shown with {rows}: {values}."},
    {"evaluation.values_accuracy",
     "{value} of every 100 right against {against} (difference between {low} and {high} points)"},
    {"evaluation.values_bits_per_byte",
     "{value} bits per byte against {against}, and less is better (advantage between {low} and {high})"},
    {"evaluation.values_rougel_unicode",
     "its texts match by {value} % (ROUGE-L) against {against} % (difference between {low} and {high} points)"},
    {"evaluation.unit_rows", "{rows} examples"},
    {"evaluation.unit_windows", "{rows} stretches of text"},
    // The report.
    {"evaluation.title",
     "Test on {rows} examples set aside: they were neither learned from nor used to decide when to stop."},
    {"evaluation.title_running",
     "Test on {bytes} bytes of text set aside ({rows} stretches): it was neither learned from nor used to decide when "
     "to stop."},
    {"evaluation.interval_note",
     "In brackets stands the 95 % interval. With other examples like these, the figure would nearly always fall inside "
     "it."},
    {"evaluation.bits_note",
     "Bits per byte: how much each letter of the right text surprises the model; less is better."},
    {"evaluation.answers_note", "The other scores compare {rows} full answers with the right ones; more is better."},
    {"evaluation.confusions_title", "Most frequent confusions"},
    {"evaluation.confusion", "{rows} × \"{truth}\" taken for \"{predicted}\""},
    {"evaluation.examples_title", "Examples"},
    {"evaluation.example_target", "Right"},
};
}  // namespace

std::span<const CatalogueText> evaluation() { return kTexts; }

}  // namespace afina::catalogue::en
