"""What a seller is worth to a group that is ready to choose."""

from ecosim.compiling import compiled


@compiled
def utility(
    trust: float, trust_weight: float, product: float, idea: float, fit_weight: float,
    missing: int, missing_penalty: float,
) -> float:  # fmt: skip
    """Utility of a seller in logits: trust, fit of its product with the group's idea, gaps.

    Source: prototype.md 1.
    """
    fit = 1.0 - abs(product - idea)
    return trust_weight * trust + fit_weight * fit - missing_penalty * missing
