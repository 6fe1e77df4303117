"""Runs that `afina tune` leaves, opened by the real transformers and PEFT.

Small random models of tests/golden get a tokenizer (tiny_runs.py), are tuned for a few steps, and must give in PEFT what
afina gives: log-probabilities of every label within 1e-4 of the largest logit, and the same greedy ids.
"""
import json
import math
import pathlib
import sys
import tempfile

import peers

peers.need("PEFT", ["torch", "transformers", "peft"])

import torch  # noqa: E402
import transformers  # noqa: E402
from peft import PeftModel  # noqa: E402
from transformers import AutoModelForCausalLM  # noqa: E402

from peft_opens_adapter import TOLERANCE, open_model  # noqa: E402
from tiny_runs import classify, copy_model, ids_of, texts, write_labelled  # noqa: E402

# Llama 3's rope scaling and a tied head in bf16; Qwen2 (biases) in f32; GPT-2 in shards.
MODELS = ("llama_15", "llama_05", "gpt2_03")
NEW_TOKENS = 24


def tune(model, folder, task, data):
    run = folder / f"run-{task}"
    peers.afina("tune", data, "--model", model, "--out", run, "--task", task, "--method", "lora", "--max-steps", 3,
                "--rank", 4, "--learning-rate", 0.05, "--max-length", 48, "--batch-size", 8)
    return run


def compare_classifier(model, folder):
    run = tune(model, folder, "classify", write_labelled(folder))
    asked = [t for t, _ in texts(12)]
    answers = classify(run, asked, folder)
    theirs = open_model(model, run / "adapter")
    labels = theirs.config.id2label
    worst, moved = 0.0, 0.0
    for ids, answer in zip(ids_of(model, asked), answers, strict=True):
        with torch.no_grad():
            logits = theirs(torch.tensor([ids])).logits[0].double()
            with theirs.disable_adapter():
                moved = max(moved, (logits - theirs(torch.tensor([ids])).logits[0]).abs().max().item())
        ours = {p["label"]: math.log(p["probability"]) for p in answer["labels"]}
        expected = torch.log_softmax(logits, -1)
        for i in range(len(logits)):
            worst = max(worst, abs(ours[labels[i]] - expected[i].item()) / max(1.0, logits.abs().max().item()))
    print(f"{model.name} classify: largest difference {worst:.1e}, the adapter moves logits by {moved:.2g}")
    return worst <= TOLERANCE and moved > 1e-3


def greedy(model, ids, stop):
    made = []
    with torch.no_grad():
        while len(made) < NEW_TOKENS:
            best = int(model(torch.tensor([ids + made])).logits[0, -1].argmax())
            if best == stop:
                break
            made.append(best)
    return made


def compare_writer(model, folder):
    data = folder / "book.txt"
    data.write_text("\n\n".join(t for t, _ in texts(300)), encoding="utf-8")
    run = tune(model, folder, "continue", data)
    plain = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32, attn_implementation="eager").eval()
    base = {prompt: greedy(plain, ids, 2) for prompt, ids in zip(*prompts(model))}
    theirs = PeftModel.from_pretrained(plain, run / "adapter").eval()
    wrong, changed = 0, 0
    for prompt, ids in zip(*prompts(model)):
        made = json.loads(peers.afina("generate", run, "--prompt", prompt, "--max-new-tokens", NEW_TOKENS, "--json"))
        expected = greedy(theirs, ids, 2)
        wrong += made["prompt_ids"] != ids or made["ids"] != expected
        changed += expected != base[prompt]
    print(f"{model.name} continue: {wrong} of {len(base)} with other greedy ids, the adapter changes {changed}")
    return wrong == 0 and changed > 0


def prompts(model):
    asked = ["la calle", "hay un", "agua 12", "farola", "un"]
    return asked, ids_of(model, asked)


def main():
    good = True
    torch.set_num_threads(2)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as temporary:
        for name in MODELS:
            folder = pathlib.Path(temporary) / name
            model = copy_model(name, folder)
            good = compare_classifier(model, folder) and good
            good = compare_writer(model, folder) and good
    print(f"RAN runs in PEFT {2 * len(MODELS)}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
