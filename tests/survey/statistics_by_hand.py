"""SUS, gains and intervals computed another way than the program does, in plain Python.

The program inverts the incomplete beta function and solves quadratics. Here Student's t comes from integrating its
density, and every interval from its definition: the values that a test at 5 % does not reject, found by halving.
"""
import functools
import math
import statistics

Z = statistics.NormalDist().inv_cdf(0.975)


def t_cdf(t, degrees):
    """1/2 plus the integral of the density over [0, t], with t = sqrt(degrees) tan u; Simpson's rule."""
    end, steps = math.atan(t / math.sqrt(degrees)), 2000
    height = lambda u: math.cos(u) ** (degrees - 1)
    total = height(0) + height(end) + sum((4 if i % 2 else 2) * height(end * i / steps) for i in range(1, steps))
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    return 0.5 + scale * total * end / steps / 3


def halve(inside, good, bad):
    """The border between `good`, where `inside` holds, and `bad`, where it does not."""
    for _ in range(200):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if inside(middle) else (good, middle)
    return (good + bad) / 2


@functools.lru_cache(maxsize=None)
def t_975(degrees):
    return halve(lambda t: t_cdf(t, degrees) < 0.975, 0.0, 1000.0)


def mean_interval(values):
    """{"value", "low", "high", "n"}."""
    mean, n = statistics.fmean(values), len(values)
    half = t_975(n - 1) * statistics.stdev(values) / math.sqrt(n)
    return {"value": mean, "low": mean - half, "high": mean + half, "n": n}


def share_interval(successes, n):
    """Wilson: the shares from which the one found does not differ."""
    found = successes / n
    inside = lambda p: abs(found - p) <= Z * math.sqrt(p * (1 - p) / n)
    return {"value": found, "low": 0.0 if successes == 0 else halve(inside, found, 0.0),
            "high": 1.0 if successes == n else halve(inside, found, 1.0), "n": n}


def class_gain(pairs):
    """Hake's <g>; Fieller: the ratios r for which the mean of gained - r * possible does not differ from 0."""
    gained, possible = [after - before for before, after in pairs], [100 - before for before, _ in pairs]
    gain, n = statistics.fmean(gained) / statistics.fmean(possible), len(pairs)

    def inside(ratio):
        left = [g - ratio * p for g, p in zip(gained, possible)]
        return abs(statistics.fmean(left)) <= t_975(n - 1) * statistics.stdev(left) / math.sqrt(n)
    return {"value": gain, "low": halve(inside, gain, gain - 3), "high": halve(inside, gain, gain + 3), "n": n}


def sus_score(answers):
    """Answers q1..q10 as given; odd ones agree with something good, even ones with something bad."""
    return 2.5 * sum(a - 1 if number % 2 else 5 - a for number, a in enumerate(answers, 1))


def normalised_change(before, after):
    if after > before:
        return (after - before) / (100 - before)
    if after < before:
        return (after - before) / before
    return None if before in (0, 100) else 0.0
