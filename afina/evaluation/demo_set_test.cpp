#include <doctest/doctest.h>

#include "afina/base/test_support.h"
#include "afina/baselines/baselines.h"
#include "afina/data/dataset.h"

using namespace afina;

namespace {

data::Dataset complaints(const char* file) {
  auto path = std::filesystem::path(AFINA_SOURCE_DIR) / "assets" / "demo" / file;
  data::Table table = data::load_table(path);
  return data::build_dataset(table, data::recognise_roles(table, {data::Task::classify, "", ""}));
}

}  // namespace

TEST_CASE("the complaints are neither trivial nor hopeless for TF-IDF: 75 to 92 % on the test rows") {
  data::Dataset tuning = complaints("quejas.csv"), held_out = complaints("quejas.prueba.csv");
  REQUIRE(tuning.labels == held_out.labels);
  data::Split split = data::split_dataset(tuning, {0.1, 0.2, 1});
  auto label = [&](const data::Example& e) {
    return static_cast<int32_t>(std::find(tuning.labels.begin(), tuning.labels.end(), e.target) -
                                tuning.labels.begin());
  };
  auto texts = [&](const std::vector<int64_t>& part) {
    std::vector<baselines::LabelledText> all;
    for (int64_t i : part) {
      const data::Example& e = tuning.examples[static_cast<size_t>(i)];
      all.push_back({e.input, label(e)});
    }
    return all;
  };
  ThreadPool pool(2);
  auto classifier = baselines::TfidfClassifier::fit(texts(split.train), texts(split.validation),
                                                    static_cast<int32_t>(tuning.labels.size()), pool);
  size_t right = 0;
  for (const data::Example& e : held_out.examples) right += classifier.predict(e.input) == label(e);
  double accuracy = static_cast<double>(right) / static_cast<double>(held_out.examples.size());
  MESSAGE("TF-IDF: ", accuracy, " (", classifier.description(), ")");
  CHECK(accuracy >= 0.75);
  CHECK(accuracy <= 0.92);
}
