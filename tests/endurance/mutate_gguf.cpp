// GGUF headers changed at random: an error or a model, never a crash, more than a second, or more than 512 MB.
//
//   mutate_gguf [SEED [COUNT]]
//
// In-process, for a build with sanitizers: each file lies in a buffer of its own size, and of what is read every byte
// is looked at. Prints what came out, by error code; ends 1 on a breach.
#include <sys/resource.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/io/gguf.h"
#include "afina/models/gguf_config.h"
#include "afina/tokenizer/gguf_tokenizer.h"

using namespace afina;

namespace {

constexpr double kMostSeconds = 1;
constexpr long kMostKilobytes = 512 << 10;

// Of this process: what other programs do meanwhile does not count.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::string whole_file(const GgufWriter& writer, std::span<const TensorToWrite> tensors) {
  std::string file = writer.header(tensors);
  for (const TensorToWrite& tensor : tensors) {
    file.append(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
    file.resize((file.size() + 31) / 32 * 32);
  }
  return file;
}

// Keys of a tokenizer of that kind with a few pieces.
void write_tokenizer(GgufWriter& writer, const std::string& kind, int pieces) {
  std::vector<std::string> tokens = {"<unk>", "<s>", "</s>", "a", "b", "ab", " ", "  "};
  std::vector<int32_t> types = {2, 3, 3, 1, 1, 1, 1, 4};
  for (int i = 0; i < pieces; ++i) {
    tokens.push_back("ab" + std::to_string(i));
    types.push_back(1 + i % 6);
  }
  writer.set("tokenizer.ggml.model", kind);
  writer.set("tokenizer.ggml.pre", "llama-bpe");
  writer.set("tokenizer.ggml.tokens", tokens);
  writer.set("tokenizer.ggml.scores", std::vector<float>(tokens.size(), -1.f));
  writer.set("tokenizer.ggml.token_type", types);
  if (kind == "gpt2") writer.set("tokenizer.ggml.merges", std::vector<std::string>{"a b"});
  writer.set_u32("tokenizer.ggml.bos_token_id", 1);
  writer.set_flag("tokenizer.ggml.add_bos_token", true);
  writer.set("tokenizer.chat_template", "{{ messages }}");
}

std::string sound_file(const std::string& architecture, const std::string& kind, int pieces) {
  GgufWriter writer;
  writer.set("general.architecture", architecture);
  for (const char* key : {"block_count", "context_length", "embedding_length", "feed_forward_length",
                          "attention.head_count", "attention.head_count_kv", "attention.sliding_window"}) {
    writer.set_u32(architecture + "." + key, 4);
  }
  writer.set_f32(architecture + ".rope.freq_base", 10000);
  writer.set(architecture + ".rope.scaling.type", "yarn");
  write_tokenizer(writer, kind, pieces);
  const std::string data(512, 'd');
  const auto bytes = [&](size_t size) { return std::as_bytes(std::span(data.data(), size)); };
  const TensorToWrite tensors[] = {{"token_embd.weight", DType::q8_0, {2, 64}, bytes(136)},
                                   {"blk.0.attn_q.weight", DType::q4_k, {2, 256}, bytes(288)},
                                   {"output_norm.weight", DType::f32, {64}, bytes(256)},
                                   {"rope_freqs.weight", DType::f32, {4}, bytes(16)},
                                   {"blk.0.ffn_up.weight", DType::bf16, {2, 3, 4}, bytes(48)}};
  return whole_file(writer, tensors);
}

std::vector<std::string> sound_files() {
  return {sound_file("llama", "gpt2", 0), sound_file("llama", "llama", 30), sound_file("gemma3", "llama", 3),
          sound_file("phi3", "gpt2", 3)};
}

void overwrite(std::string& file, size_t at, uint64_t value, size_t size) {
  if (file.size() < size) return;
  std::memcpy(file.data() + std::min(at, file.size() - size), &value, size);
}

// One change somewhere.
void mutate(std::string& file, Random& random) {
  static constexpr uint64_t kNasty[] = {0,
                                        1,
                                        2,
                                        7,
                                        8,
                                        9,
                                        12,
                                        13,
                                        31,
                                        32,
                                        255,
                                        256,
                                        65535,
                                        65536,
                                        0x7fffffff,
                                        0x80000000,
                                        0xffffffff,
                                        1u << 20,
                                        uint64_t{1} << 32,
                                        uint64_t{1} << 40,
                                        uint64_t{1} << 60,
                                        uint64_t{1} << 62,
                                        uint64_t{1} << 63,
                                        ~uint64_t{0},
                                        ~uint64_t{31}};
  if (file.empty()) return;
  const size_t at = random.below(file.size());
  const size_t length = std::min<size_t>(1 + random.below(40), file.size() - at);
  const uint64_t nasty = kNasty[random.below(std::size(kNasty))];
  switch (random.below(9)) {
    case 0:
      file[at] = static_cast<char>(file[at] ^ (1 << random.below(8)));
      break;
    case 1:
      file[at] = static_cast<char>(random.below(256));
      break;
    case 2:
      overwrite(file, at, nasty, 8);
      break;
    case 3:
      overwrite(file, at, nasty, 4);
      break;
    case 4:
      overwrite(file, 8 + 8 * random.below(2), nasty, 8);  // a count
      break;
    case 5:
      file.resize(at);
      break;
    case 6:
      file.erase(at, length);
      break;
    case 7:
      file.insert(random.below(file.size()), file.substr(at, length));
      break;
    default:
      overwrite(file, at, random.bits(), 1 + random.below(8));
  }
}

// Looks at all that was read, so that a view outside the buffer is found.
uint64_t look(const Gguf& gguf) {
  uint64_t sum = 0;
  for (const auto& [key, value] : gguf.metadata()) {
    sum += key.size() + value.index();
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      for (char c : *text) sum += static_cast<unsigned char>(c);
    }
    if (!gguf.is_list(key)) continue;
    for (std::string_view text : std::get<GgufArray>(value).strings) sum += text.empty() ? 0 : text.back() + text[0];
    for (std::byte byte : std::get<GgufArray>(value).numbers) sum += std::to_integer<uint64_t>(byte);
  }
  for (const auto& [name, tensor] : gguf.tensors()) {
    for (std::byte byte : tensor.bytes) sum += std::to_integer<uint64_t>(byte);
    sum += static_cast<uint64_t>(tensor.elements());
  }
  return sum;
}

std::string told(const Error& error) {
  static_cast<void>(error.message(Lang::es) + error.hint(Lang::en));
  return error.code();
}

// The tokenizer, then the config and the names, of a file that was read.
std::string use(const Gguf& gguf) {
  std::string outcome = "read";
  try {
    static_cast<void>(tokenizer::tokenizer_config_from_gguf(gguf));
    static_cast<void>(tokenizer::tokenizer_from_gguf(gguf).encode("ab a  b</s>"));
  } catch (const Error& error) {
    outcome += ", " + told(error);
  }
  try {
    static_cast<void>(models::hf_config_from_gguf(gguf));
    for (const auto& [name, tensor] : gguf.tensors()) static_cast<void>(models::hf_name("llama", name));
  } catch (const Error& error) {
    outcome += ", " + told(error);
  }
  return outcome;
}

std::string outcome_of(const std::string& file) {
  auto exact = std::make_shared<std::vector<std::byte>>(file.size());
  if (!file.empty()) std::memcpy(exact->data(), file.data(), file.size());
  try {
    const Gguf gguf = read_gguf(*exact, exact, "mutated");
    if (look(gguf) == 0) return "read, nothing in it";
    return use(gguf);
  } catch (const Error& error) {
    return told(error);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20000;
  const std::vector<std::string> sound = sound_files();
  for (const std::string& file : sound) {
    if (outcome_of(file) != "read") return std::printf("a sound file is refused: %s\n", outcome_of(file).c_str()), 1;
  }
  Random random(seed);
  std::map<std::string, uint64_t> outcomes;
  double slowest = 0;
  for (uint64_t i = 0; i < count; ++i) {
    std::string file = sound[random.below(sound.size())];
    for (uint64_t changes = 1 + random.below(3); changes > 0; --changes) mutate(file, random);
    const double begin = processor_seconds();
    ++outcomes[outcome_of(file)];
    slowest = std::max(slowest, processor_seconds() - begin);
  }
  for (const auto& [outcome, times] : outcomes)
    std::printf("%8lu %s\n", static_cast<unsigned long>(times), outcome.c_str());
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("RAN mutated GGUF headers %lu\nseed %lu, slowest %.4f s, at most %ld MB\n",
              static_cast<unsigned long>(count), static_cast<unsigned long>(seed), slowest, used.ru_maxrss >> 10);
  return slowest > kMostSeconds || used.ru_maxrss > kMostKilobytes ? 1 : 0;
}
