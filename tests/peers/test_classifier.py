"""Runs of `afina tune --method full --task classify`, opened as they are by the real transformers.

Small random models of tests/golden are tuned for a few steps. RUN/model must open with no tensor missing or left over,
keep the labels, and give afina's scores within 1e-4 of the largest logit, one text at a time and padded together.
"""
import math
import pathlib
import sys
import tempfile

import peers

peers.need("transformers' classifiers", ["torch", "transformers"])

import torch  # noqa: E402
import transformers  # noqa: E402
from transformers import AutoModelForSequenceClassification  # noqa: E402

from tiny_runs import LABELS, classify, copy_model, ids_of, texts, write_labelled  # noqa: E402

TOLERANCE = 1e-4
# Tied bf16; untied f32 with biases; shards, untied; tied, names without prefix.
MODELS = {"llama_15": "LlamaForSequenceClassification", "llama_05": "Qwen2ForSequenceClassification",
          "gpt2_03": "GPT2ForSequenceClassification", "gpt2_02": "GPT2ForSequenceClassification"}


def open_classifier(folder, expected_class):
    model, info = AutoModelForSequenceClassification.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    wrong = {kind: sorted(names) for kind, names in info.items() if names}
    labels = model.config.id2label
    if wrong or sorted(labels.values()) != sorted(LABELS) or type(model).__name__ != expected_class:
        print(f"{folder}: {type(model).__name__}, labels {labels}, {wrong}")
        return None
    assert model.config.label2id == {label: i for i, label in labels.items()}
    return model.eval()


def padded(model, all_ids):
    longest = max(map(len, all_ids))
    pad = model.config.pad_token_id
    ids = torch.tensor([ids + [pad] * (longest - len(ids)) for ids in all_ids])
    mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids in all_ids])
    return model(ids, attention_mask=mask).logits.double()


def centred(rows):
    """Scores up to what a softmax does not see: a constant in each row."""
    return rows - rows.mean(-1, keepdim=True)


def compare(name, folder):
    model = copy_model(name, folder)
    run = folder / "run"
    peers.afina("tune", write_labelled(folder), "--model", model, "--out", run, "--task", "classify", "--method", "full",
                "--max-steps", 4, "--learning-rate", 0.01, "--max-length", 48, "--batch-size", 8)
    theirs = open_classifier(run / "model", MODELS[name])
    if theirs is None:
        return False
    asked = [t + " a" * (i % 3) for i, (t, _) in enumerate(texts(12))]
    ours = torch.zeros(len(asked), len(LABELS), dtype=torch.double)
    for row, answer in zip(ours, classify(run, asked, folder), strict=True):
        for said in answer["labels"]:
            row[theirs.config.label2id[said["label"]]] = math.log(said["probability"])
    all_ids = ids_of(model, asked)
    with torch.no_grad():
        logits = torch.cat([theirs(torch.tensor([ids])).logits for ids in all_ids]).double()
        together = padded(theirs, all_ids)
    largest = logits.abs().max().item()
    difference = (centred(ours) - centred(logits)).abs().max().item() / largest
    apart = (together - logits).abs().max().item() / largest
    spread = logits.std(0).max().item()
    print(f"{name}: largest difference {difference:.1e} of {largest:.2g}, padded {apart:.1e}, "
          f"between texts {spread:.2g}")
    return difference <= TOLERANCE and apart <= TOLERANCE and spread > 1e-3


def main():
    torch.set_num_threads(2)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        for name in MODELS:
            folder = pathlib.Path(temporary) / name
            good = compare(name, folder) and good
    print(f"RAN classifiers in transformers {len(MODELS)}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
