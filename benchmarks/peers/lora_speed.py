#!/usr/bin/env python3
"""LoRA tuning beside transformers + PEFT in one run: the same weights, the same token ids, every position learned,
rank 16 on all linear layers. Both in float32 and, where the processor has it, in bfloat16; a GGUF in what afina
chooses.

    python benchmarks/peers/lora_speed.py [--program build/afina] [--models smollm2 gemma3] [--ggufs FILE ...]
                                          [--shape smol135] [--batch 4] [--length 256] [--steps 4]

Needs torch, transformers and peft in the Python that runs it. Models are folders, by path or by their name in
AFINA_MODELS (else ~/.cache/afina-models); with --shape random weights of that shape take their place. A GGUF is
measured beside the first model named like it. Each side runs in a process of its own, one after the other; the first
step only warms up. Prints tokens/s by the clock, tokens a second of processor time, the peak of resident memory
(ru_maxrss) and the losses.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = pathlib.Path(os.environ.get("AFINA_MODELS") or pathlib.Path.home() / ".cache" / "afina-models")
SHAPES = {
    "smol135": dict(vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
                    num_attention_heads=9, num_key_value_heads=3, max_position_embeddings=8192),
    "llama8m": dict(vocab_size=8192, hidden_size=256, intermediate_size=704, num_hidden_layers=8,
                    num_attention_heads=8, num_key_value_heads=8, max_position_embeddings=2048),
}
MOST_DIFFERENCE = 1e-3  # of a loss


# ------------------------------------------------------------------------- steps that run in a process of their own

def make_model(folder, shape):
    """A random model as transformers makes it."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM
    torch.manual_seed(0)
    LlamaForCausalLM(LlamaConfig(**SHAPES[shape], tie_word_embeddings=True)).save_pretrained(folder)


def make_ids(model, path, rows, length):
    """Rows of ids from the project's Spanish guide; random ones for a model that has no tokenizer."""
    import random
    if (pathlib.Path(model) / "tokenizer.json").exists():
        from transformers import AutoTokenizer
        text = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "docs" / "es").glob("*.md")))
        ids = AutoTokenizer.from_pretrained(model)(text[:rows * length * 8]).input_ids[:rows * length]
    else:
        size = json.loads((pathlib.Path(model) / "config.json").read_text())["vocab_size"]
        ids = random.Random(0).choices(range(size), k=rows * length)
    assert len(ids) == rows * length
    pathlib.Path(path).write_text(json.dumps([ids[i * length:(i + 1) * length] for i in range(rows)]))


def mixed(x):
    """mix64 of afina/base/random.h, on arrays of uint64."""
    import numpy
    x = x + numpy.uint64(0x9e3779b97f4a7c15)
    x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xbf58476d1ce4e5b9)
    x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94d049bb133111eb)
    return x ^ (x >> numpy.uint64(31))


def begin_alike(model, seed=1):
    """Gives PEFT's fresh adapter the A that `afina bench` begins with: losses of later steps depend on it."""
    import numpy
    import torch

    def key(*parts):
        found = numpy.array([0x6166696e61], numpy.uint64)
        for part in parts:
            found = mixed(found ^ mixed(numpy.array([part], numpy.uint64)))
        return int(found[0])

    layers = [p for name, p in model.named_parameters() if "lora_A" in name]
    for layer, a in enumerate(layers):
        counter = numpy.arange(a.numel(), dtype=numpy.uint64)
        bits = mixed(numpy.array([key(key(seed, layer))], numpy.uint64) ^ mixed(counter))
        uniform = (bits >> numpy.uint64(11)).astype(numpy.float64) * 2.0 ** -53
        a.data = torch.from_numpy((2 * uniform - 1) / a.shape[1] ** 0.5).to(a.dtype).view(a.shape)


def run_peft(model, ids_file, dtype, batch):
    """Prints one JSON line."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM
    torch.set_num_threads(os.cpu_count())
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(model, dtype=getattr(torch, dtype))
    model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"))
    begin_alike(model)
    model.train()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4)
    ids = torch.tensor(json.loads(pathlib.Path(ids_file).read_text()))
    seconds, processor, losses = [], [], []
    for rows in ids.split(batch):
        begin, begin_processor = time.time(), time.process_time()
        loss = model(input_ids=rows, labels=rows).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        seconds.append(time.time() - begin)
        processor.append(time.process_time() - begin_processor)
        losses.append(loss.item())
    print(json.dumps({"step_seconds": median(seconds), "step_processor_seconds": median(processor), "losses": losses,
                      "peak_resident_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def median(seconds):
    later = sorted(seconds[1:] or seconds)
    return later[len(later) // 2]


# --------------------------------------------------------------------------------------------------- the comparison

def step(*arguments):
    """One of the steps above in a process of its own. Started before torch is in this one: a child's ru_maxrss begins
    with its parent's."""
    done = subprocess.run([sys.executable, __file__, "--step", *map(str, arguments)], text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(done.stderr[-3000:])
    return done.stdout


def run_afina(o, model, ids, precision):
    done = subprocess.run([o.program, "bench", "--weights", model, "--ids", ids, "--batch", str(o.batch), "--steps",
                           str(o.steps), "--precision", precision, "--json"], text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout)


def has_bf16():
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def measure(o, name, model, ggufs):
    with tempfile.TemporaryDirectory() as folder:
        ids = pathlib.Path(folder) / "ids.json"
        step("ids", model, ids, o.batch * o.steps, o.length)
        sides = {}
        for precision, dtype in (("f32", "float32"), ("bf16", "bfloat16")) if has_bf16() else (("f32", "float32"),):
            sides["afina " + dtype] = run_afina(o, model, ids, precision)
        for gguf in ggufs:
            sides["afina " + pathlib.Path(gguf).suffixes[-2].strip(".")] = run_afina(o, gguf, ids, "auto")
        for dtype in ("float32", "bfloat16") if has_bf16() else ("float32",):
            sides["PEFT " + dtype] = json.loads(step("peft", model, ids, dtype, o.batch).splitlines()[-1])
    tokens, theirs = o.batch * o.length, sides["PEFT float32"]
    print(f"\n{name}: LoRA r=16 on all linear layers, {o.batch}x{o.length} tokens a step, {sides['afina float32']['threads']} "
          f"threads, {sides['afina float32']['instruction_set']}, load {os.getloadavg()[0]:.1f}")
    print(f"{'':15} {'tokens/s':>9} {'ratio':>6} {'by processor':>13} {'ratio':>6} {'peak MB':>8} {'ratio':>6}  losses")
    for who, r in sides.items():
        peak = r["peak_resident_bytes"]
        print(f"{who:15} {tokens / r['step_seconds']:9.1f} {theirs['step_seconds'] / r['step_seconds']:6.2f}"
              f" {tokens / r['step_processor_seconds']:13.1f}"
              f" {theirs['step_processor_seconds'] / r['step_processor_seconds']:6.2f}"
              f" {peak / 1e6:8.0f} {peak / theirs['peak_resident_bytes']:6.2f}  "
              + " ".join(f"{loss:.5f}" for loss in r["losses"]))
    good = True
    for who in ("afina float32", "afina bfloat16"):
        if who not in sides:
            continue
        difference = max(abs(a - b) / b for a, b in zip(sides[who]["losses"], theirs["losses"], strict=True))
        print(f"largest difference of a loss of {who} from PEFT float32: {difference:.1e} of it (at most "
              f"{MOST_DIFFERENCE:.0e})")
        good = good and difference <= MOST_DIFFERENCE
    return good


def gguf_of(name, ggufs):
    """Those whose file is named like the model: gemma3 beside gemma-3-270m.q4_k_m.gguf."""
    return [g for g in ggufs if pathlib.Path(g).name.replace("-", "").startswith(name)]


def main():
    if sys.argv[1:2] == ["--step"]:
        what, *rest = sys.argv[2:]
        if what == "model":
            return make_model(*rest)
        if what == "ids":
            return make_ids(*rest[:2], *map(int, rest[2:]))
        return run_peft(*rest[:3], int(rest[3]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build" / "afina"))
    parser.add_argument("--models", nargs="*", default=["smollm2", "gemma3"])
    parser.add_argument("--ggufs", nargs="*", default=[str(MODELS / "gemma-3-270m.q4_k_m.gguf")])
    parser.add_argument("--shape", choices=SHAPES)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--length", type=int, default=256)
    parser.add_argument("--steps", type=int, default=4)
    o = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    missing = [m for m in ("torch", "transformers", "peft") if importlib.util.find_spec(m) is None]
    if missing:
        sys.exit(f"{', '.join(missing)}: not installed for {sys.executable}; without it there is nothing to measure")
    if o.shape:
        with tempfile.TemporaryDirectory() as folder:
            step("model", folder, o.shape)
            return 0 if measure(o, f"random weights, {o.shape}", folder, []) else 1
    good = True
    for name in o.models:
        folder = pathlib.Path(name) if (pathlib.Path(name) / "config.json").exists() else MODELS / name
        if not (folder / "config.json").exists():
            sys.exit(f"{folder}: no model is there")
        good = measure(o, folder.name, str(folder), gguf_of(folder.name, o.ggufs)) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
