#include "afina/metrics/porter.h"

#include <span>
#include <string_view>

namespace afina::metrics {

namespace {

bool is_vowel_letter(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// What a stem is made of. A y is a consonant at the start and after a vowel.
struct Shape {
  int measure = 0;  // the paper's m: how often a consonant follows a vowel
  bool has_vowel = false;
  bool last_is_consonant = false;
  bool ends_cvc = false;  // the paper's *o, and NLTK's «vowel, consonant» of two letters
};

Shape shape_of(std::string_view stem) {
  Shape shape;
  bool before = false, two_before = false;  // consonants?
  for (size_t i = 0; i < stem.size(); ++i) {
    bool consonant = stem[i] == 'y' ? i == 0 || !before : !is_vowel_letter(stem[i]);
    if (i > 0 && consonant && !before) ++shape.measure;
    shape.has_vowel |= !consonant;
    bool middle = i >= 2 && two_before && !before && consonant;
    bool pair = i == 1 && !before && consonant;  // counts only where the stem ends here
    char c = stem[i];
    shape.ends_cvc = (middle && c != 'w' && c != 'x' && c != 'y') || pair;
    shape.last_is_consonant = consonant;
    two_before = before;
    before = consonant;
  }
  return shape;
}

int measure(std::string_view stem) { return shape_of(stem).measure; }

struct Rule {
  std::string_view suffix, replacement;
};

// Replaces the first suffix that fits where the stem before it measures more than `more_than`; no further
// rule is tried either way.
void apply(std::string& word, std::span<const Rule> rules, int more_than) {
  for (const Rule& rule : rules) {
    if (!word.ends_with(rule.suffix)) continue;
    std::string_view stem = std::string_view(word).substr(0, word.size() - rule.suffix.size());
    if (measure(stem) > more_than) word.replace(stem.size(), std::string::npos, rule.replacement);
    return;
  }
}

std::string_view irregular(std::string_view word) {
  static constexpr Rule kForms[] = {
      {"sky", "sky"},        {"skies", "sky"},       {"dying", "die"},        {"lying", "lie"},
      {"tying", "tie"},      {"news", "news"},       {"innings", "inning"},   {"inning", "inning"},
      {"outings", "outing"}, {"outing", "outing"},   {"cannings", "canning"}, {"canning", "canning"},
      {"howe", "howe"},      {"proceed", "proceed"}, {"exceed", "exceed"},    {"succeed", "succeed"}};
  for (const Rule& form : kForms) {
    if (form.suffix == word) return form.replacement;
  }
  return {};
}

// Plurals.
void step_1a(std::string& word) {
  if (word.ends_with("sses"))
    word.resize(word.size() - 2);
  else if (word.ends_with("ies"))
    word.resize(word.size() - (word.size() == 4 ? 1 : 2));  // dies: die, flies: fli
  else if (word.ends_with("s") && !word.ends_with("ss"))
    word.pop_back();
}

// What is left once -ed or -ing is gone is made a word again: hopp(ing) hop, siz(ed) size, fil(ing) file.
void repair(std::string& stem) {
  const Shape shape = shape_of(stem);
  const char last = stem.back();
  bool doubled = stem.size() >= 2 && stem[stem.size() - 2] == last && shape.last_is_consonant;
  if (stem.ends_with("at") || stem.ends_with("bl") || stem.ends_with("iz")) {
    stem += 'e';
  } else if (doubled) {
    if (last != 'l' && last != 's' && last != 'z') stem.pop_back();
  } else if (shape.measure == 1 && shape.ends_cvc) {
    stem += 'e';
  }
}

// Past and gerund.
void step_1b(std::string& word) {
  if (word.ends_with("ied")) {
    word.resize(word.size() - (word.size() == 4 ? 1 : 2));  // died: die, spied: spi
    return;
  }
  if (word.ends_with("eed")) {
    if (measure(std::string_view(word).substr(0, word.size() - 3)) > 0) word.pop_back();
    return;
  }
  for (std::string_view suffix : {"ed", "ing"}) {
    if (!word.ends_with(suffix)) continue;
    std::string stem = word.substr(0, word.size() - suffix.size());
    if (!shape_of(stem).has_vowel) continue;
    repair(stem);
    word = std::move(stem);
    return;
  }
}

// NLTK: after a consonant only, and not when that is all there is (happy: happi, enjoy: enjoy, by: by).
void step_1c(std::string& word) {
  if (!word.ends_with("y")) return;
  std::string_view stem = std::string_view(word).substr(0, word.size() - 1);
  if (stem.size() > 1 && shape_of(stem).last_is_consonant) word.back() = 'i';
}

void step_2(std::string& word) {
  static constexpr Rule kRules[] = {{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"},   {"anci", "ance"},
                                    {"izer", "ize"},    {"bli", "ble"},     {"alli", "al"},     {"entli", "ent"},
                                    {"eli", "e"},       {"ousli", "ous"},   {"ization", "ize"}, {"ation", "ate"},
                                    {"ator", "ate"},    {"alism", "al"},    {"iveness", "ive"}, {"fulness", "ful"},
                                    {"ousness", "ous"}, {"aliti", "al"},    {"iviti", "ive"},   {"biliti", "ble"},
                                    {"fulli", "ful"}};
  std::string_view view = word;
  // NLTK: -alli first, and what it leaves goes through the step again.
  while (view.ends_with("alli") && measure(view.substr(0, view.size() - 4)) > 0) {
    word.resize(word.size() - 2);
    view = word;
  }
  if (view.ends_with("logi")) {  // NLTK: the l belongs to the stem, so that geo- and theo- count
    if (measure(view.substr(0, view.size() - 3)) > 0) word.pop_back();
    return;
  }
  apply(word, kRules, 0);
}

void step_3(std::string& word) {
  static constexpr Rule kRules[] = {{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"},
                                    {"ical", "ic"},  {"ful", ""},   {"ness", ""}};
  apply(word, kRules, 0);
}

void step_4(std::string& word) {
  static constexpr Rule kRules[] = {{"al", ""},   {"ance", ""}, {"ence", ""},  {"er", ""},   {"ic", ""},  {"able", ""},
                                    {"ible", ""}, {"ant", ""},  {"ement", ""}, {"ment", ""}, {"ent", ""}, {"ou", ""},
                                    {"ism", ""},  {"ate", ""},  {"iti", ""},   {"ous", ""},  {"ive", ""}, {"ize", ""}};
  if (word.ends_with("ion")) {  // no other suffix of this step ends the same way
    std::string_view stem = std::string_view(word).substr(0, word.size() - 3);
    if (measure(stem) > 1 && (stem.back() == 's' || stem.back() == 't')) word.resize(stem.size());
    return;
  }
  apply(word, kRules, 1);
}

void step_5(std::string& word) {
  if (word.ends_with("e")) {
    const Shape stem = shape_of(std::string_view(word).substr(0, word.size() - 1));
    if (stem.measure > 1 || (stem.measure == 1 && !stem.ends_cvc)) word.pop_back();
  }
  if (word.ends_with("ll") && measure(std::string_view(word).substr(0, word.size() - 1)) > 1) word.pop_back();
}

}  // namespace

std::string porter_stem(std::string word) {
  if (std::string_view form = irregular(word); !form.empty()) return std::string(form);
  if (word.size() <= 2) return word;
  step_1a(word);
  step_1b(word);
  step_1c(word);
  step_2(word);
  step_3(word);
  step_4(word);
  step_5(word);
  return word;
}

}  // namespace afina::metrics
