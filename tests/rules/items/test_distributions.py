"""Quantiles of F against SciPy, and what must hold of any distribution."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from courses.items.rules.distributions import beta_cdf, beta_quantile, f_quantile

SIZES = st.floats(0.5, 5_000)
SHARES = st.floats(0.001, 0.999)


@pytest.mark.parametrize("probability", [0.0005, 0.025, 0.5, 0.975, 0.9995])
@pytest.mark.parametrize(("first", "second"), [(1, 1), (9, 9), (9, 81), (199, 199), (199, 7_761), (9_999, 489_951)])
def test_quantiles_of_f_are_those_of_another_program(probability: float, first: int, second: int) -> None:
    assert f_quantile(probability, first, second) == pytest.approx(stats.f.ppf(probability, first, second), rel=1e-10)


# Abramowitz & Stegun 1964, table 26.9: upper 5 % points of F, to the digits printed there.
@pytest.mark.parametrize(
    ("first", "second", "printed"), [(1, 10, 4.96), (5, 5, 5.05), (10, 20, 2.35), (30, 60, 1.65), (8, 120, 2.02)]
)
def test_quantiles_of_f_are_those_of_the_printed_table(first: int, second: int, printed: float) -> None:
    assert f_quantile(0.95, first, second) == pytest.approx(printed, abs=0.005)


@given(SHARES, SIZES, SIZES)
def test_the_quantile_undoes_the_distribution(probability: float, a: float, b: float) -> None:
    x = beta_quantile(probability, a, b)

    # Where the distribution is steeper than floats are fine, the neighbours of x stand on both sides.
    step = 4e-16
    assert (
        beta_cdf(x * (1 - step), a, b) - 1e-9 <= probability <= beta_cdf(min(1.0, x * (1 + step) + 5e-16), a, b) + 1e-9
    )


@given(SHARES, SIZES, SIZES)
def test_the_distribution_mirrored_is_the_other_one(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(1 - beta_cdf(1 - x, b, a), abs=1e-9)


@given(SHARES, SHARES, SIZES, SIZES)
def test_the_distribution_never_falls(one: float, other: float, a: float, b: float) -> None:
    low, high = sorted((one, other))

    assert 0 <= beta_cdf(low, a, b) <= beta_cdf(high, a, b) + 1e-12 <= 1 + 1e-11


def test_a_quantile_nearer_to_the_end_than_floats_are_fine_is_the_end() -> None:
    assert beta_quantile(0.999, 1, 0.0625) == 1


def test_the_ends_are_the_ends() -> None:
    assert (beta_cdf(-1, 2, 3), beta_cdf(2, 2, 3)) == (0, 1)
    assert (f_quantile(0, 3, 4), f_quantile(1, 3, 4)) == (0, inf)


@pytest.mark.parametrize("arguments", [(-0.1, 1, 1), (1.1, 1, 1), (0.5, 0, 1), (0.5, 1, -2)])
def test_what_is_no_probability_or_no_distribution_is_refused(arguments: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError):
        f_quantile(*arguments)
