#!/usr/bin/env python3
"""LoRA training beside transformers + PEFT in one run: the same weights, the same token ids, every position
supervised, rank 16 on all seven projections, float32.

    python benchmarks/peers/lora_speed.py [--program build/afina] [--batch 4] [--length 256] [--steps 5]

Needs torch, transformers and peft in the Python that runs it. Prints tokens/s, peak resident memory and the losses of
both, and their ratios. Each side runs in a process of its own, one after the other.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SHAPES = {
    "smol135": dict(vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
                    num_attention_heads=9, num_key_value_heads=3, max_position_embeddings=8192),
    "llama8m": dict(vocab_size=8192, hidden_size=256, intermediate_size=704, num_hidden_layers=8,
                    num_attention_heads=8, num_key_value_heads=8, max_position_embeddings=2048),
}
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def make_model(folder, shape, rows, length, seed=0):
    """A random model as transformers makes it, and `rows` rows of ids."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM
    torch.manual_seed(seed)
    config = LlamaConfig(**SHAPES[shape], tie_word_embeddings=True)
    LlamaForCausalLM(config).save_pretrained(folder)
    ids = torch.randint(0, config.vocab_size, (rows, length)).tolist()
    (pathlib.Path(folder) / "ids.json").write_text(json.dumps(ids))


def run_peft(folder, batch, steps):
    """Run in its own process: prints one JSON line."""
    import resource
    import time
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaForCausalLM
    torch.set_num_threads(os.cpu_count())
    torch.manual_seed(0)
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules=TARGETS, task_type="CAUSAL_LM"))
    model.train()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4)
    ids = torch.tensor(json.loads((pathlib.Path(folder) / "ids.json").read_text()))
    seconds, losses = [], []
    for step in range(steps):
        rows = ids[step * batch:(step + 1) * batch]
        begin = time.time()
        loss = model(input_ids=rows, labels=rows).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        seconds.append(time.time() - begin)
        losses.append(loss.item())
    median = sorted(seconds[1:])[len(seconds[1:]) // 2]
    print(json.dumps({"tokens_per_second": rows.numel() / median, "losses": losses,
                      "peak_resident_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="build/afina")
    parser.add_argument("--shape", default="smol135", choices=SHAPES)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--length", type=int, default=256)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--peft", help=argparse.SUPPRESS)
    parser.add_argument("--make", help=argparse.SUPPRESS)
    o = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    if o.make:
        return make_model(o.make, o.shape, o.batch * o.steps, o.length)
    if o.peft:
        return run_peft(o.peft, o.batch, o.steps)
    with tempfile.TemporaryDirectory() as folder:
        common = ["--shape", o.shape, "--batch", str(o.batch), "--length", str(o.length), "--steps", str(o.steps)]
        subprocess.run([sys.executable, __file__, "--make", folder] + common, check=True, stderr=subprocess.DEVNULL)
        peft = json.loads(subprocess.run([sys.executable, __file__, "--peft", folder] + common, check=True, text=True,
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.splitlines()[-1])
        afina = json.loads(subprocess.run(
            [o.program, "bench", "--weights", folder, "--ids", folder + "/ids.json", "--batch", str(o.batch),
             "--steps", str(o.steps), "--json"], check=True, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL).stdout)
    for name, r in (("PEFT", peft), ("afina", afina)):
        print(f"{name:6} {r['tokens_per_second']:8.1f} tokens/s  {r['peak_resident_bytes'] / 1e9:6.2f} GB  losses "
              + " ".join(f"{loss:.5f}" for loss in r["losses"]))
    difference = max(abs(a - b) for a, b in zip(peft["losses"], afina["losses"]))
    print(f"ratio  {afina['tokens_per_second'] / peft['tokens_per_second']:8.2f} x speed    "
          f"{afina['peak_resident_bytes'] / peft['peak_resident_bytes']:6.2f} x memory, "
          f"largest difference of a loss {difference:.1e}  ({afina['instruction_set']}, {afina['threads']} threads)")


if __name__ == "__main__":
    main()
