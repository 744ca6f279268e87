"""A team changes its design: what becomes of pay plans and accounting periods under way."""

import numpy as np

from ecosim.state import State, Table


def plans_after(
    before: State, after: State, was: State, will: State, changing: list[int]
) -> tuple[Table, Table]:
    """The periods and the pay rows of reps whose team has another plan from this week on.

    Where the calendar stays, quota and commission of the period under way and of those to come are
    the new ones. Where it changes, the period under way ends: it is not whole, so nothing is paid
    by it; the new plan begins with what is left of its own period, at that part of the quota.

    Args:
        before, after: the state as it stood, and as changed so far.
        was, will: the states as born with the former and the new designs.
        changing: the teams that change.

    Returns:
        Rows of reps by period, and of reps.
    """
    paid = after.paid.copy()
    known, coming = before.periods.shape[1], will.periods.shape[1]
    if coming == 0:
        return after.periods, paid
    periods = np.zeros((len(paid), known + coming + 1), before.periods.dtype)
    periods[:, :known] = before.periods
    week, begun = int(before.clock["week"][0]), False
    for i in np.flatnonzero(np.isin(after.reps["team"], changing)).tolist():
        calendars = [calendar_of(state, i) for state in (before, after)]
        same = known > 0 and calendars[0] == calendars[1]
        if same and was.periods[i].tobytes() == will.periods[i].tobytes():
            continue
        begun = True
        paid["period"][i] += known > 0 and not same
        plan_begins(periods[i], int(paid["period"][i]), will.periods[i], week, *calendars[1], same)
    return (periods if begun or known == 0 else before.periods), paid


def calendar_of(state: State, i: int) -> tuple[int, int]:
    """How long a rep's accounting periods are, and how far they are ahead of the weeks."""
    team = int(state.reps["team"][i])
    return int(state.teams["regime_period_weeks"][team]), int(state.paid["offset"][i])


def plan_begins(
    mine: Table, first: int, born: Table, week: int, length: int, offset: int, same: bool
) -> None:
    """Write the quotas and commissions of a plan into a rep's periods from the first one on."""
    nth, gone = divmod(week + offset, length)
    for name in ("quota", "commission", "weight"):
        mine[name][first : first + len(born) - nth] = born[name][nth:]
    if not same:
        whole = length - offset if nth == 0 else length  # weeks that the quota as born is for
        mine["quota"][first] *= (length - gone) / whole
