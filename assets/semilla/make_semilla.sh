#!/usr/bin/env bash
# semilla from nothing: writes the corpus, trains the tokenizer and the model, and puts the files under
# assets/semilla/model. Corpus and tokenizer come out the same to the byte anywhere, the weights on one instruction
# set. Can be interrupted; run again, it goes on where it stopped. See assets/semilla/README.md for the time it takes.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=build/semilla
program=build/afina
mkdir -p "$work"

if [[ ! -f "$work/corpus/train.jsonl" ]]; then
  python3 assets/semilla/make_corpus.py --out "$work/corpus.part" --megabytes 24 --seed 1
  mv "$work/corpus.part" "$work/corpus"
fi
if [[ ! -f "$work/tokenizer.json" ]]; then
  "$program" train-tokenizer "$work/corpus/train.jsonl" --vocab-size 8192 --out "$work/tokenizer.json"
fi
"$program" pretrain "$work/corpus/train.jsonl" --validation "$work/corpus/validation.jsonl" \
  --tokenizer "$work/tokenizer.json" --config assets/semilla/config.json --out "$work/model" \
  --max-steps 2600 --evaluate-every 400
mkdir -p assets/semilla/model
for file in config.json generation_config.json tokenizer.json tokenizer_config.json model.safetensors; do
  cp "$work/model/$file" "assets/semilla/model/$file"
done
