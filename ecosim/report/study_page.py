"""The page of a study: what was asked, what it says, and how to run it again."""

from pathlib import Path

import pandas as pd

from ecosim.lab.analysis.answers import Section, answers
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.folder import RUNS, manifest_in, study_in
from ecosim.lab.sweep.parts import parts_folder, present
from ecosim.lab.sweep.plan import Plan
from ecosim.lab.sweep.study import Study
from ecosim.lab.sweep.tables import FIXED_COLUMNS
from ecosim.report.asked import provenance_lines, study_lines
from ecosim.report.page import Answers, Page, PageSection, Table, picture, table_of
from ecosim.report.study_figures import figures_of
from ecosim.report.style import house_style

TITLES = {
    "estimates": "Every team at every point",
    "differences": "Every pair at every point",
    "regret": "Worst cases and regrets",
    "variation": "Shares of variation",
    "crossover": "Places of crossing",
    "sensitivity": "Sensitivity indices",
    "box_limits": "Limits of the boxes",
    "boxes": "The boxes",
}
OPEN = ("regret", "variation", "box_limits", "boxes")
LEFT_OUT = ("unit", "p", "bootstrap_low", "bootstrap_high", "sentence", "favours")
MEANINGS = {
    "low": "lower end of the 95% interval",
    "high": "upper end of the 95% interval",
    "replications": "runs, or pairs of runs, that count",
    "undefined": "left out because the outcome is undefined",
    "failed": "left out because a run failed",
    "corrected_p": "p-value after Holm's correction for all comparisons made at once",
    "variance_ratio": "how many times as many replications unpaired runs would need",
    "minimax_share": (
        "share of resamples in which its largest regret is the smallest; too near 0 or 1 with "
        "fewer than ten replications"
    ),
    "worst_tenth": "mean of the worst tenth of all runs, all worlds alike (CVaR)",
    "best_in": "share of worlds in which it is best",
    "mass": "share of all points that lie in the box",
    "density": "share of the points in the box where the first team is ahead",
    "coverage": "share of all points where the first team is ahead that lie in the box",
} | {name: meaning for name, _, meaning in FIXED_COLUMNS}


def study_page(folder: Path) -> Page:
    """What the report of a study's folder says; without answers if runs are still to be made.

    Raises:
        FolderError: there is no study.
    """
    manifest, study = manifest_in(folder), study_in(folder)
    finished = (folder / RUNS).exists()
    sections = answers(folder) if finished else []
    spoken = [
        Answers(section.title, section.sentences)
        for section in sections
        if section.name != "estimates" and section.sentences
    ]
    counted = [line for section in sections[:1] for line in section.sentences]
    with house_style():
        shown = [_section(section, study) for section in sections if section.name != "estimates"]
        shown += [_section(section, study) for section in sections if section.name == "estimates"]
    return Page(
        kind="Report of a study",
        title=study.name,
        description=study.description,
        warning="" if finished else progress_in_words(folder, study),
        asked=study_lines(study, len(points(study))),
        answers=[Answers("", counted), *spoken] if finished else [],
        answer_notes=(
            "Intervals are 95%. A sign is claimed only where it stands after correction for all "
            "comparisons made at once; what is undecided is said to be.",
        ),
        sections=shown,
        again=("Save the manifest below as FOLDER/manifest.json; then, in Python:",),
        commands=(
            "from ecosim.lab.sweep.folder import study_in\n"
            "from ecosim.lab.sweep.runner import sweep\n\n"
            "if __name__ == '__main__':\n"
            "    sweep(study_in('FOLDER'), 'AGAIN')"
        ),
        provenance=provenance_lines(manifest),
        manifest=(folder / "manifest.json").read_text(encoding="utf-8"),
    )


def progress_in_words(folder: Path, study: Study) -> str:
    """How much of a study is done."""
    there = present(parts_folder(folder)) if parts_folder(folder).is_dir() else set()
    blocks = [(len(block.seeds), block.name in there) for block in Plan(study).blocks()]
    total, done = sum(n for n, _ in blocks), sum(n for n, is_there in blocks if is_there)
    at_least = "at least " if study.precision is not None else ""
    share = 100 * done / total if total else 0.0
    if done == total and study.precision is None:
        return (
            f"All {total:,} runs are made, but their table is not: run `ecosim sweep` once more, "
            "or `ecosim merge` for shards. Until then there are no answers here."
        )
    return (
        f"Not finished: {done:,} of {at_least}{total:,} runs are made ({share:.0f}%). `ecosim "
        "sweep` goes on where it was; there are no answers before all runs are made."
    )


def _section(section: Section, study: Study) -> PageSection:
    figures = [
        picture(figure, name, f"{section.title}: {_alternative(section, number)}")
        for number, (name, figure) in enumerate(figures_of(section, study).items())
    ]
    tables = [_table(name, table) for name, table in section.tables.items()]
    sentences = section.sentences if section.name == "estimates" else ()
    return PageSection(section.name, section.title, sentences, figures, section.notes, tables)


def _alternative(section: Section, number: int) -> str:
    """What a figure shows in words: the sentence it belongs to."""
    if not section.sentences:
        return "a figure"
    return section.sentences[min(number, len(section.sentences) - 1)]


def _says_nothing(column: str, table: pd.DataFrame) -> bool:
    """Whether a world or factor is the same in every row: it stands under what was asked."""
    setting = column == "world" or column.startswith(("world.", "team."))
    return setting and len(table) > 1 and table[column].nunique(dropna=False) == 1


def _table(name: str, table: pd.DataFrame) -> Table:
    """A table with headings people can read; columns that say nothing here are in the download."""
    shown = {
        str(column): str(column).rpartition(".")[2].replace("_", " ")
        for column in table
        if column not in LEFT_OUT and not _says_nothing(str(column), table)
    }
    return table_of(TITLES[name], f"{name}.csv", table, shown, MEANINGS, name in OPEN)
