"""tokenizer_training.py on the demo texts: what afina trains, Hugging Face tokenizers reads and trains too."""
import pathlib
import tempfile

import peers

VOCABULARY = 1500

peers.need("tokenizer training", ["tokenizers"])
with tempfile.TemporaryDirectory() as folder:
    demo = peers.ROOT / "assets" / "demo"
    lines = [line for name in ("documento.txt", "oficina.csv") for line in (demo / name).read_text(encoding="utf-8").split("\n")]
    text, trained = pathlib.Path(folder) / "texts.txt", pathlib.Path(folder) / "tokenizer.json"
    text.write_text("\n".join(lines), encoding="utf-8")
    peers.afina("train-tokenizer", text, "--vocab-size", VOCABULARY, "--out", trained)
    peers.run("tokenizer training", "tokenizer_training.py", [trained, text, "--afina", peers.PROGRAM, "--retrain"],
              needs=["tokenizers"])
