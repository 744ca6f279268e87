"""A rep's list of this week's deals as a heap: the most important one first."""

from ecosim.compiling import compiled, compiled_for_agents, compiled_step
from ecosim.state import NOBODY, State


@compiled_step
def pipelines_are_laid_out(s: State) -> None:
    """Give every rep its stretch of the shared list, as long as it has open deals."""
    place = 0
    for i in range(s.reps.shape[0]):
        s.pipeline_start[i] = place
        s.pipeline_end[i] = place
        place += s.reps[i].open_deals


@compiled
def before_in_line(t: int, a: int, other: int, s: State) -> bool:
    """Whether deal a comes before another in a rep's attention (ties: the lower account)."""
    mine, its = s.deals[t, a].priority, s.deals[t, other].priority
    return bool(mine > its or (mine == its and a < other))


@compiled
def sinks(t: int, start: int, size: int, root: int, s: State) -> None:
    """Restore the heap of a pipeline below one place (best deal on top)."""
    while True:
        best, left = root, 2 * root + 1
        for child in range(left, min(left + 2, size)):
            if before_in_line(t, s.pipeline[start + child], s.pipeline[start + best], s):
                best = child
        if best == root:
            return
        held = s.pipeline[start + root]
        s.pipeline[start + root] = s.pipeline[start + best]
        s.pipeline[start + best] = held
        root = best


@compiled_step
def rep_lines_up(i: int, s: State) -> None:
    """Make the rep's list of this week's deals ready to be taken best first."""
    start, size = s.pipeline_start[i], s.pipeline_end[i] - s.pipeline_start[i]
    for root in range(size // 2 - 1, -1, -1):
        sinks(s.reps[i].team, start, size, root, s)


@compiled_for_agents
def next_in_line(i: int, taken: int, s: State) -> int:
    """The rep's best deal not yet taken this week, as the `taken`-th; -1 when none is left.

    Taken deals stand at the end of the list, the first taken last.
    """
    start, size = s.pipeline_start[i], s.pipeline_end[i] - s.pipeline_start[i] - taken
    if size <= 0:
        return NOBODY
    a = s.pipeline[start]
    s.pipeline[start] = s.pipeline[start + size - 1]
    s.pipeline[start + size - 1] = a
    sinks(s.reps[i].team, start, size - 1, 0, s)
    return int(a)
