"""From logits to the probabilities that a next word is drawn from: temperature, top-k, top-p, in the engine's order."""
import numpy as np


def softmax(logits) -> np.ndarray:
    """Probabilities of the last axis, in double precision."""
    shifted = np.asarray(logits, dtype=np.float64)
    shifted = shifted - shifted.max(axis=-1, keepdims=True)
    weights = np.exp(shifted)
    return weights / weights.sum(axis=-1, keepdims=True)


def next_probabilities(logits, temperature=1.0, top_k=0, top_p=1.0) -> np.ndarray:
    """Probabilities [V] after the three settings; what they exclude has 0. Temperature 0 keeps the likeliest alone.

    top_k 0 keeps all. top_p keeps the fewest likeliest tokens that together reach it, always at least one.
    """
    logits = np.asarray(logits, dtype=np.float64)
    if temperature <= 0:
        one = np.zeros(len(logits))
        one[int(logits.argmax())] = 1.0
        return one
    probabilities = softmax(logits / temperature)
    order = np.argsort(-probabilities, kind="stable")
    kept = np.zeros(len(logits), dtype=bool)
    kept[order[:top_k] if top_k > 0 else order] = True
    if top_p < 1:
        # As the engine does: top-p looks at what top-k left, scaled to a whole.
        left = np.where(kept, probabilities, 0.0)
        left /= left.sum()
        before = np.cumsum(left[order]) - left[order]
        kept[order[before >= top_p]] = False
    result = np.where(kept, probabilities, 0.0)
    return result / result.sum()


def surprise(logits, ids) -> list:
    """Bits that each token costs, given those before it: logits [T, V], T = len(ids), or one more where the model
    puts a beginning before the text. None where nothing stood before a token."""
    probabilities = softmax(logits)
    before = len(probabilities) - len(ids) - 1
    return [float(-np.log2(max(probabilities[place + before, token], 1e-30))) if place + before >= 0 else None
            for place, token in enumerate(ids)]


def perplexity(bits) -> float:
    """How many words the model wavers between, on average."""
    return float(2 ** (sum(bits) / len(bits))) if bits else float("nan")
