"""Quantiles of the F distribution, by way of the incomplete beta function; no library is needed for them at run time."""

from __future__ import annotations

from math import exp, inf, isfinite, lgamma, log, log1p

# Far more than is ever needed: the fraction converges in about the square root of the larger parameter.
MOST_TERMS = 20_000
MOST_STEPS = 200
TINY = 1e-300
EPSILON = 1e-16


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), in [0, 1], to about 1e-12.

    `a`, `b` > 0. Raises ValueError for others. Source: DLMF 8.17.22 (https://dlmf.nist.gov/8.17), evaluated by the method of
    Lentz as modified by Thompson & Barnett 1986.
    """
    if not (a > 0 and b > 0):
        raise ValueError("The parameters of a beta distribution are above 0.")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    # On the other side of the mean the fraction converges slowly, and its mirror image fast.
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1.0 - x, b, a)
    front = exp(_log_density(x, a, b) + log(x) + log1p(-x)) / a
    return min(1.0, front * _fraction(x, a, b))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x at which `beta_cdf` reaches `probability`, in [0, 1], to the last digits of a float.

    Newton's steps, and halving wherever one would leave what is known to hold the answer. Raises ValueError outside of [0, 1].
    """
    if not 0 <= probability <= 1:
        raise ValueError("A probability lies between 0 and 1.")
    if probability in (0.0, 1.0):
        return probability
    low, high, x = 0.0, 1.0, a / (a + b)
    for _step in range(MOST_STEPS):
        excess = beta_cdf(x, a, b) - probability
        low, high = (low, x) if excess > 0 else (x, high)
        slope = exp(_log_density(x, a, b))
        following = x - excess / slope if slope > 0 and isfinite(slope) else low
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) <= EPSILON * x or not 0 < following < 1:
            return following
        x = following
    return x


def f_quantile(probability: float, first: float, second: float) -> float:
    """The quantile of the F distribution with `first` and `second` degrees of freedom, above 0.

    Raises ValueError for degrees that are not above 0. Source: if X is Beta(d1/2, d2/2), then d2 X / (d1 (1 - X)) is F(d1, d2)
    (Johnson, Kotz & Balakrishnan 1995, ch. 27).
    """
    x = beta_quantile(probability, first / 2, second / 2)
    return inf if x >= 1 else second * x / (first * (1 - x))


def _log_density(x: float, a: float, b: float) -> float:
    return lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1) * log(x) + (b - 1) * log1p(-x)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, without its front factor."""
    c, d = 1.0, _away_from_zero(1 - (a + b) * x / (a + 1))
    d = 1 / d
    value = d
    for m in range(1, MOST_TERMS):
        change = 1.0
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            change = c * d
            value *= change
        if abs(change - 1) < EPSILON * 10:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
