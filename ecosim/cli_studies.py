"""The commands of studies: `ecosim sweep` and `ecosim merge`."""

import re
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ecosim.lab.sweep.cluster import Cluster
    from ecosim.lab.sweep.runner import Shard


class AskedWrongly(ValueError):
    """Options that do not go together or say nothing; the message is one sentence."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while much is kept; the message says what."""


def sweep(
    study: Annotated[Path, typer.Argument(help="A study (TOML).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it will take.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder (default out/NAME).")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, max=256, help="Processes.")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, as tcp://HOST:8786.")
    ] = None,
    shard: Annotated[str | None, typer.Option(help="Run one share only, as 2/8.")] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try runs again that failed.")
    ] = False,
) -> None:
    """Run a study over many points, or go on with it where it was."""
    from ecosim.lab.sweep.study_file import load_study

    if cluster is not None and jobs is not None:
        raise AskedWrongly("--cluster and --jobs exclude each other: a cluster has its workers.")
    share = shard_of(shard)
    asked = load_study(study)
    folder = out or Path("out") / asked.name
    from ecosim.lab.sweep import telling  # takes seconds: mistakes in the file are told before

    with executor_at(cluster) as executor:
        if dry_run:
            from ecosim.lab.sweep.forecast import forecast

            there = jobs if executor is None else executor.processes
            lines = telling.forecast_in_words(asked, forecast(asked, folder, there))
        else:
            from rich.console import Console

            from ecosim.lab.sweep.runner import sweep as run_sweep

            try:
                with telling.progress(Console(stderr=True)) as tell:
                    done = run_sweep(
                        asked, folder, processes=jobs, executor=executor, shard=share,
                        retry_failed=retry_failed, on_progress=tell,
                    )  # fmt: skip
            except KeyboardInterrupt:
                raise Interrupted(
                    f"Stopped; what is finished is kept in {folder}, start again to go on."
                ) from None
            lines = telling.end_in_words(done, folder)
    for line in lines:
        typer.echo(line)


def executor_at(address: str | None) -> "AbstractContextManager[Cluster | None]":
    """The cluster at an address; nothing without one."""
    if address is None:
        return nullcontext()
    from ecosim.lab.sweep.cluster import cluster

    return cluster(address)


def shard_of(text: str | None) -> "Shard | None":
    """One share of a study, from words like 2/8.

    Raises:
        AskedWrongly: other words.
    """
    if text is None:
        return None
    from ecosim.lab.sweep.runner import Shard

    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None:
        raise AskedWrongly(f'--shard is "{text}", but must be like 2/8.')
    return Shard(int(match[1]), int(match[2]))


def merge(
    folders: Annotated[list[Path], typer.Argument(help="The folders of all shards.")],
    out: Annotated[Path | None, typer.Option(help="Default: the first folder.")] = None,
) -> None:
    """Put the shards of a study together."""
    from ecosim.lab.sweep.merging import merge as put_together

    typer.echo(f"The table of runs is {put_together(folders, out)}.")
