"""Whether a curve shows overfitting, and when it is too little to say."""
from __future__ import annotations

import math
from typing import Any

LEAST_ROWS = 10   # validation rows under which nothing is said
LEAST_RISE = 0.1  # nats; less cannot be told from the noise of a loss near zero
LEVEL = 0.02      # of the loss: what moves less has not moved


def least_rise(loss: float, rows: int) -> float:
    """How far a loss over so many rows must rise to count: the standard error of its mean, if the rows differ among
    themselves as much as the loss itself. A run keeps no loss of each row that would say it better.
    """
    return max(LEAST_RISE, loss / math.sqrt(rows))


def best_look(looks: list[dict[str, Any]]) -> dict[str, Any]:
    return min(looks, key=lambda look: look["validation_loss"])


def judge(looks: list[dict[str, Any]], rows: int) -> str:
    """What the looks at `rows` validation rows allow to say, in order: "few", "zero" (nothing left to compare), "both"
    (the learning loss rises too), "seen", "unseen" (validation does not rise), "unsure" (it does, but by too little).

    To be seen the rise must hold in the last two looks: one alone may be chance.
    """
    if rows < LEAST_ROWS or len(looks) < 3:
        return "few"
    best, last = best_look(looks), looks[-1]
    lowest = best["validation_loss"]
    if max(lowest, last["validation_loss"]) < LEAST_RISE:
        return "zero"
    held = min(look["validation_loss"] for look in looks[-2:]) - lowest
    if held >= least_rise(lowest, rows):
        return "seen" if last["train_loss"] < best["train_loss"] else "both"
    return "unseen" if last["validation_loss"] - lowest <= LEVEL * lowest else "unsure"
