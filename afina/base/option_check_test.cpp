#include "afina/base/option_check.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "afina/base/options_json.h"
#include "afina/base/test_support.h"

using namespace afina;

namespace {

struct Sample {
  int64_t count = 2;
  double share = 0.5;
  bool fast = false;
  std::string kind = "a";

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.count, OptionSpec{"the-count", "x", "x"}.range(1, 8));
    visit(self.share, OptionSpec{"share", "x", "x"}.range(0, 1));
    visit(self.fast, OptionSpec{"fast", "x", "x"});
    visit(self.kind, OptionSpec{"kind", "x", "x"}.one_of({"a", "b"}));
  }
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const OptionSpec kCount = OptionSpec{"the-count", "x", "x"}.range(1, 8);
const OptionSpec kSeed = OptionSpec{"seed", "x", "x"}.range(0, kMostSeed);
const OptionSpec kShare = OptionSpec{"share", "x", "x"}.range(-1, 0.95);
const OptionSpec kKind = OptionSpec{"kind", "x", "x"}.one_of({"a", "b"});

// "code: message", empty where nothing is thrown.
template <class Call>
std::string refusal(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code() + ": " + error.message(Lang::en);
  }
  return {};
}

struct Keyword {
  Keyword() { set_option_style(OptionStyle::keyword); }
  ~Keyword() { set_option_style(OptionStyle::command_line); }
};

}  // namespace

TEST_CASE("both ends of a range belong to it") {
  for (int64_t good : {1, 8}) CHECK_NOTHROW(check_value(kCount, good));
  for (double good : {-1.0, 0.95, 0.0}) CHECK_NOTHROW(check_value(kShare, good));
  for (int64_t bad : {int64_t{0}, int64_t{9}, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()})
    CHECK(testing::error_code([&] { check_value(kCount, bad); }) == "workflow.option_out_of_range");
  for (double bad : {-1.0000001, 0.9500001, std::nan(""), kInfinity, -kInfinity})
    CHECK(testing::error_code([&] { check_value(kShare, bad); }) == "workflow.option_out_of_range");
}

TEST_CASE("a seed of 2^63 or near it is refused and 2^53 - 1 is not") {
  CHECK_NOTHROW(check_value(kSeed, int64_t{9007199254740991}));
  for (int64_t bad : {int64_t{9007199254740992}, int64_t{9007199254740993}, std::numeric_limits<int64_t>::max()})
    CHECK(testing::error_code([&] { check_value(kSeed, bad); }) == "workflow.option_out_of_range");
  CHECK(testing::error_code([] { parse_number<int64_t>(kSeed, "9223372036854775808"); }) ==
        "workflow.option_out_of_range");
}

TEST_CASE("NaN and infinities are refused even where no range is declared") {
  const OptionSpec open{"open", "x", "x"};
  for (double bad : {std::nan(""), kInfinity, -kInfinity})
    CHECK(testing::error_code([&] { check_value(open, bad); }) == "workflow.option_out_of_range");
  CHECK_NOTHROW(check_value(open, 1e300));
}

TEST_CASE("the refusal names the option as it was written, the value and the range") {
  const std::string range = "is outside the allowed range, 1 to 8.";
  CHECK(refusal([] { check_value(kCount, int64_t{-5}); }) == "workflow.option_out_of_range: --the-count: -5 " + range);
  {
    const Keyword keyword;
    CHECK(refusal([] { check_value(kCount, int64_t{-5}); }) == "workflow.option_out_of_range: the_count=: -5 " + range);
  }
  Sample sample;
  CHECK(refusal([&] {
          options_from_json(sample, {{"the-count", 9}}, "run.json");
        }) == "workflow.option_out_of_range: run.json: the-count: 9 " + range);
  CHECK(refusal([] { check_value(kShare, 2.5); }).find("2.5 is outside the allowed range, -1 to 0.95.") !=
        std::string::npos);
  CHECK(refusal([] { check_value(kShare, std::nan("")); }).find("nan is outside") != std::string::npos);
  CHECK(refusal([] { check_value(kKind, std::string_view("c")); }) ==
        "workflow.option_choice: --kind: \"c\" is not one of the choices: a, b.");
}

TEST_CASE("numbers as a person types them") {
  CHECK(parse_number<int64_t>(kCount, "7") == 7);
  CHECK(parse_number<int64_t>(kCount, "+7") == 7);
  CHECK(parse_number<int64_t>(kCount, "-7") == -7);
  CHECK(parse_number<int64_t>(kCount, "010") == 10);
  for (const char* bad : {"", "+", "-", "+-1", "1.5", "1e3", "0x10", "7 ", " 7", "siete", "1,5"})
    CHECK_FALSE(parse_number<int64_t>(kCount, bad));
  CHECK(parse_number<double>(kShare, "1e-3") == 0.001);
  CHECK(parse_number<double>(kShare, "+.5") == 0.5);
  CHECK(std::isnan(*parse_number<double>(kShare, "nan")));
  for (const char* bad : {"", "1,5", "0.5 ", "mucho", "1e"}) CHECK_FALSE(parse_number<double>(kShare, bad));
  CHECK(testing::error_code([] { parse_number<double>(kShare, "1e400"); }) == "workflow.option_out_of_range");
  CHECK(testing::error_code([] { parse_number<int64_t>(kCount, "99999999999999999999"); }) ==
        "workflow.option_out_of_range");
}

TEST_CASE("options from a dictionary are of their type and in their range") {
  auto refused = [](const Json& given) {
    Sample sample;
    return testing::error_code([&] { set_options(sample, given); });
  };
  Sample sample;
  set_options(sample, {{"the_count", 3.0}, {"share", 1}, {"fast", true}, {"kind", "b"}});
  CHECK(sample.count == 3);
  CHECK(sample.share == 1);
  CHECK(sample.fast);
  CHECK(sample.kind == "b");
  set_options(sample, {{"the_count", nullptr}});
  CHECK(sample.count == 3);
  for (const Json& bad : {Json(0), Json(9), Json(1e300), Json(uint64_t{1} << 63), Json("nan"), Json("inf"),
                          Json("100000000000000000000000")})
    CHECK(refused({{"the_count", bad}}) == "workflow.option_out_of_range");
  for (const Json& bad : {Json(2.5), Json(true), Json("3"), Json("mucho"), Json::array()})
    CHECK(refused({{"the_count", bad}}) == "base.json_type");
  CHECK(refused({{"share", "nan"}}) == "workflow.option_out_of_range");
  CHECK(refused({{"fast", 1}}) == "base.json_type");
  CHECK(refused({{"kind", "c"}}) == "workflow.option_choice");
  CHECK(refused({{"kind", 1}}) == "base.json_type");
  CHECK(refused({{"conut", 1}}) == "workflow.unknown_option");
}

TEST_CASE("options from a file of ours") {
  Sample sample;
  options_from_json(sample, options_to_json(Sample{.count = 5, .share = 0.25, .fast = true, .kind = "b"}), "run.json");
  CHECK(sample.count == 5);
  CHECK(sample.kind == "b");
  for (const Json& bad : {Json{{"the-count", 0}}, Json{{"the-count", uint64_t{1} << 40}}, Json{{"share", -0.1}}})
    CHECK(testing::error_code([&] { options_from_json(sample, bad, "run.json"); }) == "workflow.option_out_of_range");
  CHECK(testing::error_code([&] {
          options_from_json(sample, {{"the-count", nullptr}}, "run.json");
        }) == "base.json_type");
  CHECK(testing::error_code([&] { options_from_json(sample, Json::array(), "run.json"); }) == "base.json_type");
  CHECK(testing::error_code([] { check_options(Sample{.count = 9}); }) == "workflow.option_out_of_range");
}

TEST_CASE("what there is to set says its range") {
  const Json all = describe_options(Sample{});
  CHECK(all[0]["min"] == 1);
  CHECK(all[0]["max"] == 8);
  CHECK(all[0]["max"].is_number_integer());
  CHECK(all[3]["choices"] == Json::array({"a", "b"}));
}
