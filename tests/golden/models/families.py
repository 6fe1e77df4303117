"""The families of make_models.py: for each, the options of its architectures, which of them go together, and the
config.json that they give."""
from dataclasses import dataclass
from typing import Callable

DTYPE_NAMES = {"f32": "float32", "bf16": "bfloat16", "f16": "float16"}
CONTEXT = 48


@dataclass
class Family:
    name: str
    options: dict
    config: Callable  # of one value for each option
    prefix: str = "model."
    allowed: Callable = lambda a, va, b, vb: True  # whether two values go together
    vocabulary: int = 40
    lengths: tuple = (27, 5)  # of the sequences; the long one reaches what windows hide and rope scaling moves


# Llama and Qwen2, GPT-2: with the layouts of files.

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


def llama_allowed(a, va, b, vb):
    """Qwen2 has its biases fixed, Llama has them chosen."""
    values = {a: va, b: vb}
    for bias in ("attention_bias", "mlp_bias"):
        if "architecture" in values and bias in values:
            if (values["architecture"] == "qwen2") != (values[bias] == "fixed"):
                return False
    if "attention_bias" in values and "mlp_bias" in values:
        return (values["attention_bias"] == "fixed") == (values["mlp_bias"] == "fixed")
    return True


def rope_keys(option):
    scaling = {"linear": {"factor": 3.0},
               "llama3": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                          "original_max_position_embeddings": 16},
               "yarn": {"factor": 4.0, "original_max_position_embeddings": 12}}.get(option["rope_type"], {})
    if option["keys"] == "rope_parameters":
        return {"rope_parameters": {"rope_type": option["rope_type"], "rope_theta": option["rope_theta"], **scaling}}
    # The oldest files say "type" where later ones say "rope_type".
    type_key = "type" if option["rope_type"] == "linear" else "rope_type"
    nested = {type_key: option["rope_type"], **scaling} if scaling else None
    return {"rope_theta": option["rope_theta"], "rope_scaling": nested}


def dtype_key(option):
    return {"torch_dtype" if option.get("keys") == "rope_scaling" else "dtype": DTYPE_NAMES[option["storage"]]}


def llama_config(option):
    sizes = dict(vocab_size=64, hidden_size=24, intermediate_size=28, num_hidden_layers=2, num_attention_heads=4,
                 max_position_embeddings=CONTEXT, bos_token_id=1, eos_token_id=2)
    same = {k: option[k] for k in ("num_key_value_heads", "tie_word_embeddings", "rms_norm_eps", "hidden_act")}
    if option["head_dim"]:
        same["head_dim"] = option["head_dim"]
    if option["architecture"] == "llama":
        same |= {k: option[k] for k in ("attention_bias", "mlp_bias")}
    else:
        same |= {"use_sliding_window": False, "sliding_window": 16, "max_window_layers": 1}
    name = "LlamaForCausalLM" if option["architecture"] == "llama" else "Qwen2ForCausalLM"
    return {"architectures": [name], "model_type": option["architecture"], **sizes, **same, **rope_keys(option),
            **dtype_key(option)}


def gpt2_config(option):
    sizes = dict(vocab_size=64, n_embd=20, n_layer=2, n_head=4, n_positions=CONTEXT, bos_token_id=1, eos_token_id=2)
    same = {k: v for k, v in option.items() if k not in ("storage", "sharded", "prefix")}
    return {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", **sizes, **same, **dtype_key(option)}


# The others.

COMMON_OPTIONS = {
    "num_key_value_heads": [4, 2, 1],
    "tie_word_embeddings": [False, True],
    "rms_norm_eps": [1e-5, 1e-2],
    "storage": ["f32", "bf16", "f16"],
}
ROPE_OPTIONS = {
    "rope_type": ["default", "linear", "yarn"],
    "rope_theta": [10000.0, 500000.0],
    "keys": ["rope_parameters", "rope_scaling"],
}
ACTIVATION_OPTIONS = {"hidden_act": ["silu", "gelu_pytorch_tanh"]}
# Keys of an option that go into config.json as they are; the others decide about several keys.
DECIDING = {"storage", "keys", "rope_type", "rope_theta", "rope", "layers", "window"}


def config_of(architecture, class_name, option, layers=2, heads=4, **more):
    sizes = dict(vocab_size=40, hidden_size=16, intermediate_size=12, num_hidden_layers=layers,
                 num_attention_heads=heads, max_position_embeddings=CONTEXT, bos_token_id=1, eos_token_id=2,
                 pad_token_id=0)
    same = {k: v for k, v in option.items() if k not in DECIDING and v is not None}
    rope = rope_keys(option) if "rope_type" in option else {}
    return {"architectures": [class_name], "model_type": architecture, **sizes, **same, **rope, **more,
            **dtype_key(option)}


# Sliding and full layers are told by their list, or by a rule.
SLIDING, FULL = "sliding_attention", "full_attention"


def qwen_window(option):
    return {"none": {"use_sliding_window": False, "sliding_window": 6, "max_window_layers": 1},
            "above a layer": {"use_sliding_window": True, "sliding_window": 6, "max_window_layers": 1},
            "by layer": {"use_sliding_window": True, "sliding_window": 9, "max_window_layers": 0,
                         "layer_types": [SLIDING, FULL, SLIDING]}}[option["window"]]


def qwen2_config(option):
    return config_of("qwen2", "Qwen2ForCausalLM", option, layers=3, **qwen_window(option))


def qwen3_config(option):
    return config_of("qwen3", "Qwen3ForCausalLM", option, layers=3, **qwen_window(option))


def mistral_config(option):
    # Where it is not there, the window is 4,096; null is none.
    windows = {"none": {"sliding_window": None}, "default": {}, "short": {"sliding_window": 6}}
    return config_of("mistral", "MistralForCausalLM", option, **windows[option["window"]])


def gemma_layers(option, default):
    return {"default": default, "by layer": {"layer_types": [FULL, SLIDING, SLIDING]}}[option["layers"]]


def gemma2_config(option):
    return config_of("gemma2", "Gemma2ForCausalLM", option, layers=3,
                     attn_logit_softcapping=option["attn_logit_softcapping"],
                     final_logit_softcapping=option["final_logit_softcapping"], **gemma_layers(option, {}))


def gemma3_config(option):
    ropes = {"default": {},
             "flat": {"rope_theta": 50000.0, "rope_local_base_freq": 1000.0},
             "flat, linear": {"rope_theta": 50000.0, "rope_local_base_freq": 1000.0,
                              "rope_scaling": {"rope_type": "linear", "factor": 8.0}},
             "nested": {"rope_parameters": {FULL: {"rope_type": "linear", "factor": 8.0, "rope_theta": 50000.0},
                                            SLIDING: {"rope_type": "default", "rope_theta": 1000.0}}}}
    return config_of("gemma3_text", "Gemma3ForCausalLM", option, layers=3,
                     **gemma_layers(option, {"sliding_window_pattern": 2}), **ropes[option["rope"]])



def phi3_config(option):
    pairs = 3 if option["partial_rotary_factor"] == 0.75 else 4
    scaling = {"short_factor": [1.0 + 0.1 * i for i in range(pairs)],
               "long_factor": [1.5 + 0.7 * i for i in range(pairs)]}
    original = 16 if option["rope"] == "longrope" else CONTEXT  # in the first, the long sequence is beyond it
    type_of = {"default": "default", "longrope": "longrope", "longrope, within": "longrope"}[option["rope"]]
    if option["keys"] == "rope_parameters":
        rope = {"rope_parameters": {"rope_type": type_of, "rope_theta": 10000.0,
                                    "partial_rotary_factor": option["partial_rotary_factor"],
                                    **(scaling if type_of == "longrope" else {})}}
    else:
        rope = {"rope_theta": 10000.0, "partial_rotary_factor": option["partial_rotary_factor"],
                "rope_scaling": {"type": "longrope", **scaling} if type_of == "longrope" else None}
    option = {k: v for k, v in option.items() if k != "partial_rotary_factor"}
    windows = {"none": {"sliding_window": None}, "short": {"sliding_window": 6}, "long": {"sliding_window": 100}}
    return config_of("phi3", "Phi3ForCausalLM", option, heads=2, original_max_position_embeddings=original,
                     **windows[option["window"]], **rope)


def smollm3_config(option):
    layers = {"default": {}, "by interval": {"no_rope_layer_interval": 2}, "by layer": {"no_rope_layers": [0, 1, 1, 0]}}
    windows = {"none": {"use_sliding_window": False}, "where no rope is": {"use_sliding_window": True,
                                                                          "sliding_window": 6},
               "by layer": {"use_sliding_window": True, "sliding_window": 6,
                            "layer_types": [SLIDING, FULL, SLIDING, FULL]}}
    return config_of("smollm3", "SmolLM3ForCausalLM", option, layers=4, **layers[option["layers"]],
                     **windows[option["window"]])


def olmo2_config(option):
    return config_of("olmo2", "Olmo2ForCausalLM", option)


def granite_config(option):
    return config_of("granite", "GraniteForCausalLM", option)


GEMMA_OPTIONS = {
    **COMMON_OPTIONS,
    "head_dim": [4, 8],
    "attention_bias": [False, True],
    "query_pre_attn_scalar": [4, 20],
    "sliding_window": [6, 20],
    "layers": ["default", "by layer"],
    "attn_logit_softcapping": [None, 1.5],
    "final_logit_softcapping": [None, 3.0],
    "hidden_activation": ["gelu_pytorch_tanh", "gelu"],
}
QWEN_OPTIONS = {**COMMON_OPTIONS, **ROPE_OPTIONS, **ACTIVATION_OPTIONS, "window": ["none", "above a layer", "by layer"]}

FAMILIES = [
    Family("llama", LLAMA_OPTIONS, llama_config, allowed=llama_allowed, vocabulary=64, lengths=(40, 7)),
    Family("gpt2", GPT2_OPTIONS, gpt2_config, prefix="transformer.", vocabulary=64, lengths=(40, 7)),
    Family("qwen2", QWEN_OPTIONS, qwen2_config),
    Family("qwen3", {**QWEN_OPTIONS, "head_dim": [4, 8], "attention_bias": [False, True]}, qwen3_config),
    Family("mistral", {**COMMON_OPTIONS, **ROPE_OPTIONS, **ACTIVATION_OPTIONS, "head_dim": [None, 8],
                       "window": ["none", "default", "short"]}, mistral_config),
    Family("gemma2", {**GEMMA_OPTIONS, **ROPE_OPTIONS}, gemma2_config),
    Family("gemma3", {**GEMMA_OPTIONS, "rope": ["default", "flat", "flat, linear", "nested"]}, gemma3_config),
    Family("phi3", {**COMMON_OPTIONS, **ACTIVATION_OPTIONS, "num_key_value_heads": [2, 1],
                    "partial_rotary_factor": [1.0, 0.75], "rope": ["default", "longrope", "longrope, within"],
                    "keys": ["rope_parameters", "rope_scaling"], "window": ["none", "short", "long"],
                    "resid_pdrop": [0.0, 0.1]}, phi3_config),
    Family("smollm3", {**COMMON_OPTIONS, **ROPE_OPTIONS, **ACTIVATION_OPTIONS, "attention_bias": [False, True],
                       "mlp_bias": [False, True], "layers": ["default", "by interval", "by layer"],
                       "window": ["none", "where no rope is", "by layer"]}, smollm3_config),
    Family("olmo2", {**COMMON_OPTIONS, **ROPE_OPTIONS, **ACTIVATION_OPTIONS, "attention_bias": [False, True]},
           olmo2_config),
    Family("granite", {**COMMON_OPTIONS, **ROPE_OPTIONS, **ACTIVATION_OPTIONS, "attention_bias": [False, True],
                       "mlp_bias": [False, True], "embedding_multiplier": [1.0, 6.0], "logits_scaling": [1.0, 4.0],
                       "residual_multiplier": [1.0, 0.3], "attention_multiplier": [1.0, 0.125]}, granite_config),
]
