"""Exponential, logarithm and the normal distribution that give the same bits on every machine.

The C library's versions differ in the last bit between processors and systems, and one flipped
decision changes a whole run. These use only +, -, *, / and sqrt, which IEEE 754 fixes to the bit,
and `math.frexp`/`math.floor`, which are exact.
"""

import math

import numpy as np

from ecosim.compiling import compiled

POWERS_OF_TWO = np.array([2.0**k for k in range(-1022, 1024)])
LN2_HIGH = 6.93147180369123816490e-01  # ln 2 in two parts (fdlibm), so that k * ln 2 is exact
LN2_LOW = 1.90821492927058770002e-10
INVERSE_LN2 = 1.4426950408889634
SQRT_HALF = 0.7071067811865476
C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13 = (1.0 / math.factorial(k) for k in range(2, 14))


@compiled
def exponential(x: float) -> float:
    """e to the x. Error below 1e-15 of the value; 0 below -700, capped at x = 700.

    Source: Cody-Waite reduction x = k ln 2 + r, Taylor polynomial on |r| <= ln 2 / 2.
    """
    if x < -700.0:
        return 0.0
    if x > 700.0:
        x = 700.0
    k = math.floor(x * INVERSE_LN2 + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (C2 + C3 * r)
    middle = (C4 + C5 * r) + r2 * (C6 + C7 * r)
    high = (C8 + C9 * r) + r2 * (C10 + C11 * r)
    series = low + r4 * (middle + r4 * (high + r4 * (C12 + C13 * r)))
    return float(series * POWERS_OF_TWO[int(k) + 1022])


@compiled
def logarithm(x: float) -> float:
    """The natural logarithm of x > 0; minus infinity at 0. Error below 1e-15 of the value.

    Source: x = m 2^k with m near 1, ln m = 2 artanh((m - 1) / (m + 1)) as a series.
    """
    if x <= 0.0:
        return -math.inf
    m, k = math.frexp(x)
    if m < SQRT_HALF:
        m = m * 2.0
        k = k - 1
    t = (m - 1.0) / (m + 1.0)
    q = t * t
    series = 1.0 / 21.0
    series = 1.0 / 19.0 + q * series
    series = 1.0 / 17.0 + q * series
    series = 1.0 / 15.0 + q * series
    series = 1.0 / 13.0 + q * series
    series = 1.0 / 11.0 + q * series
    series = 1.0 / 9.0 + q * series
    series = 1.0 / 7.0 + q * series
    series = 1.0 / 5.0 + q * series
    series = 1.0 / 3.0 + q * series
    series = 1.0 + q * series
    return float(k * LN2_HIGH + (2.0 * t * series + k * LN2_LOW))


@compiled
def logistic(x: float) -> float:
    """The logistic curve 1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exponential(-x))


@compiled
def power(base: float, exponent: float) -> float:
    """base to the exponent, for base >= 0; 0 to the 0 is 1."""
    if exponent == 0.0:
        return 1.0
    if base <= 0.0:
        return 0.0
    return exponential(exponent * logarithm(base))


@compiled
def whole_power(base: float, exponent: int) -> float:
    """base to a whole exponent >= 0, by repeated squaring."""
    result = 1.0
    while exponent > 0:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result


@compiled
def normal_quantile(u: float) -> float:
    """The standard normal value below which a share u of the mass lies, 0 < u < 1.

    Relative error below 1.2e-9. Source: P. J. Acklam's rational approximation.
    """
    if u < 0.02425 or u > 0.97575:
        tail = u if u < 0.5 else 1.0 - u
        q = math.sqrt(-2.0 * logarithm(max(tail, 1e-300)))
        top = (
            (
                ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                - 2.549732539343734
            )
            * q
            + 4.374664141464968
        ) * q + 2.938163982698783
        bottom = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
            + 3.754408661907416
        ) * q + 1.0
        return top / bottom if u < 0.5 else -top / bottom
    q = u - 0.5
    r = q * q
    top = (
        (
            ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
            + 1.383577518672690e02
        )
        * r
        - 3.066479806614716e01
    ) * r + 2.506628277459239
    bottom = (
        (
            ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
            + 6.680131188771972e01
        )
        * r
        - 1.328068155288572e01
    ) * r + 1.0
    return top * q / bottom


@compiled
def normal_density(z: float) -> float:
    """The density of the standard normal distribution at z."""
    return 0.3989422804014327 * exponential(-0.5 * z * z)


@compiled
def normal_share(z: float) -> float:
    """The share of the standard normal distribution below z. Error below 1e-14.

    Source: J. F. Hart's rational approximation, as G. West (2005) gives it.
    """
    x = abs(z)
    if x > 37.0:
        return 0.0 if z < 0.0 else 1.0
    if x < 7.07106781186547:
        top = 3.52624965998911e-02 * x + 0.700383064443688
        top = ((top * x + 6.37396220353165) * x + 33.912866078383) * x + 112.079291497871
        top = (top * x + 221.213596169931) * x + 220.206867912376
        bottom = 8.83883476483184e-02 * x + 1.75566716318264
        bottom = ((bottom * x + 16.064177579207) * x + 86.7807322029461) * x + 296.564248779674
        bottom = (bottom * x + 637.333633378831) * x + 793.826512519948
        tail = exponential(-0.5 * x * x) * top / (bottom * x + 440.413735824752)
    else:
        deep = x + 4.0 / (x + 0.65)
        tail = normal_density(x) / (x + 1.0 / (x + 2.0 / (x + 3.0 / deep)))
    return tail if z < 0.0 else 1.0 - tail
