"""Makes the small random models of this folder with transformers and PEFT, with what those libraries compute of them.

Every two values of every two options of a family (families.py) meet in some model (a pairwise covering array);
cases.json lists options, models and adapters. Weights are drawn wide enough that attention and activations are far
from linear. Run from anywhere; it rewrites the folder's models (needs torch, transformers, peft):

    python tests/golden/models/make_models.py
"""
import itertools
import json
import random
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from families import FAMILIES
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSequenceClassification

HERE = Path(__file__).parent
DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}


def covering_array(family, rng):
    """Greedy: each row is the best of many random ones that are built around a pair still missing."""
    options = family.options
    missing = {(a, va, b, vb) for a, b in itertools.combinations(options, 2)
               for va in options[a] for vb in options[b] if family.allowed(a, va, b, vb)}
    rows = []
    while missing:
        a, va, b, vb = min(missing, key=repr)
        best, gained = None, -1
        for _ in range(2000):
            row = {name: rng.choice(values) for name, values in options.items()}
            row[a], row[b] = va, vb
            if not all(family.allowed(c, row[c], d, row[d]) for c, d in itertools.combinations(row, 2)):
                continue
            gain = sum((c, row[c], d, row[d]) in missing for c, d in itertools.combinations(row, 2))
            if gain > gained:
                best, gained = row, gain
        rows.append(best)
        missing -= {(c, best[c], d, best[d]) for c, d in itertools.combinations(best, 2)}
    return rows


def randomise(model, generator):
    # Gemma's norms hold what is added to 1.
    norm = 0 if model.config.model_type.startswith("gemma") else 1
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            is_norm = "norm" in name or ".ln_" in name
            if is_norm and name.endswith("weight"):
                parameter.copy_(norm + 0.2 * noise)
            else:
                parameter.copy_((0.25 if parameter.dim() > 1 else 0.2) * noise)


def write_weights(model, option, prefix, folder):
    state = {k: v.to(DTYPES[option["storage"]]).contiguous() for k, v in model.state_dict().items()}
    if option["tie_word_embeddings"]:
        del state["lm_head.weight"]
    if not option.get("prefix", True):
        state = {k.removeprefix(prefix): v for k, v in state.items()}
    if not option.get("sharded", False):
        return save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    names = sorted(state)
    halves = names[: len(names) // 2], names[len(names) // 2:]
    weight_map = {}
    for i, half in enumerate(halves):
        shard = f"model-{i + 1:05d}-of-00002.safetensors"
        save_file({k: state[k] for k in half}, folder / shard, metadata={"format": "pt"})
        weight_map |= {k: shard for k in half}
    index = {"metadata": {"total_size": sum(v.numel() * v.element_size() for v in state.values())},
             "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1))


def draw_sequences(rng, vocabulary, lengths):
    return [[rng.randrange(vocabulary) for _ in range(n)] for n in lengths]


def logits_of(model, sequences):
    model.eval()
    with torch.no_grad():
        rows = [model(torch.tensor([ids])).logits for ids in sequences]
    return torch.cat([r.reshape(-1, r.shape[-1]) for r in rows]).float().contiguous()


def load(folder, kind=AutoModelForCausalLM, **extra):
    """What transformers computes from the very files, in float32."""
    return kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", **extra).eval()


def write_lora_gradients(folder, sequences, seed):
    """lora.safetensors: adapters of rank 2 and alpha 3 on every linear layer (A and B one after another, in the order
    of their names), the mean loss of predicting each sequence's next ids with them, and its gradients likewise."""
    model = load(folder)
    conv = model.config.model_type == "gpt2"
    peft = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", r=2, lora_alpha=3, target_modules="all-linear",
                                            fan_in_fan_out=conv)).eval()
    generator = torch.Generator().manual_seed(seed)
    learning = [p for _, p in sorted(item for item in peft.named_parameters() if "lora_" in item[0])]
    with torch.no_grad():
        for parameter in learning:
            parameter.copy_((0.2 * torch.randn(parameter.shape, generator=generator)).bfloat16())
    losses = [F.cross_entropy(peft(torch.tensor([ids])).logits[0, :-1], torch.tensor(ids[1:]), reduction="sum")
              for ids in sequences]
    loss = sum(losses) / sum(len(ids) - 1 for ids in sequences)
    loss.backward()
    assert all(p.grad.abs().sum() > 0 for p in learning), folder
    save_file({"loss": loss.detach().reshape(1), "values": torch.cat([p.detach().flatten() for p in learning]).bfloat16(),
               "gradients": torch.cat([p.grad.flatten() for p in learning])}, folder / "lora.safetensors")


def make_case(name, option, family, seed):
    folder = HERE / name
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(family.config(option), indent=1))
    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder), dtype=torch.float32)
    randomise(model, torch.Generator().manual_seed(seed))
    write_weights(model, option, family.prefix, folder)
    sequences = draw_sequences(random.Random(seed), family.vocabulary, family.lengths)
    save_file({"logits": logits_of(load(folder), sequences)}, folder / "expected.safetensors")
    write_lora_gradients(folder, sequences, seed)
    return {"name": name, "options": option, "sequences": sequences}


def make_adapter(name, base, lora, seed, labels=0):
    folder = HERE / name
    generator = torch.Generator().manual_seed(seed)
    if labels:
        model = load(HERE / base, AutoModelForSequenceClassification, num_labels=labels, pad_token_id=0)
    else:
        model = load(HERE / base)
    peft = get_peft_model(model, LoraConfig(**lora))
    with torch.no_grad():
        for parameter_name, parameter in peft.named_parameters():
            if "lora_" in parameter_name or "score.modules_to_save" in parameter_name:
                parameter.copy_(0.2 * torch.randn(parameter.shape, generator=generator))
    peft.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    # No path of this machine, and no order that changes from run to run.
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = base
    config["target_modules"] = sorted(config["target_modules"])
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True))
    sequences = [[1 + i % 63 for i in ids] for ids in draw_sequences(random.Random(seed), 64, (40, 7))]
    save_file({"logits": logits_of(peft, sequences)}, folder / "expected.safetensors")
    return {"name": name, "base": base, "labels": labels, "sequences": sequences}


def adapters(cases):
    def base(family, storage="f32"):
        return next(c["name"] for c in cases if c["name"].startswith(family) and c["options"]["storage"] == storage
                    and c["options"]["prefix"])

    causal = {"task_type": "CAUSAL_LM", "init_lora_weights": True}
    return [
        make_adapter("adapter_llama", base("llama"), {**causal, "r": 4, "lora_alpha": 6,
                     "target_modules": ["q_proj", "v_proj", "down_proj"]}, 1),
        make_adapter("adapter_patterns", base("llama", "bf16"), {**causal, "r": 3, "lora_alpha": 4, "use_rslora": True,
                     "target_modules": "all-linear", "rank_pattern": {"q_proj": 2, "layers.1.mlp.up_proj": 5},
                     "alpha_pattern": {"k_proj": 9}}, 2),
        make_adapter("adapter_gpt2", base("gpt2"), {**causal, "r": 4, "lora_alpha": 8, "fan_in_fan_out": True,
                     "target_modules": ["c_attn", "c_proj", "c_fc"]}, 3),
        make_adapter("adapter_classifier", base("llama"), {"task_type": "SEQ_CLS", "r": 2, "lora_alpha": 4,
                     "target_modules": ["q_proj", "v_proj"]}, 4, labels=3),
    ]


def main():
    for old in HERE.iterdir():
        if old.is_dir() and (old / "expected.safetensors").exists():
            shutil.rmtree(old)
    cases, families = [], []
    for family in FAMILIES:
        options = family.options
        for i, row in enumerate(covering_array(family, random.Random(7))):
            cases.append(make_case(f"{family.name}_{i:02d}", row, family, 1000 + len(cases)))
        excluded = [[a, va, b, vb] for a, b in itertools.combinations(options, 2)
                    for va in options[a] for vb in options[b] if not family.allowed(a, va, b, vb)]
        families.append({"family": family.name, "options": options, "excluded_pairs": excluded})
    listing = {"families": families, "cases": cases, "adapters": adapters(cases)}
    lines = [f'  "{key}": [\n' + ",\n".join("    " + json.dumps(item) for item in items) + "\n  ]"
             for key, items in listing.items()]
    (HERE / "cases.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
