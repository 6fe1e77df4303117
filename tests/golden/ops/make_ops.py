"""Writes ops.json and adamw.json: what PyTorch computes for the operators that models are written with.

Inputs are float32 values drawn from a seed; outputs and gradients are computed in float64 and rounded to float32, so
that a difference is afina's. Each case holds the gradient given to its output. Run from anywhere (needs torch and
transformers; 2.13 and 5.24 when last run):

    python tests/golden/ops/make_ops.py
"""
import json
import struct
from pathlib import Path
from unittest import mock

import torch
import torch.nn.functional as F
from transformers.masking_utils import (bidirectional_mask_function, causal_mask_function,
                                        sliding_window_bidirectional_mask_function, sliding_window_causal_mask_function)
from transformers.models.gemma2.modeling_gemma2 import eager_attention_forward
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb
from transformers.models.phi3.modeling_phi3 import apply_rotary_pos_emb as apply_partial_rotary_pos_emb

HERE = Path(__file__).parent
torch.manual_seed(20261122)


def shortest(value: float) -> float:
    """The shortest decimal that reads back as the same float32, so that the file stays small."""
    single = struct.unpack("f", struct.pack("f", value))[0]
    for digits in range(6, 10):
        text = f"{single:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == single:
            return float(text)
    raise ValueError(value)


def stored(tensor):
    return {"shape": list(tensor.shape), "values": [shortest(v) for v in tensor.detach().flatten().tolist()]}


def draw(*shape, scale=0.6, shift=0.1):
    """float32 values, held in float64."""
    return (torch.randn(*shape) * scale + shift).double()


def case(op, inputs, forward, **parameters):
    """The value of forward(*inputs), and the gradients of all inputs for a random gradient of the value."""
    leaves = [tensor.clone().requires_grad_() for tensor in inputs]
    value = forward(*leaves)
    value_gradient = draw(*value.shape, scale=1.0, shift=0.0)
    value.backward(value_gradient)
    assert all(leaf.grad is not None and leaf.grad.abs().sum() > 0 for leaf in leaves), op
    return {"op": op, **parameters, "inputs": [stored(t) for t in inputs], "value": stored(value),
            "value_gradient": stored(value_gradient), "gradients": [stored(leaf.grad) for leaf in leaves]}


def rms_norm(x, weight, epsilon):
    """transformers' LlamaRMSNorm, which itself always computes in float32."""
    return weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon))


def attention(q, k, v, heads, kv_heads, starts):
    """Each sequence by itself; rows [M, H*D] as [1, H, T, D]."""
    def by_head(rows, count):
        return rows.view(1, rows.shape[0], count, -1).transpose(1, 2)

    outputs = []
    for begin, end in zip(starts, starts[1:]):
        one = F.scaled_dot_product_attention(by_head(q[begin:end], heads), by_head(k[begin:end], kv_heads),
                                             by_head(v[begin:end], kv_heads), is_causal=True, enable_gqa=True)
        outputs.append(one.transpose(1, 2).reshape(end - begin, -1))
    return torch.cat(outputs)


def rotary_case(rows, heads, head_size, base):
    positions = [3, 0, 1, 2, 7, 7, 0][:rows]
    angles = torch.outer(torch.arange(8).double(), base ** (-torch.arange(0, head_size, 2).double() / head_size))
    # The tables are rounded before both sides use them.
    cos, sin = angles.cos().float().double(), angles.sin().float().double()

    def forward(x):
        by_head = x.view(1, rows, heads, head_size).transpose(1, 2)
        full = [torch.cat((table, table), -1)[positions].unsqueeze(0) for table in (cos, sin)]
        return apply_rotary_pos_emb(by_head, by_head, *full)[0].transpose(1, 2).reshape(rows, -1)

    return case("rotary", [draw(rows, heads * head_size)], forward, head_size=head_size, positions=positions,
                cos=stored(cos), sin=stored(sin))


def partial_rotary_case(rows, heads, head_size, turning):
    """Phi-3's: the channels after the first `turning` stay as they are."""
    positions = [3, 0, 1, 2, 7, 7, 0][:rows]
    angles = torch.outer(torch.arange(8).double(), 10000.0 ** (-torch.arange(0, turning, 2).double() / turning))
    cos, sin = angles.cos().float().double(), angles.sin().float().double()

    def forward(x):
        by_head = x.view(1, rows, heads, head_size).transpose(1, 2)
        full = [torch.cat((table, table), -1)[positions].unsqueeze(0) for table in (cos, sin)]
        return apply_partial_rotary_pos_emb(by_head, by_head, *full)[0].transpose(1, 2).reshape(rows, -1)

    return case("rotary", [draw(rows, heads * head_size)], forward, head_size=head_size, positions=positions,
                cos=stored(cos), sin=stored(sin))


def cross_entropy_case(rows, channels, vocabulary, weighted):
    targets = [(5 * m + 2) % vocabulary if m % 3 else -100 for m in range(rows)]
    weights = [shortest(0.25 + 0.5 * m) for m in range(rows)] if weighted else []

    def forward(hidden, weight):
        losses = F.cross_entropy(hidden @ weight.T, torch.tensor(targets), ignore_index=-100, reduction="none")
        total = (losses * torch.tensor(weights).double()).sum() if weighted else losses.sum()
        return total.reshape(1)

    return case("linear_cross_entropy", [draw(rows, channels), draw(vocabulary, channels)], forward, targets=targets,
                row_weights=weights)


def attention_case(heads, kv_heads, head_size, starts):
    rows = starts[-1]
    inputs = [draw(rows, heads * head_size), draw(rows, kv_heads * head_size), draw(rows, kv_heads * head_size)]
    return case("attention", inputs, lambda q, k, v: attention(q, k, v, heads, kv_heads, starts), heads=heads,
                kv_heads=kv_heads, head_size=head_size, scale=shortest(head_size ** -0.5), starts=starts)


def masked_attention_case(heads, kv_heads, head_size, starts, **mask):
    """As transformers: its mask functions and Gemma 2's attention, one sequence at a time."""
    causal, window, softcap = mask.get("causal", True), mask.get("window", 0), mask.get("softcap", 0.0)
    if causal:
        sees = sliding_window_causal_mask_function(window) if window else causal_mask_function
    else:
        # Its bidirectional window counts the keys on one side, ours the row itself too.
        sees = sliding_window_bidirectional_mask_function(window - 1) if window else bidirectional_mask_function
    scale = 1.5  # scores that the soft cap bends

    class Module:
        num_key_value_groups, training, head_dim = heads // kv_heads, False, head_size

    def forward(q, k, v):
        outputs = []
        for begin, end in zip(starts, starts[1:]):
            by_head = [x[begin:end].view(1, end - begin, -1, head_size).transpose(1, 2) for x in (q, k, v)]
            at = torch.arange(end - begin)
            seen = sees(0, 0, at[:, None], at[None, :]).expand(end - begin, end - begin)
            added = torch.zeros(seen.shape).double().masked_fill(~seen, float("-inf"))[None, None]
            # It takes the softmax in float32; here everything is float64.
            with mock.patch.object(torch, "float32", torch.float64):
                one, _ = eager_attention_forward(Module, *by_head, added, scaling=scale, softcap=softcap or None)
            outputs.append(one.reshape(end - begin, -1))
        return torch.cat(outputs)

    rows = starts[-1]
    inputs = [draw(rows, heads * head_size), draw(rows, kv_heads * head_size), draw(rows, kv_heads * head_size)]
    return case("attention", inputs, forward, heads=heads, kv_heads=kv_heads, head_size=head_size, scale=scale,
                starts=starts, mask={"causal": causal, "window": window, "softcap": softcap})


def operators():
    yield case("linear", [draw(7, 19), draw(13, 19), draw(13)], F.linear)
    yield case("linear", [draw(1, 33), draw(5, 33), draw(5)], F.linear)
    yield case("lora_linear", [draw(9, 17), draw(11, 17), draw(11), draw(4, 17), draw(11, 4)],
               lambda x, w, bias, a, b: F.linear(x, w, bias) + 2.5 * F.linear(F.linear(x, a), b), scaling=2.5)
    yield case("embedding", [draw(8, 12)], lambda table: F.embedding(torch.tensor([7, 0, 3, 3, 1, 2, 4, 5, 6, 3]), table),
               ids=[7, 0, 3, 3, 1, 2, 4, 5, 6, 3])
    for epsilon in (1e-5, 1e-2):
        yield case("rms_norm", [draw(6, 21), draw(21)], lambda x, w, e=epsilon: rms_norm(x, w, e), epsilon=epsilon)
        yield case("layer_norm", [draw(6, 21), draw(21), draw(21)],
                   lambda x, w, b, e=epsilon: F.layer_norm(x, (21,), w, b, e), epsilon=epsilon)
    yield rotary_case(7, 3, 8, 10000.0)
    yield rotary_case(5, 2, 20, 500000.0)
    yield attention_case(4, 2, 8, [0, 5, 6, 15])
    yield attention_case(3, 3, 10, [0, 12])
    yield attention_case(4, 1, 16, [0, 1, 8])
    yield case("swiglu", [draw(5, 37, scale=2.0), draw(5, 37)], lambda gate, up: F.silu(gate) * up)
    yield case("gelu", [draw(5, 37, scale=2.0)], lambda x: F.gelu(x, approximate="tanh"), kind="tanh")
    yield case("gelu", [draw(5, 37, scale=2.0)], F.gelu, kind="erf")
    yield cross_entropy_case(11, 14, 23, weighted=False)
    yield cross_entropy_case(8, 9, 31, weighted=True)
    yield masked_attention_case(2, 1, 4, [0, 9, 10], window=3)
    yield masked_attention_case(2, 1, 4, [0, 7, 10], softcap=2.0)
    yield masked_attention_case(2, 2, 4, [0, 9], window=4, softcap=2.0)
    yield masked_attention_case(2, 1, 4, [0, 6, 10], causal=False)
    yield masked_attention_case(2, 1, 4, [0, 9], causal=False, window=3)
    yield partial_rotary_case(7, 2, 10, 6)
    yield case("rms_norm", [draw(6, 3 * 8), draw(8)],
               lambda x, w: rms_norm(x.view(6, 3, 8), w, 1e-5).reshape(6, -1), epsilon=1e-5)
    for kind, approximate in (("tanh", "tanh"), ("erf", "none")):
        yield case("geglu", [draw(5, 13, scale=2.0), draw(5, 13)],
                   lambda gate, up, a=approximate: F.gelu(gate, approximate=a) * up, kind=kind)
    yield case("scale", [draw(4, 9)], lambda x: shortest(25.3) * x, factor=shortest(25.3))


def adamw_steps():
    """Two tensors of which one decays, three steps, the common gradient clipped to a norm of 1."""
    start = [draw(9, 15), draw(15)]
    decay = [0.1, 0.0]
    parameters = [torch.nn.Parameter(t.clone()) for t in start]
    optimizer = torch.optim.AdamW([{"params": [p], "weight_decay": d} for p, d in zip(parameters, decay)],
                                  lr=0.01, betas=(0.9, 0.95), eps=1e-8)
    steps = []
    for number in range(3):
        # The second step's gradient is small enough not to be clipped.
        gradients = [draw(*p.shape, scale=0.01 if number == 1 else 0.5, shift=0.0) for p in parameters]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient.clone()
        total = torch.nn.utils.clip_grad_norm_(parameters, 1.0).item()
        assert (total > 1) == (number != 1)
        optimizer.step()
        steps.append({"gradients": [stored(g) for g in gradients], "norm": total,
                      "parameters": [stored(p) for p in parameters]})
    return {"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "max_norm": 1.0,
            "weight_decay": decay, "start": [stored(t) for t in start], "steps": steps}


def write(name, content):
    path = HERE / name
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    cases = list(operators())
    write("ops.json", {"torch": torch.__version__, "cases": cases})
    write("adamw.json", {"torch": torch.__version__, **adamw_steps()})
