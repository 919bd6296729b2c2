"""Classical test theory for quizzes: how questions and the whole did, from the scores of many attempts; nothing else is needed.

No figure without its number: every function says below which count it keeps silent, and what it returns carries what it stands on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import median

from courses.items.rules.distributions import f_quantile

# Below this a correlation is an anecdote: at 10 attempts the interval of one of 0 still reaches from -0.63 to 0.63.
LEAST_ATTEMPTS = 10
LEAST_TIMES = 5
CONFIDENCE = 0.95
# Sums of floats that are equal on paper differ in the last digits: such scores do not vary.
NO_SPREAD = 1e-20

Third = int
LOWER, MIDDLE, UPPER = range(3)


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha with its confidence interval, from so many attempts at so many questions.

    `without`: for each question what alpha would be if it were taken out, in the order of the questions; None where that says nothing.
    """

    alpha: float
    low: float
    high: float
    attempts: int
    questions: int
    without: tuple[float | None, ...]


def mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing."""
    return fsum(values) / len(values) if values else None


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's correlation, in [-1, 1]; None when either side does not vary. Raises ValueError if lengths differ."""
    if len(xs) != len(ys):
        raise ValueError("Each value needs its partner.")
    if len(xs) < 2:
        return None
    dx, dy = _deviations(xs), _deviations(ys)
    across, down = fsum(d * d for d in dx), fsum(d * d for d in dy)
    if _is_flat(across, xs) or _is_flat(down, ys):
        return None
    together = fsum(x * y for x, y in zip(dx, dy, strict=True))
    return max(-1.0, min(1.0, together / sqrt(across) / sqrt(down)))


def discrimination(scores: Sequence[float], rests: Sequence[float]) -> float | None:
    """Corrected item-total correlation, in [-1, 1].

    `scores`: what the item earned in each attempt; `rests`: what the other items of the attempt earned, as a share of what they could, so that
    attempts with other questions drawn from a pool can stand beside each other. None below 10 attempts or when either
    side does not vary. Raises ValueError if lengths differ. Source: Crocker & Algina 1986, ch. 14.
    """
    found = correlation(scores, rests)
    return found if len(scores) >= LEAST_ATTEMPTS else None


def reliability(rows: Sequence[Sequence[float]]) -> Reliability | None:
    """Cronbach's alpha of complete rows (an attempt each, a score for every question), with its interval.

    None below 10 attempts, below 2 questions, or when the totals do not vary. Raises ValueError for rows of different lengths.
    Source: Cronbach 1951; the interval as in `alpha_interval`.
    """
    if len(rows) < LEAST_ATTEMPTS or len(rows[0]) < 2:
        return None
    columns = list(zip(*rows, strict=True))
    variances = [_variance(column) for column in columns]
    totals = [fsum(row) for row in rows]
    alpha = _alpha(variances, totals)
    if alpha is None:
        return None
    without = tuple(_alpha_without(place, columns, variances, totals) for place in range(len(columns)))
    low, high = alpha_interval(alpha, attempts=len(rows), questions=len(columns))
    return Reliability(alpha, low, high, len(rows), len(columns), without)


def alpha_interval(
    alpha: float, *, attempts: int, questions: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The confidence interval of Cronbach's alpha, low and high.

    (1 - true alpha) / (1 - alpha found) follows F(n - 1, (n - 1)(k - 1)). Raises ValueError below 2 attempts or 2 questions.
    Source: Feldt 1965; Feldt, Woodruff & Salih 1987, eq. 5 and 6.
    """
    if attempts < 2 or questions < 2:
        raise ValueError("An interval needs two attempts and two questions.")
    first = attempts - 1
    second = first * (questions - 1)
    tail = (1 - confidence) / 2
    low = 1 - (1 - alpha) * f_quantile(1 - tail, first, second)
    return low, 1 - (1 - alpha) * f_quantile(tail, first, second)


def thirds(totals: Sequence[float]) -> list[Third] | None:
    """For each attempt whether its total is in the lower, middle or upper third; None below 10 attempts.

    By mid-ranks, so that equal totals always stand in the same third, which then are not of equal size. Totals are compared to
    the ninth digit behind the point.
    """
    totals = [round(total, 9) for total in totals]
    count = len(totals)
    if count < LEAST_ATTEMPTS:
        return None
    order = sorted(totals)
    places: dict[float, Third] = {}
    begin = 0
    while begin < count:
        end = begin
        while end < count and order[end] == order[begin]:
            end += 1
        # The mean of the ranks begin + 0.5 ... end - 0.5, as a share; in whole numbers, so that no last digit decides.
        places[order[begin]] = min(UPPER, 3 * (begin + end) // (2 * count))
        begin = end
    return [places[total] for total in totals]


def median_seconds(seconds: Sequence[float]) -> float | None:
    """The median of times in seconds; None below 5. The median, because one who goes to lunch must not weigh."""
    return median(seconds) if len(seconds) >= LEAST_TIMES else None


def _alpha(variances: Sequence[float], totals: Sequence[float]) -> float | None:
    count, whole = len(variances), _variance(totals)
    if _is_flat(whole * len(totals), totals):
        return None
    return count / (count - 1) * (1 - fsum(variances) / whole)


def _alpha_without(
    place: int, columns: Sequence[Sequence[float]], variances: Sequence[float], totals: Sequence[float]
) -> float | None:
    if len(columns) < 3:
        return None
    rest = [total - score for total, score in zip(totals, columns[place], strict=True)]
    return _alpha([*variances[:place], *variances[place + 1 :]], rest)


def _variance(values: Sequence[float]) -> float:
    return fsum(d * d for d in _deviations(values)) / (len(values) - 1)


def _deviations(values: Sequence[float]) -> list[float]:
    middle = fsum(values) / len(values)
    return [value - middle for value in values]


def _is_flat(squares: float, values: Sequence[float]) -> bool:
    """Whether a sum of squared deviations is nothing but rounding."""
    return squares <= NO_SPREAD * max(1.0, fsum(value * value for value in values))
