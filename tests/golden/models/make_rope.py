"""Writes rope.json: the rotary frequencies that transformers computes for configurations of every type it shares with
afina, short and long. Run from anywhere (needs transformers; 5.24 when last run):

    python tests/golden/models/make_rope.py
"""
import copy
import json
from pathlib import Path

from transformers import Gemma3TextConfig, LlamaConfig, Phi3Config
from transformers.models.gemma3.modeling_gemma3 import Gemma3RotaryEmbedding
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding
from transformers.models.phi3.modeling_phi3 import Phi3RotaryEmbedding
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

HERE = Path(__file__).parent
KINDS = {"llama": (LlamaConfig, LlamaRotaryEmbedding), "phi3": (Phi3Config, Phi3RotaryEmbedding),
         "gemma3_text": (Gemma3TextConfig, Gemma3RotaryEmbedding)}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 2048}
FACTORS = {"short_factor": [1.0 + 0.02 * i for i in range(8)], "long_factor": [1.1 + 0.9 * i for i in range(8)]}
LONG = {"rope_type": "longrope", **FACTORS}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}


def sizes(kind, head_dim=16, **other):
    return {"model_type": kind, "hidden_size": 2 * head_dim, "num_attention_heads": 2, "num_key_value_heads": 2,
            "num_hidden_layers": 2, "intermediate_size": 8, "vocab_size": 16, "max_position_embeddings": 8192, **other}


def configurations():
    yield "default", sizes("llama")
    yield "default of another base", sizes("llama", rope_theta=500000.0)
    yield "linear", sizes("llama", rope_scaling={"type": "linear", "factor": 2.5})
    yield "dynamic", sizes("llama", rope_scaling={"type": "dynamic", "factor": 2.0})
    yield "llama3", sizes("llama", rope_theta=500000.0,
                          rope_scaling={**LLAMA3, "original_max_position_embeddings": 1024})
    yield "llama3, context beside", sizes("llama", rope_scaling=LLAMA3, original_max_position_embeddings=512)
    yield "yarn", sizes("llama", rope_theta=1000000.0, rope_scaling=YARN)
    yield "yarn, its factor", sizes("llama", rope_parameters={**YARN, "rope_theta": 10000.0, "attention_factor": 1.25})
    yield "yarn, mscale", sizes("llama", rope_scaling={**YARN, "mscale": 0.9, "mscale_all_dim": 0.6})
    yield "yarn, not truncated", sizes("llama", rope_scaling={**YARN, "truncate": False, "beta_fast": 24.0,
                                                              "beta_slow": 2.0})
    yield "yarn, narrow ramp", sizes("llama", head_dim=4, rope_scaling={**YARN, "beta_fast": 1.5, "beta_slow": 1.5})
    yield "longrope", sizes("phi3", original_max_position_embeddings=4096, rope_scaling=LONG)
    yield "longrope, first name", sizes("phi3", original_max_position_embeddings=4096,
                                        rope_scaling={"type": "su", "original_max_position_embeddings": 4096, **FACTORS})
    yield "longrope, second name", sizes("phi3", original_max_position_embeddings=4096,
                                         rope_scaling={"type": "yarn", "original_max_position_embeddings": 4096, **FACTORS})
    yield "longrope, not longer", sizes("phi3", original_max_position_embeddings=8192, rope_scaling=LONG)
    yield "longrope, its factor", sizes("phi3", original_max_position_embeddings=2048,
                                        rope_scaling={**LONG, "attention_factor": 1.5})
    part = {k: v[:6] for k, v in FACTORS.items()}
    yield "longrope, partial", sizes("phi3", original_max_position_embeddings=4096, partial_rotary_factor=0.75,
                                     rope_scaling={"type": "longrope", **part})
    yield "partial", sizes("phi3", partial_rotary_factor=0.5)
    yield "partial, inside", sizes("phi3", rope_parameters={"rope_type": "default", "rope_theta": 10000.0,
                                                            "partial_rotary_factor": 0.4})
    yield "partial, an odd number", sizes("phi3", partial_rotary_factor=0.45)
    yield "two layer types by default", sizes("gemma3_text", head_dim=16)
    yield "two layer types, flat", sizes("gemma3_text", rope_theta=2000000.0, rope_local_base_freq=20000.0,
                                         rope_scaling={"rope_type": "linear", "factor": 8.0})
    yield "two layer types, nested", sizes("gemma3_text", rope_parameters={
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 3000000.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 30000.0}})


def described(frequencies, factor):
    return {"frequencies": [float(f"{f:.9g}") for f in frequencies.tolist()], "attention_factor": factor}


def layers_of(kind, given):
    """By layer type; None where there is one type."""
    config_class, embedding_class = KINDS[kind]
    config = config_class(**{k: v for k, v in copy.deepcopy(given).items() if k != "model_type"},
                          **({"head_dim": given["hidden_size"] // 2} if kind == "gemma3_text" else {}),
                          **({"pad_token_id": 0} if kind == "phi3" else {}))
    embedding = embedding_class(config)
    if kind == "gemma3_text":
        return [{"type": t, **described(getattr(embedding, f"{t}_inv_freq"), getattr(embedding, f"{t}_attention_scaling"))}
                for t in ("full_attention", "sliding_attention")]
    only = {"type": None, **described(embedding.inv_freq, embedding.attention_scaling)}
    if embedding.rope_type == "longrope":
        only["long_after"] = config.rope_parameters["original_max_position_embeddings"]
        long, _ = ROPE_INIT_FUNCTIONS["longrope"](config, seq_len=only["long_after"] + 1)
        only["long_frequencies"] = described(long, 1)["frequencies"]
    return [only]


if __name__ == "__main__":
    cases = []
    for name, config in configurations():
        if config["model_type"] == "gemma3_text":
            config.pop("head_dim", None)
            config["layer_types"] = ["sliding_attention", "full_attention"]
        head_size = config["hidden_size"] // config["num_attention_heads"]
        cases.append({"name": name, "config": config, "head_size": head_size,
                      "layers": layers_of(config["model_type"], config)})
    lines = ",\n".join("  " + json.dumps(c) for c in cases)
    (HERE / "rope.json").write_text("[\n" + lines + "\n]\n")
    print(f"{len(cases)} configurations")
