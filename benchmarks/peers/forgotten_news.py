#!/usr/bin/env python3
"""What runs with an adapter forgot of ordinary Spanish, on texts that the project did not write: bits per byte of the
first characters of news articles (set mlsum_es of the conformance data's summaries), read by transformers + PEFT with
the base model alone and with each run's adapter.

    python benchmarks/peers/forgotten_news.py RUN [RUN ...] [--articles 10] [--characters 1500] [--threads N]

Needs torch, transformers and peft in the Python that runs it, and runs whose base model is a Hugging Face folder.
"""
import argparse
import gzip
import json
import math
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFORMANCE = pathlib.Path(os.environ.get("AFINA_CONFORMANCE") or ROOT.parent / "shared" / "conformance")
DOCUMENTS = CONFORMANCE / "summaries" / "documents.jsonl.gz"


def articles(count, characters):
    with gzip.open(DOCUMENTS, "rt", encoding="utf-8") as lines:
        documents = [one["document"] for one in map(json.loads, lines) if one["set"] == "mlsum_es"]
    return [text[:characters] for text in documents[:count]]


def bits_per_byte(model, tokenizer, texts):
    import torch
    nats = size = 0
    for text in texts:
        ids = tokenizer(text, return_tensors="pt").input_ids
        with torch.no_grad():
            likely = model(ids).logits[0, :-1].log_softmax(-1)
        nats -= likely.gather(1, ids[0, 1:, None]).sum().item()
        size += len(text.encode())
    return nats / size / math.log(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=pathlib.Path, metavar="RUN")
    parser.add_argument("--articles", type=int, default=10)
    parser.add_argument("--characters", type=int, default=1500)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if not DOCUMENTS.exists():
        sys.exit(f"{DOCUMENTS}: not there; without the conformance data there is nothing to read")
    os.environ["HF_HUB_OFFLINE"] = "1"
    import peft
    import torch
    import transformers
    if options.threads:
        torch.set_num_threads(options.threads)
    texts = articles(options.articles, options.characters)
    before = {}
    for run in options.runs:
        base = json.loads((run / "run.json").read_text(encoding="utf-8"))["model"]
        tokenizer = transformers.AutoTokenizer.from_pretrained(base)
        model = transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
        if base not in before:
            before[base] = bits_per_byte(model, tokenizer, texts)
            print(f"{base}: {before[base]:.4f} bits per byte")
        after = bits_per_byte(peft.PeftModel.from_pretrained(model, run / "adapter").eval(), tokenizer, texts)
        print(f"{run}: {after:.4f} ({100 * (after / before[base] - 1):+.2f} %)", flush=True)


if __name__ == "__main__":
    main()
