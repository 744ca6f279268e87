"""The path of a change of design in plain sentences."""

import math

import numpy as np

from ecosim.lab.transition import CHANGES, SHORT_WEEKS, STAYS, Path, Point


def opening(path: Path) -> str:
    """What was run, and which question it answers."""
    return (
        f"{path.world.name}: a team that changes from {path.before.name} to {path.after.name} in "
        f"week {path.switch_at}, beside the same team that stays with {path.before.name}; "
        f"{len(path.blocks[0].seeds):,} replications of {path.horizon.weeks} weeks under the same "
        f"luck, {path.weeks_after} of them after the change."
    )


def sentences(path: Path) -> list[str]:
    """What the path shows: the dip, the break-even week, where it ends, what cannot be said."""
    if path.no_difference:
        return ["The change changes nothing: every week of every replication is the same."]
    return [dip(path), break_even(path), at_the_end(path), win_rate_after(path), *warnings(path)]


def dip(path: Path) -> str:
    """How far behind the team falls."""
    week, lowest = path.lowest
    if not lowest.high < 0:
        return "No dip beyond chance: the team is never clearly behind what it would have sold."
    if week == path.weeks_after:
        return (
            f"It falls behind until the end: after {week} weeks by {money(lowest, turned=True)} of "
            "order value."
        )
    return (
        f"The dip: {week} weeks after the change the team is furthest behind what it would have "
        f"sold, by {money(lowest, turned=True)} of order value, or "
        f"{-lowest.estimate / usual_week(path):.1f} usual weeks of orders."
    )


def break_even(path: Path) -> str:
    """From which week on the change has paid, or that it never does."""
    point, follow_up = path.break_even, path.weeks_after
    if math.isinf(point.estimate):
        rest = f"in {100 * (1 - path.never):.0f}% of resamples it does"
        return (
            f"Break-even: not within the {follow_up} weeks after the change, the cumulative "
            f"difference in order value ends below zero ({rest})."
        )
    high = f"{point.high:.0f}" if math.isfinite(point.high) else f"never within {follow_up} weeks"
    from_on = (
        "from the first week on"
        if point.estimate == 1
        else f"from week {point.estimate:.0f} after the change on"
    )
    low = f"{point.low:.0f}" if math.isfinite(point.low) else high
    return (
        f"Break-even: {from_on} the cumulative difference in order value is above zero "
        f"(95% interval: week {low} to {high})."
    )


def at_the_end(path: Path) -> str:
    """Where the cumulative difference stands at last."""
    end = path.at_the_end
    if end.low <= 0 <= end.high:
        return (
            f"After {path.weeks_after} weeks the two can not be told apart: the cumulative "
            f"difference is {money(end)}."
        )
    word, turned = ("more", False) if end.estimate > 0 else ("less", True)
    sold = f"the team that changed has sold {money(end, turned)} {word}"
    return f"After {path.weeks_after} weeks {sold}."


def warnings(path: Path) -> list[str]:
    """Why the follow-up may be too short."""
    said = []
    if path.weeks_after < SHORT_WEEKS:
        said.append(
            f"The follow-up of {path.weeks_after} weeks is short: many deals that entered after "
            "the change are still open at its end. Give more with --weeks-after."
        )
    if math.isinf(path.break_even.high) and path.still_gaining:
        said.append(
            "At the end the team that changed sells more each week than the one that stayed: with "
            "more weeks after the change (--weeks-after) it may still break even, or do so surely."
        )
    return said


def usual_week(path: Path) -> float:
    """Order value of a week of the team that stays, mean over the weeks after the change."""
    return float(path.weekly(STAYS)[:, path.switch_at :].mean()) or math.nan


def money(point: Point, turned: bool = False) -> str:
    """An amount with its interval, with its sign turned if asked."""
    ends = (-point.estimate, -point.high, -point.low) if turned else (
        point.estimate, point.low, point.high
    )  # fmt: skip
    scale, unit = (1e3, "kUSD") if max(map(abs, ends)) >= 10_000 else (1.0, "USD")
    amount, low, high = (f"{round(end / scale) + 0:,}" for end in ends)
    return f"{amount} {unit} (95% interval: {low} to {high})"


def win_rate_after(path: Path) -> str:
    """The win rates of deals that entered after the change, all entry weeks together."""
    rates = []
    for arm in (STAYS, CHANGES):
        first, band = path.win_rates(arm)
        after = band.estimate[first >= path.switch_at]
        rates.append(float(np.nanmean(after)) if np.isfinite(after).any() else math.nan)
    if any(map(math.isnan, rates)):
        return "No deal that entered after the change was decided early enough to be counted."
    stays, changes = (f"{100 * rate:.1f}%" for rate in rates)
    return f"Of deals that enter after the change {changes} are won, without it {stays}."
