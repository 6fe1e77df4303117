"""Compares `afina score` with rouge-score and sacrebleu on random pairs of texts.

    python tests/peers/metrics_peers.py [build/afina]

Ends 0 when every score is equal, 1 when one is not. Prints a line that begins with SKIPPED where the
libraries or the program are missing.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

PAIRS = 400
TOLERANCE = 1e-9
WORDS = """the clerk clerks answered answering letter letters quickly office offices conditional relational
happily dying skies flies agreed hopping filing geology probability replacement el la canción niño pingüino
oficina oficinas trámite 3 12 1.250,50 3-5-2024 U.S. don't bien-estar «sí» (no) ... ¿qué? &amp; <b> a_b 100%
İzmir ￥ 東京 😀 e.g., -5 $9 C++ "cita" fin.""".split()


def make_pairs(rng):
    """Pairs of texts of one line; the prediction is the reference with words changed, moved and lost."""
    predictions, references = [], []
    for _ in range(PAIRS):
        reference = [rng.choice(WORDS) for _ in range(rng.randint(1, 60))]
        prediction = [rng.choice(WORDS) if rng.random() < 0.3 else word for word in reference]
        if rng.random() < 0.3:
            rng.shuffle(prediction)
        predictions.append(" ".join(prediction[: rng.randint(1, len(prediction))]))
        references.append(" ".join(reference))
    return predictions, references


def afina_scores(program, metric, predictions, references):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, texts in (("predictions.txt", predictions), ("references.txt", references)):
            path = pathlib.Path(folder) / name
            path.write_text("\n".join(texts) + "\n", encoding="utf-8")
            paths.append(str(path))
        command = [program, "score", metric, "--predictions", paths[0], "--references", paths[1], "--json"]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def find_value(document, name):
    """The value of one score, wherever the document keeps its scores."""
    scores = document.get("scores", document)
    return scores[name]["value"]


def mean_rouge(predictions, references, stemming):
    from rouge_score import rouge_scorer

    names = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    scorer = rouge_scorer.RougeScorer(names, use_stemmer=stemming)
    rows = [scorer.score(reference, prediction) for prediction, reference in zip(predictions, references)]
    return {name: sum(row[name].fmeasure for row in rows) / len(rows) for name in names}


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(__file__).parents[2] / "build" / "afina")
    try:
        import rouge_score  # noqa: F401
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError as error:
        print(f"SKIPPED metrics peers: {error.name} is not installed")
        return 0
    if not pathlib.Path(program).exists():
        print(f"SKIPPED metrics peers: {program} is not built")
        return 0

    predictions, references = make_pairs(random.Random(1))
    expected = {
        "rouge": mean_rouge(predictions, references, False),
        "rouge-stem": mean_rouge(predictions, references, True),
        "chrf": {"chrf": CHRF().corpus_score(predictions, [references]).score},
        "bleu": {"bleu": BLEU().corpus_score(predictions, [references]).score},
    }
    failures = 0
    for metric, scores in expected.items():
        document = afina_scores(program, metric, predictions, references)
        for name, value in scores.items():
            got = find_value(document, name)
            equal = abs(got - value) <= TOLERANCE * max(1.0, abs(value))
            failures += not equal
            print(f"{'ok' if equal else 'DIFFERENT'} {metric} {name}: afina {got:.9f}, reference {value:.9f}")
    print(f"{failures} scores are different")
    print(f"RAN metrics peers {PAIRS}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
