#!/usr/bin/env bash
# semilla from nothing: writes the corpus, trains the tokenizer and the model, and puts the files under
# assets/semilla/model. Corpus and tokenizer come out the same to the byte anywhere, the weights on one instruction
# set. Can be interrupted; run again, it goes on where it stopped. See assets/semilla/README.md for the time it takes.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=build/semilla
program=${AFINA_PROGRAM:-build/afina}
mkdir -p "$work"

# The two parts of the corpus: text to learn the language from, then conversations to learn to answer.
for part in "text 32 1" "answers 44 2"; do
  read -r name megabytes seed <<<"$part"
  [[ -f "$work/$name/train.jsonl" ]] && continue
  python3 assets/semilla/make_corpus.py --part "$name" --megabytes "$megabytes" --seed "$seed" --out "$work/$name.part"
  mv "$work/$name.part" "$work/$name"
done
if [[ ! -f "$work/tokenizer.json" ]]; then
  "$program" train-tokenizer "$work/text/train.jsonl" --vocab-size 8192 --out "$work/tokenizer.json"
fi

# learn PART FOLDER [options]: one pass over a part.
learn() {
  local part=$1 out=$2
  shift 2
  "$program" pretrain "$work/$part/train.jsonl" --validation "$work/$part/validation.jsonl" \
    --tokenizer "$work/tokenizer.json" --config assets/semilla/config.json --out "$out" --evaluate-every 500 "$@"
}
# Weights that stay small stay easy to tune: see docs/decisions/semilla.md.
[[ -f "$work/language/model.safetensors" ]] || learn text "$work/language" --learning-rate 1.5e-3 --weight-decay 0.4
[[ -f "$work/model/model.safetensors" ]] ||
  learn answers "$work/model" --from "$work/language" --answers-only --learning-rate 1e-3 --weight-decay 0.4

mkdir -p assets/semilla/model
for file in config.json generation_config.json tokenizer.json tokenizer_config.json model.safetensors; do
  cp "$work/model/$file" "assets/semilla/model/$file"
done
