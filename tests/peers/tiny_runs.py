"""Small random models with a tokenizer, and labelled texts to tune them with: what the tests of whole runs share."""
import json
import pathlib
import random
import shutil

import peers

LABELS = {"aguas": "sale agua turbia", "iluminación": "la farola no va", "señal ñ": "hay un bache"}


def tokenizer_json(size):
    """Letters and a few merges, SentencePiece style, `size` tokens in all."""
    tokens = ["<unk>", "<s>", "</s>", "▁", *"abcdefghijklmnopqrstuvwxyzáéíóúñ", *"0123456789", *".,:"]
    merges = [("l", "a"), ("▁", "la"), ("e", "s"), ("u", "n"), ("▁", "un"), ("a", "r"), ("c", "a"), ("ll", "e")]
    merges = [(a, b) for a, b in merges if a in tokens or any(x + y == a for x, y in merges)]
    tokens += [a + b for a, b in merges]
    tokens += [chr(0x2460 + i) for i in range(size - len(tokens))]   # circled figures: every id of the model is a token
    assert len(tokens) == size
    added = [{"id": i, "content": tokens[i], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
              "special": True} for i in range(3)]
    space = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    back = {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, space]},
            "pre_tokenizer": None, "post_processor": None,
            "decoder": {"type": "Sequence", "decoders": [back, {"type": "Fuse"},
                                                         {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
            "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
                      "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": False, "ignore_merges": False,
                      "vocab": {token: i for i, token in enumerate(tokens)}, "merges": [f"{a} {b}" for a, b in merges]}}


def texts(count):
    chance = random.Random(3)
    for i in range(count):
        label = list(LABELS)[i % len(LABELS)]
        yield f"{chance.choice('abcdefgh')}{chance.randrange(1000)}: {LABELS[label]} {chance.choice('jkmnp')}", label


def copy_model(name, folder):
    """One of tests/golden/models, with a tokenizer of its size, in `folder`."""
    model = pathlib.Path(shutil.copytree(peers.ROOT / "tests" / "golden" / "models" / name, folder / name))
    size = json.loads((model / "config.json").read_text())["vocab_size"]
    (model / "tokenizer.json").write_text(json.dumps(tokenizer_json(size)), encoding="utf-8")
    return model


def write_labelled(folder):
    data = folder / "data.csv"
    data.write_text("texto,etiqueta\n" + "".join(f"{t},{l}\n" for t, l in texts(90)), encoding="utf-8")
    return data


def ids_of(model, lines):
    out = peers.afina("tokenize", model, input="".join(line + "\n" for line in lines))
    return [json.loads(line)["ids"] for line in out.splitlines()]


def classify(run, asked, folder):
    """What afina answers to each text: the parsed lines of `afina classify --json`."""
    (folder / "asked.txt").write_text("".join(t + "\n" for t in asked), encoding="utf-8")
    out = peers.afina("classify", run, "--file", folder / "asked.txt", "--json")
    return [json.loads(line) for line in out.splitlines()]
