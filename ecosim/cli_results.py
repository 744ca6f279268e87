"""The commands that read results: `ecosim analyse` and, for a page to hand on, `ecosim report`."""

from pathlib import Path
from typing import Annotated

import typer


def analyse(
    folder: Annotated[Path, typer.Argument(help="The folder of a study.")],
    figures: Annotated[bool, typer.Option(help="Draw figures as well.")] = True,
) -> None:
    """Say what a finished study shows: tables, figures and plain sentences."""
    from ecosim.lab.analysis.answers import ANALYSIS, write_answers
    from ecosim.lab.sweep.folder import study_in

    sections = write_answers(folder)
    for section in sections:
        typer.echo(f"{section.title}")
        for line in section.sentences:
            typer.echo(f"- {line}")
        for line in section.notes:
            typer.echo(f"  ({line})")
        typer.echo("")
    place = folder / ANALYSIS
    if figures:
        from ecosim.report.study_figures import draw_answers

        draw_answers(sections, study_in(folder), place / "figures")
    typer.echo(f"Tables are in {place}{f', figures in {place}/figures' if figures else ''}.")


def report(
    folder: Annotated[Path, typer.Argument(help="The folder of a study or a comparison.")],
    out: Annotated[Path | None, typer.Option(help="The file (default FOLDER/report.html).")] = None,
) -> None:
    """Make one HTML page of a folder: it opens offline, loads nothing, and can be mailed."""
    from ecosim.report.report import report as write_report

    path = write_report(folder, out)
    typer.echo(f"The report is {path} ({path.stat().st_size / 1e6:.1f} MB).")
