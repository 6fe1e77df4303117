#include <fmt/format.h>

#include <limits>

#include "afina/base/json.h"
#include "afina/base/stop.h"
#include "afina/io/input_file.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

// Lines of a file or of standard input, one at a time, without their line break.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& file)
      : name_(file.empty() ? "stdin" : "--file"),
        lines_(file.empty() ? InputFile::standard_input() : InputFile::open_text(file)) {}
  bool next(std::string& line) {
    if (!lines_.next(line)) return false;
    ++number_;
    return true;
  }
  std::string place() const { return fmt::format("{}:{}", name_, number_); }

 private:
  std::string_view name_;
  LineReader lines_;
  int64_t number_ = 0;
};

// The list under "ids": whole numbers, none too large to be the id of a token.
std::vector<int32_t> ids_of(const Json& line, const std::string& place) {
  std::vector<int32_t> ids;
  auto found = line.is_object() ? line.find("ids") : line.end();
  bool good = found != line.end() && found->is_array();
  for (size_t i = 0; good && i < found->size(); ++i) {
    const Json& id = (*found)[i];
    good = id.is_number_integer() && id >= 0 && id <= std::numeric_limits<int32_t>::max();
    if (good) ids.push_back(id.get<int32_t>());
  }
  if (!good) fail("base.json_type", {{"place", place}, {"key", "ids"}});
  return ids;
}

class Tokenize : public Command {
 public:
  std::string_view name() const override { return "tokenize"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Muestra en qué trozos (tokens) ve un modelo cada línea de texto."
                            : "Shows the pieces (tokens) in which a model sees each line of text.";
  }
  std::string_view example() const override { return "echo \"Había una vez\" | afina tokenize semilla"; }
  void declare(Arguments& a) override {
    a.positional(&model_, "MODEL", {"model", "Modelo o tokenizer.json.", "Model or tokenizer.json."});
    a.option(&file_, "FILE",
             {"file", "Archivo de texto (vacío: la entrada estándar).", "Text file (empty: standard input)."});
    a.flag(jsonl_, {"jsonl", "Cada línea de entrada es un texto JSON.", "Each input line is a JSON string."});
    a.flag(no_special_, {"no-special", "Sin los tokens que se añaden al principio o al final.",
                         "Without the tokens added at the beginning or end."});
  }
  int run(Session& session) override {
    auto tok = workflow::load_tokenizer_source(model_);
    Lines lines(file_);
    for (std::string line; lines.next(line);) {
      std::string input = line;
      if (jsonl_) {
        Json value = parse_json(line, lines.place());
        if (!value.is_string()) fail("cli.not_a_json_string", {{"place", lines.place()}});
        input = value.get<std::string>();
      }
      auto encoding = tok.encode(input, {.add_special = !no_special_});
      Json tokens = Json::array(), offsets = Json::array();
      StopCheck stop;
      for (int32_t id : encoding.ids) {
        stop();
        tokens.push_back(tok.token_of(id).value_or(""));
      }
      for (auto o : encoding.offsets) offsets.push_back({o.begin, o.end});
      print_json({{"ids", encoding.ids}, {"tokens", tokens}, {"offsets", offsets}});
      if (session.control.cancelled()) return kInterrupted;
    }
    return kDone;
  }

 private:
  std::string model_;
  std::filesystem::path file_;
  bool jsonl_ = false, no_special_ = false;
};

class Detokenize : public Command {
 public:
  std::string_view name() const override { return "detokenize"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Convierte tokens en texto: una línea {\"ids\":[…]} por texto."
                            : "Turns tokens into text: one line {\"ids\":[…]} a text.";
  }
  void declare(Arguments& a) override {
    a.positional(&model_, "MODEL", {"model", "Modelo o tokenizer.json.", "Model or tokenizer.json."});
    a.flag(keep_special_, {"keep-special", "Conserva los tokens especiales.", "Keeps the special tokens."});
  }
  int run(Session& session) override {
    auto tok = workflow::load_tokenizer_source(model_);
    Lines lines("");
    for (std::string line; lines.next(line);) {
      Json value = parse_json(line, lines.place());
      print_json({{"text", tok.decode(ids_of(value, lines.place()), !keep_special_)}});
      if (session.control.cancelled()) return kInterrupted;
    }
    return kDone;
  }

 private:
  std::string model_;
  bool keep_special_ = false;
};

class TrainTokenizer : public Command {
 public:
  TrainTokenizer() { request_.special_tokens = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"}; }
  std::string_view name() const override { return "train-tokenizer"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Hace un tokenizador propio con tus textos."
                            : "Makes a tokenizer of your own from your texts.";
  }
  std::string_view example() const override {
    return "afina train-tokenizer textos.txt --vocab-size 4000 --out tokenizer.json";
  }
  void declare(Arguments& a) override {
    a.positional(&files_, "FILE", {"file", "Archivos de texto o JSONL.", "Text or JSONL files."});
    a.options(request_);
    a.option(&request_.out, "F", {"out", "Archivo que se escribe.", "File to write."});
    a.option(&request_.special_tokens, "TEXT",
             {"special", "Token especial (se puede repetir).", "Special token (may be repeated)."});
  }
  int run(Session& session) override {
    if (request_.out.empty()) fail("cli.need_out_file");
    request_.files.assign(files_.begin(), files_.end());
    workflow::train_tokenizer(request_, session.control);
    if (session.json)
      print_json({{"out", request_.out.string()}});
    else
      print("{}\n", text("cli.tokenizer_written", {{"path", request_.out.string()}}));
    return kDone;
  }

 private:
  std::vector<std::string> files_;
  workflow::TrainTokenizerRequest request_;
};

}  // namespace

std::unique_ptr<Command> make_tokenize() { return std::make_unique<Tokenize>(); }
std::unique_ptr<Command> make_detokenize() { return std::make_unique<Detokenize>(); }
std::unique_ptr<Command> make_train_tokenizer() { return std::make_unique<TrainTokenizer>(); }

}  // namespace afina::cli
