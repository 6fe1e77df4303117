"""Writes stored.json: blocks of every type that a weight may have with what ggml makes of them, and what numbers become
when they are stored.

Unpacking and Q8_0 are computed by the `gguf` package, sixteen-bit floats by numpy and torch. The package does not write
Q4_K: `q4_k_blocks` follows the published algorithm number by number in float32. All values are little-endian bytes in
hexadecimal; of each type one block is ordinary, one has subnormal scales, one has scales that are infinite or NaN.
Run from anywhere (needs gguf, numpy, torch; 0.19, 2.4 and 2.13 when last run):

    python tests/golden/stored/make_stored.py
"""
import json
from pathlib import Path

import numpy as np
import torch
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as Type
from gguf.quants import dequantize, quantize

HERE = Path(__file__).parent
rng = np.random.default_rng(20261130)
F = np.float32
# Bytes at which a block of each type has binary16 scales.
SCALES = {Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0],
          Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208]}
ORDINARY, SUBNORMAL, EXTREME = ([0x2a10, 0xa8e0], [0x0001, 0x83ff], [0x7c00, 0xfe00])


def unpacked(kind):
    size = GGML_QUANT_SIZES[kind][1]
    blocks = rng.integers(0, 256, (4, size), dtype=np.uint8)
    for block, scales in zip(blocks, (ORDINARY, SUBNORMAL, EXTREME, [0x7bff, 0xfbff])):
        for at, bits in zip(SCALES[kind], scales):
            block[at:at + 2] = np.frombuffer(np.uint16(bits).tobytes(), np.uint8)
    with np.errstate(all="ignore"):
        values = dequantize(blocks, kind).astype("<f4")
    return {"type": kind.name, "stored": blocks.tobytes().hex(), "values": values.tobytes().hex()}


def search(x):
    """Scale, least value and codes of 32 numbers: a weighted least-squares search over 21 trial scales."""
    squares = F(0)
    for v in x:
        squares = F(squares + F(v * v))
    typical = np.sqrt(F(squares / F(32)))
    w = [F(typical + abs(v)) for v in x]
    least, greatest = F(min(x)), F(max(x))
    sum_w, sum_x = w[0], F(w[0] * x[0])
    for wi, v in zip(w[1:], x[1:]):
        sum_w, sum_x = F(sum_w + wi), F(sum_x + F(wi * v))
    least = min(least, F(0))
    if least == greatest:
        return F(0), F(-least), [0] * 32

    def codes_for(inverse):
        return [max(0, min(15, int(np.rint(F(inverse * F(v - least)))))) for v in x]

    def error_of(codes, scale, low):
        total = F(0)
        for wi, v, code in zip(w, x, codes):
            off = F(F(F(scale * F(code)) + low) - v)
            total = F(total + F(wi * F(off * off)))
        return total

    inverse = F(F(15) / F(greatest - least))
    scale = F(F(1) / inverse)
    best = codes_for(inverse)
    best_error = error_of(best, scale, least)
    for step in range(21):
        inverse = F(F(F(F(-1) + F(F(0.1) * F(step))) + F(15)) / F(greatest - least))
        codes = codes_for(inverse)
        l = l2 = xl = F(0)
        for wi, v, code in zip(w, x, codes):
            wl = F(wi * F(code))
            l, l2, xl = F(l + wl), F(l2 + F(wl * F(code))), F(xl + F(wl * v))
        d = F(F(sum_w * l2) - F(l * l))
        if d > 0:
            trial, low = F(F(F(sum_w * xl) - F(sum_x * l)) / d), F(F(F(l2 * sum_x) - F(l * xl)) / d)
            if low > 0:
                trial, low = F(xl / l2), F(0)
            error = error_of(codes, trial, low)
            if error < best_error:
                best, best_error, scale, least = codes, error, trial, low
    return scale, F(-least), best


def q4_k_block(x):
    runs = [search(x[32 * r:32 * r + 32]) for r in range(8)]
    top = [max(F(0), max(run[which] for run in runs)) for which in (0, 1)]
    inverse = [F(F(63) / t) if t > 0 else F(0) for t in top]
    halves = [np.float16(F(t / F(63))) for t in top]
    six = [[min(63, int(np.rint(F(inverse[which] * run[which])))) for run in runs] for which in (0, 1)]
    codes = []
    for r, run in enumerate(runs):
        scale, offset = F(F(halves[0]) * F(six[0][r])), F(F(halves[1]) * F(six[1][r]))
        part = x[32 * r:32 * r + 32]
        codes.append(run[2] if scale == 0 else
                     [max(0, min(15, int(np.rint(F(F(v + offset) / scale))))) for v in part])
    s, o = six
    packed = [s[r] | s[r + 4] >> 4 << 6 for r in range(4)] + [o[r] | o[r + 4] >> 4 << 6 for r in range(4)]
    packed += [(s[r + 4] & 15) | (o[r + 4] & 15) << 4 for r in range(4)]
    nibbles = [codes[r][i] | codes[r + 1][i] << 4 for r in range(0, 8, 2) for i in range(32)]
    return b"".join(h.tobytes() for h in halves) + bytes(packed) + bytes(nibbles)


def packed():
    x = rng.normal(size=768).astype("<f4") * F(0.03)
    x[256:288] = 0  # a run without a scale, a run of one value, one all positive, one tiny
    x[288:320] = F(-0.25)
    x[320:352] = abs(x[320:352]) + F(0.01)
    x[352:384] *= F(1e-4)
    x[700] = F(4.5)  # an outlier
    x[512:544] = (np.arange(32, dtype=np.float32) - 15.5) * F(127 / 15.5)  # halves under Q8_0
    as_written = {"F16": x.astype(np.float16).tobytes(), "Q8_0": quantize(x, Type.Q8_0).tobytes(),
                  "BF16": torch.from_numpy(x).to(torch.bfloat16).view(torch.uint16).numpy().tobytes(),
                  "Q4_K": b"".join(q4_k_block(x[at:at + 256]) for at in range(0, x.size, 256))}
    return [{"type": name, "stored": stored.hex(), "values": x.tobytes().hex()} for name, stored in as_written.items()]


def halves():
    """Numbers whose nearest binary16 and bfloat16 are easy to get wrong."""
    bits = [0, 0x80000000, 1, 0x33000000, 0x33000001, 0x337fffff, 0x33800000, 0x33c00000, 0x38000000, 0x387fe000,
            0x387ff000, 0x387fffff, 0x38800000, 0x3f801000, 0x3f803000, 0x3f801001, 0x3f808000, 0x3f818000, 0x477fe000,
            0x477fefff, 0x477ff000, 0x47800000, 0x7f7fffff, 0x7f800000, 0xff800000, 0xc77ff000, 0x7f7f8000]
    x = np.array(bits, np.uint32).view("<f4")
    with np.errstate(all="ignore"):
        f16 = x.astype(np.float16)
    bf16 = torch.from_numpy(x.copy()).to(torch.bfloat16).view(torch.uint16).numpy()
    return [{"type": "F16", "stored": f16.tobytes().hex(), "values": x.tobytes().hex()},
            {"type": "BF16", "stored": bf16.tobytes().hex(), "values": x.tobytes().hex()}]


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        document = {"unpack": [unpacked(kind) for kind in SCALES], "pack": packed() + halves()}
    lines = {part: ",\n".join(json.dumps(case) for case in cases) for part, cases in document.items()}
    text = "{\n" + ",\n".join(f'"{part}": [\n{cases}\n]' for part, cases in lines.items()) + "\n}\n"
    (HERE / "stored.json").write_text(text)
