"""Opens what afina wrote with the real transformers and PEFT, and compares logits.

    python peft_opens_adapter.py MODEL_DIR ADAPTER_DIR LOGITS_JSON [MODEL_DIR ADAPTER_DIR LOGITS_JSON ...]

LOGITS_JSON: {"sequences": [[ids]...], "logits": [[...]...]}, the rows of all sequences one after another, or one row a
sequence for a classifier (whose labels are in ADAPTER_DIR/classifier_config.json). Float32 logits must be equal within
1e-4 of their maximum. Exit 1 where they are not; SKIPPED and exit 0 where torch, transformers or peft is missing.
"""
import json
import sys
from pathlib import Path

try:
    import torch
    from peft import PeftModel
    from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSequenceClassification
except ImportError as missing:
    print(f"SKIPPED peer: {missing.name} is not installed for {sys.executable}")
    sys.exit(0)

TOLERANCE = 1e-4


def open_model(model_dir, adapter_dir):
    options = dict(dtype=torch.float32, attn_implementation="eager")
    task = json.loads((adapter_dir / "adapter_config.json").read_text())["task_type"]
    if task == "SEQ_CLS":
        config = AutoConfig.from_pretrained(adapter_dir / "classifier_config.json")
        base = AutoModelForSequenceClassification.from_pretrained(model_dir, config=config, **options)
    else:
        base = AutoModelForCausalLM.from_pretrained(model_dir, **options)
    return PeftModel.from_pretrained(base, adapter_dir).eval()


def compare(model_dir, adapter_dir, logits_json):
    given = json.loads(Path(logits_json).read_text())
    model = open_model(Path(model_dir), Path(adapter_dir))
    ours = torch.tensor(given["logits"])

    def rows():
        with torch.no_grad():
            logits = [model(torch.tensor([ids])).logits for ids in given["sequences"]]
        return torch.cat([l.reshape(-1, ours.shape[1]) for l in logits])

    theirs = rows()
    with model.disable_adapter():
        plain = rows()
    if torch.allclose(plain, theirs, atol=1e-3):
        print(f"{adapter_dir}: the adapter changes nothing, so this proves nothing")
        return False
    difference = ((ours - theirs).abs().max() / theirs.abs().max()).item()
    print(f"{adapter_dir}: largest difference {difference:.2e} of the maximum (at most {TOLERANCE:.0e})")
    return difference <= TOLERANCE


def main(arguments):
    if not arguments or len(arguments) % 3:
        sys.exit(__doc__)
    good = [compare(*arguments[i:i + 3]) for i in range(0, len(arguments), 3)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
