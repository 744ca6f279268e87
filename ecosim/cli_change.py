"""`ecosim compare A B --switch-at WEEK`: a team changes its design, beside the one that stays."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from ecosim.lab.runs import Progress
    from ecosim.team import Team
    from ecosim.world import World

DEFAULT_FOLDER = Path("out/transition")
SWITCH_WEEKS = (0, 5000)
WEEKS_AFTER = (26, 1000)


def problem_with(
    designs: "list[Team]", weeks: int | None, precision: float | None, together: bool
) -> str:
    """Why these options do not go together with a change of design; empty if they do."""
    if len(designs) != 2:
        return (
            f"--switch-at needs two teams, the design before and the one after; {len(designs)} "
            "are given."
        )
    if together:
        return "--together and --switch-at exclude each other; give one of them."
    if weeks is not None:
        return "--weeks and --switch-at exclude each other; give --weeks-after instead."
    if precision is not None:
        return "--precision and --switch-at exclude each other; give --replications instead."
    return ""


def change_of_design(
    world: "World",
    designs: "list[Team]",
    switch_at: int,
    weeks_after: int,
    replications: int,
    seed: int,
    processes: int | None,
    folder: Path,
    tell: "Progress",
) -> list[str]:
    """Run the change, store and draw it; what came out, line by line."""
    from ecosim.lab.transition import follow_change
    from ecosim.lab.transition_store import store_path
    from ecosim.lab.transition_words import opening, sentences
    from ecosim.report.transition import draw_transition

    path = follow_change(
        world, designs[0], designs[1], switch_at, weeks_after=weeks_after,
        replications=replications, seed=seed, processes=processes, on_progress=tell,
    )  # fmt: skip
    store_path(path, folder)
    drawn = draw_transition(folder)
    return [
        opening(path), "", *(f"- {sentence}" for sentence in sentences(path)), "",
        f"Tables are in {folder}, the figure is {drawn[0]}.",
    ]  # fmt: skip


def told_lines(lines: list[str]) -> None:
    """The lines on the console, wrapped to its width."""
    console = Console(highlight=False, markup=False)
    for line in lines:
        console.print(line)
