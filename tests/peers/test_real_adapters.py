"""Adapters on the real models, both ways: those that PEFT makes open in afina with PEFT's logits, and afina's in PEFT.

build/test_models computes afina's side (afina/models/real_adapters_test.cpp). Logits must be equal within 1e-4 of the
largest. Models lie in AFINA_MODELS, else ~/.cache/afina-models.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import peers

peers.need("real adapters", ["torch", "transformers", "peft"])

import torch  # noqa: E402
import transformers  # noqa: E402
from peft import LoraConfig, get_peft_model  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: E402

from peft_opens_adapter import compare  # noqa: E402

MODELS = pathlib.Path(os.environ.get("AFINA_MODELS") or pathlib.Path.home() / ".cache" / "afina-models")
TEXTS = ("La calle está llena de agua", "The lamp is out")
# What changes the arithmetic of an adapter, and what PEFT saves beside it. Embeddings of Gemma are 0.7 GB: SmolLM2's
# stand for them.
PATTERNS = dict(target_modules="all-linear", r=8, lora_alpha=12, use_rslora=True,
                rank_pattern={"q_proj": 4, "layers.1.mlp.up_proj": 12}, alpha_pattern={"down_proj": 5})
NORMS = dict(target_modules=r".*\.[0-4]\.self_attn\.(q|v)_proj", r=16, lora_alpha=32,
             modules_to_save=["input_layernorm", "model.norm"])
CASES = {"smollm2": {"patterns": PATTERNS, "norms": NORMS,
                     "head": dict(r=4, target_modules=["o_proj"], modules_to_save=["lm_head"]),
                     "table": dict(r=4, target_modules=["gate_proj"], modules_to_save=["embed_tokens"]),
                     "tied": dict(r=4, target_modules=["k_proj"], modules_to_save=["embed_tokens"],
                                  ensure_weight_tying=True)},
         "gemma3": {"patterns": PATTERNS, "norms": NORMS}}


def disturb(model):
    """As training would leave it: whatever learns moves."""
    generator = torch.Generator().manual_seed(5)
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and "lora_A" not in name:
            size = 0.02 if "lora_B" in name else 0.1 * parameter.abs().mean()
            parameter.data += size * torch.randn(parameter.shape, generator=generator)


def logits_of(model, sequences):
    with torch.no_grad():
        return torch.cat([model(torch.tensor([ids])).logits[0] for ids in sequences])


def make(base, options, sequences, folder):
    """An adapter as PEFT saves it, with the logits it gives."""
    torch.manual_seed(3)
    plain = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager").eval()
    model = get_peft_model(plain, LoraConfig(task_type="CAUSAL_LM", **options)).eval()
    disturb(model)
    model.save_pretrained(folder)
    logits = logits_of(model, sequences)
    with model.disable_adapter():
        moved = (logits_of(model, sequences) - logits).abs().max().item()
    assert moved > 1e-2, f"{folder}: the adapter changes nothing"
    save_file({"logits": logits}, folder / "expected.safetensors")


def main():
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    present = [name for name in CASES if (MODELS / name / "config.json").exists()]
    for name in set(CASES) - set(present):
        print(f"SKIPPED models: {name}", flush=True)
    if not present:
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        cases = {"theirs": [], "ours": []}
        for name in present:
            base = str(MODELS / name)
            sequences = AutoTokenizer.from_pretrained(base)(list(TEXTS)).input_ids
            for case, options in CASES[name].items():
                make(base, options, sequences, root / f"{name}_{case}")
                cases["theirs"].append({"name": f"{name}_{case}", "base": base, "sequences": sequences})
            cases["ours"].append({"name": f"{name}_ours", "base": base, "sequences": sequences})
        (root / "cases.json").write_text(json.dumps(cases))
        tests = pathlib.Path(peers.PROGRAM).with_name("test_models")
        done = subprocess.run([tests, "--test-case=adapters on real weights*"],
                              env={**os.environ, "AFINA_PEER_ADAPTERS": str(root)})
        good = done.returncode == 0
        for case in cases["ours"]:
            folder = root / case["name"]
            good = (folder / "logits.json").exists() and compare(case["base"], folder, folder / "logits.json") and good
        print(f"RAN real adapters {len(cases['theirs']) + len(cases['ours'])}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
