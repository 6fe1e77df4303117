"""Makes the small random models of this folder with transformers and PEFT, with the logits those libraries give.

Every two values of every two options meet in some model (a pairwise covering array); cases.json lists options,
models and adapters. Weights are drawn wide enough that attention and activations are far from linear. Run from
anywhere; it rewrites the folder's models (needs torch, transformers, peft):

    python tests/golden/models/make_models.py
"""
import itertools
import json
import random
import shutil
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, GPT2Config, LlamaConfig, Qwen2Config

HERE = Path(__file__).parent
VOCABULARY = 64
CONTEXT = 48
SEQUENCE_LENGTHS = (40, 7)  # the long one reaches the positions that rope scaling moves
DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}
DTYPE_NAMES = {"f32": "float32", "bf16": "bfloat16", "f16": "float16"}

LLAMA_OPTIONS = {
    "architecture": ["llama", "qwen2"],
    "num_key_value_heads": [4, 2, 1],
    "head_dim": [None, 8],
    "attention_bias": [False, True, "fixed"],
    "mlp_bias": [False, True, "fixed"],
    "tie_word_embeddings": [False, True],
    "rope_type": ["default", "linear", "llama3"],
    "rope_theta": [10000.0, 500000.0],
    "keys": ["rope_parameters", "rope_scaling"],
    "storage": ["f32", "bf16", "f16"],
    "sharded": [False, True],
    "prefix": [True, False],
    "rms_norm_eps": [1e-5, 1e-2],
    "hidden_act": ["silu", "gelu", "gelu_pytorch_tanh"],
}
GPT2_OPTIONS = {
    "activation_function": ["gelu_new", "gelu", "gelu_pytorch_tanh"],
    "n_inner": [None, 28],
    "scale_attn_weights": [True, False],
    "scale_attn_by_inverse_layer_idx": [False, True],
    "reorder_and_upcast_attn": [False, True],
    "tie_word_embeddings": [True, False],
    "layer_norm_epsilon": [1e-5, 1e-2],
    "storage": ["f32", "bf16", "f16"],
    "sharded": [False, True],
    "prefix": [True, False],
}


def allowed(a, va, b, vb):
    """Qwen2 has its biases fixed, Llama has them chosen."""
    values = {a: va, b: vb}
    for bias in ("attention_bias", "mlp_bias"):
        if "architecture" in values and bias in values:
            if (values["architecture"] == "qwen2") != (values[bias] == "fixed"):
                return False
    if "attention_bias" in values and "mlp_bias" in values:
        return (values["attention_bias"] == "fixed") == (values["mlp_bias"] == "fixed")
    return True


def row_allowed(row):
    return all(allowed(a, row[a], b, row[b]) for a, b in itertools.combinations(row, 2))


def covering_array(options, rng):
    """Greedy: each row is the best of many random ones that are built around a pair still missing."""
    missing = {(a, va, b, vb) for a, b in itertools.combinations(options, 2)
               for va in options[a] for vb in options[b] if allowed(a, va, b, vb)}
    rows = []
    while missing:
        a, va, b, vb = min(missing, key=repr)
        best, gained = None, -1
        for _ in range(2000):
            row = {name: rng.choice(values) for name, values in options.items()}
            row[a], row[b] = va, vb
            if not row_allowed(row):
                continue
            gain = sum((c, row[c], d, row[d]) in missing for c, d in itertools.combinations(row, 2))
            if gain > gained:
                best, gained = row, gain
        rows.append(best)
        missing -= {(c, best[c], d, best[d]) for c, d in itertools.combinations(best, 2)}
    return rows


def randomise(model, generator):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            is_norm = "norm" in name or ".ln_" in name
            if is_norm and name.endswith("weight"):
                parameter.copy_(1 + 0.2 * noise)
            else:
                parameter.copy_((0.25 if parameter.dim() > 1 else 0.2) * noise)


def rope_keys(option):
    scaling = {"linear": {"factor": 3.0},
               "llama3": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                          "original_max_position_embeddings": 16}}.get(option["rope_type"], {})
    if option["keys"] == "rope_parameters":
        return {"rope_parameters": {"rope_type": option["rope_type"], "rope_theta": option["rope_theta"], **scaling}}
    # The oldest files say "type" where later ones say "rope_type".
    type_key = "type" if option["rope_type"] == "linear" else "rope_type"
    nested = {type_key: option["rope_type"], **scaling} if scaling else None
    return {"rope_theta": option["rope_theta"], "rope_scaling": nested}


def llama_config(option):
    sizes = dict(vocab_size=VOCABULARY, hidden_size=24, intermediate_size=28, num_hidden_layers=2,
                 num_attention_heads=4, max_position_embeddings=CONTEXT, bos_token_id=1, eos_token_id=2)
    same = {k: option[k] for k in ("num_key_value_heads", "tie_word_embeddings", "rms_norm_eps", "hidden_act")}
    if option["head_dim"]:
        same["head_dim"] = option["head_dim"]
    if option["architecture"] == "llama":
        same |= {k: option[k] for k in ("attention_bias", "mlp_bias")}
    else:
        same |= {"use_sliding_window": False, "sliding_window": 16, "max_window_layers": 1}
    cls, name = ((LlamaConfig, "LlamaForCausalLM") if option["architecture"] == "llama"
                 else (Qwen2Config, "Qwen2ForCausalLM"))
    written = {"architectures": [name], "model_type": option["architecture"], **sizes, **same, **rope_keys(option)}
    return cls(**sizes, **same), written


def gpt2_config(option):
    sizes = dict(vocab_size=VOCABULARY, n_embd=20, n_layer=2, n_head=4, n_positions=CONTEXT, bos_token_id=1,
                 eos_token_id=2)
    same = {k: v for k, v in option.items() if k not in ("storage", "sharded", "prefix")}
    written = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", **sizes, **same}
    return GPT2Config(**sizes, **same), written


def write_weights(model, option, prefix, folder):
    state = {k: v.to(DTYPES[option["storage"]]).contiguous() for k, v in model.state_dict().items()}
    if option["tie_word_embeddings"]:
        del state["lm_head.weight"]
    if not option["prefix"]:
        state = {k.removeprefix(prefix): v for k, v in state.items()}
    if not option["sharded"]:
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


def draw_sequences(rng):
    return [[rng.randrange(VOCABULARY) for _ in range(n)] for n in SEQUENCE_LENGTHS]


def logits_of(model, sequences):
    model.eval()
    with torch.no_grad():
        rows = [model(torch.tensor([ids])).logits for ids in sequences]
    return torch.cat([r.reshape(-1, r.shape[-1]) for r in rows]).float().contiguous()


def make_case(name, option, make_config, prefix, seed):
    folder = HERE / name
    folder.mkdir()
    config, written = make_config(option)
    key = "torch_dtype" if option.get("keys") == "rope_scaling" else "dtype"
    written[key] = DTYPE_NAMES[option["storage"]]
    model = AutoModelForCausalLM.from_config(config)
    randomise(model, torch.Generator().manual_seed(seed))
    write_weights(model, option, prefix, folder)
    (folder / "config.json").write_text(json.dumps(written, indent=1))
    # What transformers computes from the very files, in float32.
    loaded = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    sequences = draw_sequences(random.Random(seed))
    save_file({"logits": logits_of(loaded, sequences)}, folder / "expected.safetensors")
    return {"name": name, "options": option, "sequences": sequences}


def make_adapter(name, base, lora, seed, labels=0):
    folder = HERE / name
    generator = torch.Generator().manual_seed(seed)
    kind = AutoModelForSequenceClassification if labels else AutoModelForCausalLM
    extra = {"num_labels": labels, "pad_token_id": 0} if labels else {}
    model = kind.from_pretrained(HERE / base, dtype=torch.float32, attn_implementation="eager", **extra)
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
    sequences = [[1 + i % (VOCABULARY - 1) for i in ids] for ids in draw_sequences(random.Random(seed))]
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
        if old.is_dir():
            shutil.rmtree(old)
    cases, families = [], []
    for family, options, make_config, prefix in (("llama", LLAMA_OPTIONS, llama_config, "model."),
                                                 ("gpt2", GPT2_OPTIONS, gpt2_config, "transformer.")):
        rows = covering_array(options, random.Random(7))
        for i, row in enumerate(rows):
            cases.append(make_case(f"{family}_{i:02d}", row, make_config, prefix, 1000 + len(cases)))
        excluded = [[a, va, b, vb] for a, b in itertools.combinations(options, 2)
                    for va in options[a] for vb in options[b] if not allowed(a, va, b, vb)]
        families.append({"family": family, "options": options, "excluded_pairs": excluded})
    listing = {"families": families, "cases": cases, "adapters": adapters(cases)}
    lines = [f'  "{key}": [\n' + ",\n".join("    " + json.dumps(item) for item in items) + "\n  ]"
             for key, items in listing.items()]
    (HERE / "cases.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
