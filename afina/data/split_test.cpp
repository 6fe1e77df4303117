#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"
#include "afina/data/dataset.h"

using namespace afina;
using namespace afina::data;

namespace {

// The definition, without any shortcut.
std::set<std::u32string> gram_set(std::string_view text) {
  std::u32string folded = to_utf32(case_fold(text));
  if (folded.size() < 5) return {folded};
  std::set<std::u32string> grams;
  for (size_t i = 0; i + 5 <= folded.size(); ++i) grams.insert(folded.substr(i, 5));
  return grams;
}

double jaccard(const std::set<std::u32string>& a, const std::set<std::u32string>& b) {
  size_t common = 0;
  for (const auto& gram : a) common += b.count(gram);
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

Dataset labelled(int rows, int classes) {
  Dataset dataset;
  dataset.task = Task::classify;
  Random random(3);
  for (int i = 0; i < rows; ++i) {
    Example example;
    for (int w = 0; w < 12; ++w) example.input += std::to_string(random.below(1000000)) + " ";
    example.target = "clase " + std::to_string(i % classes);
    dataset.examples.push_back(example);
  }
  return dataset;
}

std::vector<int> parts_of(const Split& split, size_t rows) {
  std::vector<int> parts(rows, -1);
  int number = 0;
  for (auto* part : {&split.train, &split.validation, &split.test}) {
    for (int64_t row : *part) {
      REQUIRE(parts[row] == -1);
      parts[row] = number;
    }
    ++number;
  }
  REQUIRE(std::count(parts.begin(), parts.end(), -1) == 0);
  return parts;
}

// Characters that vary at random in a sentence: pairs on both sides of the threshold.
std::vector<std::string> varied_texts(int count, uint64_t seed) {
  std::vector<std::string> texts;
  Random random(seed);
  for (int i = 0; i < count; ++i) {
    std::string text = "¿Cuál es el procedimiento para solicitar el certificado de estudios número " +
                       std::to_string(random.below(20)) + "?";
    for (uint64_t change = random.below(8); change > 0; --change) {
      text[10 + random.below(60)] = static_cast<char>('a' + random.below(26));
    }
    texts.push_back(replace_invalid_utf8(text));
  }
  return texts;
}

}  // namespace

TEST_CASE("near duplicates are exactly those of the definition, joined transitively") {
  std::vector<std::string> texts = varied_texts(150, 1);
  for (const char* text : {"", "a", "A", "abcd", "ABCD", "abce", "Canción de otoño", "CANCIÓN DE OTOÑO"}) {
    texts.emplace_back(text);
  }
  std::vector<int64_t> groups = near_duplicate_groups(texts);
  std::vector<std::set<std::u32string>> grams;
  for (const std::string& text : texts) grams.push_back(gram_set(text));
  std::vector<size_t> expected(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) expected[i] = i;
  for (size_t i = 0; i < texts.size(); ++i) {
    for (size_t j = i + 1; j < texts.size(); ++j) {
      if (jaccard(grams[i], grams[j]) < 0.8 || expected[i] == expected[j]) continue;
      size_t from = std::max(expected[i], expected[j]), to = std::min(expected[i], expected[j]);
      std::replace(expected.begin(), expected.end(), from, to);
    }
  }
  for (size_t i = 0; i < texts.size(); ++i) CHECK(groups[i] == static_cast<int64_t>(expected[i]));
  CHECK(std::set<size_t>(expected.begin(), expected.end()).size() > 20);
}

TEST_CASE("near duplicates stay fast on large and on hostile data") {
  auto seconds = [](const std::vector<std::string>& texts) {
    auto begin = std::chrono::steady_clock::now();
    near_duplicate_groups(texts);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  std::vector<std::string> copies(20000, "el mismo texto una y otra vez, sin cambiar ni una coma"), orders;
  for (int i = 0; i < 20000; ++i)
    orders.push_back("Estado del pedido " + std::to_string(100000 + i * 7) + " del cliente");
  double same = seconds(copies), alike = seconds(orders);
  MESSAGE("20,000 copies " << same << " s, 20,000 alike " << alike << " s");
  // Without the shortcuts these take minutes; the limits leave room for sanitizers on a busy machine.
  CHECK(same < 60);
  CHECK(alike < 60);
}

TEST_CASE("splits: proportions, strata, seeds") {
  Dataset dataset = labelled(1000, 10);
  Split split = split_dataset(dataset, {});
  std::vector<int> parts = parts_of(split, 1000);
  CHECK(split.near_duplicates == 0);
  CHECK(split.test.size() == 200);
  CHECK(split.validation.size() == 100);
  std::map<std::string, int> tested;
  for (int64_t row : split.test) ++tested[dataset.examples[row].target];
  for (const auto& [label, rows] : tested) CHECK(rows == 20);
  CHECK(split_dataset(dataset, {}).test == split.test);
  CHECK(split_dataset(dataset, {0.1, 0.2, 1}).test != split.test);

  // Classes at the minimum: each keeps training rows and, over all of them, the proportions hold.
  Dataset small = labelled(200, 40);
  Split tiny = split_dataset(small, {});
  std::set<std::string> trained;
  for (int64_t row : tiny.train) trained.insert(small.examples[row].target);
  CHECK(trained.size() == 40);
  CHECK(tiny.test.size() >= 38);
  CHECK(tiny.test.size() <= 42);
  CHECK(tiny.validation.size() >= 18);
  CHECK(tiny.validation.size() <= 22);
}

TEST_CASE("splits: twins stay together, copies of one text cannot be split") {
  Dataset dataset = labelled(300, 3);
  for (int i = 0; i < 100; ++i) dataset.examples[200 + i].input = dataset.examples[i].input + "!";
  Split split = split_dataset(dataset, {});
  std::vector<int> parts = parts_of(split, 300);
  for (int i = 0; i < 100; ++i) CHECK(parts[i] == parts[200 + i]);
  CHECK(split.near_duplicates == 200);
  std::set<std::string> trained;
  for (int64_t row : split.train) trained.insert(dataset.examples[row].target);
  CHECK(trained.size() == 3);
  for (Example& example : dataset.examples) example.input = "siempre el mismo texto";
  CHECK_THROWS_AS(split_dataset(dataset, {}), Error);
}

namespace {

std::string sentence(Random& random, uint64_t words) {
  std::string text;
  for (uint64_t w = 0; w < words; ++w) {
    for (uint64_t c = 2 + random.below(8); c > 0; --c) text += static_cast<char>('a' + random.below(26));
    text += ' ';
  }
  return text;
}

Dataset running(const std::vector<std::string>& passages) {
  Dataset dataset;
  dataset.task = Task::continuation;
  dataset.running_text = true;
  for (const std::string& passage : passages) {
    dataset.examples.emplace_back();
    dataset.examples.back().input = passage + "\n\n";
  }
  return dataset;
}

std::vector<std::string> different_passages(int count, uint64_t seed) {
  Random random(seed);
  std::vector<std::string> passages;
  for (int i = 0; i < count; ++i) passages.push_back(sentence(random, 8 + random.below(30)));
  return passages;
}

// Passages of a part that are (nearly) those of an earlier one.
int repeats_across(const Dataset& dataset, const Split& split) {
  std::vector<std::string> texts;
  for (const Example& example : dataset.examples) texts.push_back(example.input.substr(0, example.input.size() - 2));
  std::vector<int64_t> groups = near_duplicate_groups(texts);
  std::set<int64_t> known;
  int repeats = 0;
  for (const auto* part : {&split.train, &split.validation, &split.test}) {
    for (int64_t i : *part) repeats += known.contains(groups[static_cast<size_t>(i)]);
    for (int64_t i : *part) known.insert(groups[static_cast<size_t>(i)]);
  }
  return repeats;
}

}  // namespace

TEST_CASE("splits: what repeats in a running text stands in one part only, and is counted") {
  std::vector<std::string> passages = different_passages(500, 3);
  for (size_t i : {10u, 40u, 90u}) passages.push_back(passages[i] + "fin");
  Dataset some = running(passages);
  Split split = split_dataset(some, {});
  CHECK(repeats_across(some, split) == 0);
  CHECK(split.repeats_held_out == 3);
  CHECK(split.repeats_everywhere == 0);
  CHECK(split.near_duplicates == 6);
  CHECK(split.train.size() + split.validation.size() + split.test.size() == 500);

  std::vector<std::string> twice = different_passages(200, 4);
  for (size_t i = 0; i < 200; ++i) twice.push_back(twice[i]);
  Dataset whole = running(twice);
  split = split_dataset(whole, {});
  CHECK(repeats_across(whole, split) == 0);
  CHECK(split.repeats_everywhere == 200);
  CHECK(split.near_duplicates == 400);
  CHECK(split.train.size() + split.validation.size() + split.test.size() == 200);
  CHECK(split.train.back() < split.validation.front());
  CHECK(split.validation.back() < split.test.front());
}

TEST_CASE("splits: a running text of few passages again and again is refused") {
  std::vector<std::string> few = different_passages(4, 6), passages;
  for (size_t i = 0; i < 400; ++i) passages.push_back(few[i % 4]);
  try {
    split_dataset(running(passages), {});
    FAIL("it would be tested on copies");
  } catch (const Error& error) {
    CHECK(error.code() == "data.text_repeats");
    CHECK(error.message(Lang::es).find("400") != std::string::npos);
  }
}

TEST_CASE("splits: running text is cut in three contiguous stretches by bytes") {
  Dataset dataset = running(different_passages(500, 5));
  Split split = split_dataset(dataset, {});
  std::vector<int> parts = parts_of(split, 500);
  CHECK(std::is_sorted(parts.begin(), parts.end()));
  double bytes[3] = {0, 0, 0};
  for (int i = 0; i < 500; ++i) bytes[parts[i]] += static_cast<double>(dataset.examples[i].input.size());
  double total = bytes[0] + bytes[1] + bytes[2];
  CHECK(bytes[0] / total == doctest::Approx(0.7).epsilon(0.02));
  CHECK(bytes[2] / total == doctest::Approx(0.2).epsilon(0.03));
}

TEST_CASE("conformance: no near duplicate across the parts of upao_faq") {
  auto folder = testing::conformance("datasets");
  if (folder.empty()) return;
  Table table = load_table(folder / "upao_faq.es.csv");
  for (Task task : {Task::classify, Task::instruct}) {
    const char* target = task == Task::classify ? "Categoría" : "Respuesta";
    Dataset dataset = build_dataset(table, recognise_roles(table, {task, "Pregunta", target}));
    auto begin = std::chrono::steady_clock::now();
    Split split = split_dataset(dataset, {});
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    size_t rows = dataset.examples.size();
    MESSAGE(task_name(task) << ": " << split.train.size() << "/" << split.validation.size() << "/" << split.test.size()
                            << " of " << rows << ", " << split.near_duplicates << " with a twin, " << seconds << " s");
    std::vector<int> parts = parts_of(split, rows);
    double n = static_cast<double>(rows);
    CHECK(static_cast<double>(split.test.size()) / n == doctest::Approx(0.2).epsilon(0.1));
    CHECK(static_cast<double>(split.validation.size()) / n == doctest::Approx(0.1).epsilon(0.15));
    std::set<std::string> trained;
    for (int64_t row : split.train) trained.insert(dataset.examples[row].target);
    if (task == Task::classify) CHECK(trained.size() == dataset.labels.size());
    // By the definition, over every pair with one row held out (texts as sorted hashes, to be quick).
    std::vector<std::vector<size_t>> grams;
    for (const Example& e : dataset.examples) {
      std::vector<size_t> hashes;
      for (const auto& gram : gram_set(e.input)) hashes.push_back(std::hash<std::u32string>()(gram));
      std::sort(hashes.begin(), hashes.end());
      grams.push_back(std::move(hashes));
    }
    int64_t crossing = 0;
    std::vector<size_t> common;
    for (size_t i = 0; i < rows; ++i) {
      for (size_t j = i + 1; j < rows; ++j) {
        size_t small = std::min(grams[i].size(), grams[j].size()), large = std::max(grams[i].size(), grams[j].size());
        if (parts[i] == parts[j] || small * 10 < large * 8) continue;
        common.clear();
        std::set_intersection(grams[i].begin(), grams[i].end(), grams[j].begin(), grams[j].end(),
                              std::back_inserter(common));
        crossing += common.size() * 10 >= (small + large - common.size()) * 8;
      }
    }
    CHECK(crossing == 0);
  }
  testing::ran("datasets (split)", 2);
}
