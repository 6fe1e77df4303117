#include "afina/tokenizer/post_processor.h"

#include <algorithm>

#include "afina/base/utf8.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/vocabulary.h"

namespace afina::tokenizer {

namespace {

constexpr char32_t kByteLevelSpace = 0x120;  // "Ġ"

bool is_blank(char32_t c) noexcept { return c == kByteLevelSpace || is_white_space(c); }

int32_t read_id(const Config& config, const char* key, const Json& value) {
  if (!value.is_number_integer()) config.bad(key, "0, 1, 2…");
  bool fits = value.is_number_unsigned() ? value.get<uint64_t>() <= static_cast<uint64_t>(kMaxTokenId)
                                         : value.get<int64_t>() >= 0 && value.get<int64_t>() <= kMaxTokenId;
  if (!fits) config.bad(key, "0…" + std::to_string(kMaxTokenId));
  return value.get<int32_t>();
}

// Leaves the blanks that a byte-level token carries out of its offsets.
void trim_offsets(Draft& draft, bool add_prefix_space) {
  for (size_t i = 0; i < draft.texts.size(); ++i) {
    std::u32string token = to_utf32(draft.texts[i]);
    Offset& offset = draft.encoding.offsets[i];
    auto leading = static_cast<int32_t>(std::find_if_not(token.begin(), token.end(), is_blank) - token.begin());
    auto trailing = static_cast<int32_t>(std::find_if_not(token.rbegin(), token.rend(), is_blank) - token.rbegin());
    if (leading > 0) {
      // The blank that was put before the first word is not in the text.
      if ((i == 0 || offset.begin == 0) && add_prefix_space && leading == 1) leading = 0;
      offset.begin = std::min(offset.begin + leading, offset.end);
    }
    if (trailing > 0 && offset.end >= trailing) offset.end = std::max(offset.end - trailing, offset.begin);
  }
}

// What stands before and after the text.
struct Frame {
  std::vector<int32_t> before;
  std::vector<int32_t> after;

  void apply(Draft& draft) const {
    Encoding& encoding = draft.encoding;
    if (!draft.texts.empty()) {
      draft.texts.insert(draft.texts.begin(), before.size(), {});
      draft.texts.insert(draft.texts.end(), after.size(), {});
    }
    encoding.ids.insert(encoding.ids.begin(), before.begin(), before.end());
    encoding.offsets.insert(encoding.offsets.begin(), before.size(), Offset{});
    encoding.ids.insert(encoding.ids.end(), after.begin(), after.end());
    encoding.offsets.insert(encoding.offsets.end(), after.size(), Offset{});
  }
};

// Trims offsets, then adds a frame: either may be absent.
class TrimAndFrame final : public PostProcessor {
 public:
  TrimAndFrame(Frame frame, bool trim, bool add_prefix_space)
      : frame_(std::move(frame)), trim_(trim), add_prefix_space_(add_prefix_space) {}
  bool needs_texts() const override { return trim_; }
  void process(Draft& draft, bool add_special) const override {
    if (trim_) trim_offsets(draft, add_prefix_space_);
    if (add_special) frame_.apply(draft);
  }

 private:
  Frame frame_;
  bool trim_;
  bool add_prefix_space_;
};

class SequenceProcessor final : public PostProcessor {
 public:
  explicit SequenceProcessor(std::vector<std::unique_ptr<PostProcessor>> steps) : steps_(std::move(steps)) {}
  bool needs_texts() const override {
    return std::any_of(steps_.begin(), steps_.end(), [](const auto& step) { return step->needs_texts(); });
  }
  void process(Draft& draft, bool add_special) const override {
    for (const auto& step : steps_) step->process(draft, add_special);
  }

 private:
  std::vector<std::unique_ptr<PostProcessor>> steps_;
};

std::unique_ptr<PostProcessor> make_byte_level_offsets(const Config& config) {
  return std::make_unique<TrimAndFrame>(Frame{}, config.boolean("trim_offsets", true),
                                        config.boolean("add_prefix_space", true));
}

void append_special(const Config& item, const Config& specials, std::vector<int32_t>& ids) {
  std::string name = item.child("SpecialToken").text("id");
  Config special = specials.child(name.c_str());
  auto list = special.json().find("ids");
  if (list == special.json().end() || !list->is_array()) special.bad("ids", "[0, …]");
  for (const Json& id : *list) ids.push_back(read_id(special, "ids", id));
}

std::unique_ptr<PostProcessor> make_template(const Config& config) {
  Frame frame;
  bool seen_text = false;
  for (const Config& item : config.list("single")) {
    if (item.has("SpecialToken")) {
      append_special(item, config.child("special_tokens"), seen_text ? frame.after : frame.before);
    } else if (item.has("Sequence") && !seen_text) {
      seen_text = true;
    } else {
      item.bad("Sequence", "{\"SpecialToken\": …}, {\"Sequence\": …}");
    }
  }
  if (!seen_text) config.bad("single", "{\"Sequence\": …}");
  return std::make_unique<TrimAndFrame>(std::move(frame), false, false);
}

Frame read_bert_frame(const Config& config) {
  Frame frame;
  for (auto [key, ids] : {std::pair{"cls", &frame.before}, std::pair{"sep", &frame.after}}) {
    auto found = config.json().find(key);
    if (found == config.json().end() || !found->is_array() || found->size() != 2) config.bad(key, "[\"…\", 0]");
    ids->push_back(read_id(config, key, (*found)[1]));
  }
  return frame;
}

std::unique_ptr<PostProcessor> make_bert(const Config& config) {
  return std::make_unique<TrimAndFrame>(read_bert_frame(config), false, false);
}

std::unique_ptr<PostProcessor> make_roberta(const Config& config) {
  return std::make_unique<TrimAndFrame>(read_bert_frame(config), config.boolean("trim_offsets", true),
                                        config.boolean("add_prefix_space", true));
}

std::unique_ptr<PostProcessor> make_sequence_processor(const Config& config) {
  std::vector<std::unique_ptr<PostProcessor>> steps;
  for (const Config& step : config.list("processors")) steps.push_back(make_post_processor(step));
  return std::make_unique<SequenceProcessor>(std::move(steps));
}

struct Entry {
  std::string_view type;
  std::unique_ptr<PostProcessor> (*make)(const Config&);
};

constexpr Entry kRegistry[] = {
    {"Sequence", make_sequence_processor}, {"ByteLevel", make_byte_level_offsets},
    {"TemplateProcessing", make_template}, {"BertProcessing", make_bert},
    {"RobertaProcessing", make_roberta},
};

}  // namespace

std::unique_ptr<PostProcessor> make_post_processor(const Config& config) {
  std::string type = config.type();
  for (const Entry& entry : kRegistry) {
    if (entry.type == type) return entry.make(config);
  }
  config.unsupported(type);
}

std::vector<std::string_view> post_processor_types() {
  std::vector<std::string_view> types;
  for (const Entry& entry : kRegistry) types.push_back(entry.type);
  return types;
}

}  // namespace afina::tokenizer
