"""The commands of studies: `ecosim sweep` and `ecosim merge`."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ecosim.lab.sweep.runner import Shard


class ShardMistake(ValueError):
    """A shard that is not like 2/8; the message is one sentence."""


def sweep(
    study: Annotated[Path, typer.Argument(help="A study (TOML).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it will take.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder (default out/NAME).")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, max=256, help="Processes.")] = None,
    shard: Annotated[str | None, typer.Option(help="Run one share only, as 2/8.")] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try runs again that failed.")
    ] = False,
) -> None:
    """Run a study over many points, or go on with it where it was."""
    from rich.console import Console

    from ecosim.lab.sweep import telling
    from ecosim.lab.sweep.runner import sweep as run_sweep
    from ecosim.lab.sweep.study_file import load_study

    share = shard_of(shard)
    asked = load_study(study)
    folder = out or Path("out") / asked.name
    if dry_run:
        from ecosim.lab.sweep.forecast import forecast

        lines = telling.forecast_in_words(asked, forecast(asked, folder, jobs))
    else:
        with telling.progress(Console(stderr=True)) as tell:
            done = run_sweep(
                asked, folder, processes=jobs, shard=share,
                retry_failed=retry_failed, on_progress=tell,
            )  # fmt: skip
        lines = telling.end_in_words(done, folder)
    for line in lines:
        typer.echo(line)


def shard_of(text: str | None) -> "Shard | None":
    """One share of a study, from words like 2/8.

    Raises:
        ShardMistake: other words.
    """
    from ecosim.lab.sweep.runner import Shard

    if text is None:
        return None
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None:
        raise ShardMistake(f'--shard is "{text}", but must be like 2/8.')
    return Shard(int(match[1]), int(match[2]))


def merge(
    folders: Annotated[list[Path], typer.Argument(help="The folders of all shards.")],
    out: Annotated[Path | None, typer.Option(help="Default: the first folder.")] = None,
) -> None:
    """Put the shards of a study together."""
    from ecosim.lab.sweep.merging import merge as put_together

    typer.echo(f"The table of runs is {put_together(folders, out)}.")
