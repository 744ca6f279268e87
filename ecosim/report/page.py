"""One self-contained HTML page: its content as plain facts, and how they become the file.

Everything that anyone wrote (names, descriptions, errors) goes through the template, which escapes
it; figures are read and written again as XML, so that nothing but drawing is left in them. The page
forbids itself to load anything (Content-Security-Policy) and runs one script, known by its hash.
"""

import base64
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from ecosim.lab.folders import write_text

HERE = Path(__file__).parent
SVG, LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
MOST_ROWS = 500  # of a table on the page
MOST_DOWNLOAD = 200_000  # bytes of a table that goes with the page
MOST_SVG = 300_000  # bytes; larger drawings go as pictures
DOTS_PER_INCH = 170


class Line(NamedTuple):
    """A line of what was asked: a name, what is said of it, a detail in small type."""

    name: str
    text: str
    small: str = ""


class Cell(NamedTuple):
    """A table's cell: what is shown, and the number it stands for."""

    text: str
    number: bool
    value: str


class Column(NamedTuple):
    """A table's column: its heading, whether it holds numbers, what it means."""

    label: str
    number: bool
    meaning: str


class Answers(NamedTuple):
    """Sentences under one heading."""

    heading: str
    sentences: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table as the page shows it."""

    title: str
    file: str
    columns: list[Column]
    rows: list[list[Cell]]
    rows_in_all: int
    download: str
    open: bool = False


class Picture(NamedTuple):
    """A drawing, ready to stand in the page."""

    drawn: Markup
    caption: str


@dataclass(frozen=True)
class PageSection:
    """A part of the page with a heading."""

    name: str
    title: str
    sentences: Sequence[str] = ()
    figures: Sequence[Picture] = ()
    notes: Sequence[str] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Page:
    """All that a report says.

    Attributes:
        kind: what it is a report of.
        title: its heading.
        description: what whoever asked says about it.
        warning: that it is not finished, and how far it is; empty if it is.
        asked: what was asked, line by line under each term.
        answers: what came out, in plain words.
        answer_notes: how to read the answers.
        sections: figures and tables.
        again: how to run it again, in words.
        commands: and as commands.
        provenance: engine and versions.
        manifest: the manifest in full, as text.
    """

    kind: str
    title: str
    description: str
    warning: str
    asked: Sequence[tuple[str, Sequence[Line]]]
    answers: Sequence[Answers]
    answer_notes: Sequence[str]
    sections: Sequence[PageSection]
    again: Sequence[str]
    commands: str
    provenance: Sequence[tuple[str, str]]
    manifest: str
    manifest_download: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "manifest_download", download(self.manifest, "application/json"))


def write_page(page: Page, path: Path) -> Path:
    """Write the page as one file."""
    loader = FileSystemLoader(HERE)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    script = (HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    text = environment.get_template("page.html.jinja").render(
        page=page, style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        script=Markup(script), script_hash=f"sha256-{digest}", version=version("ecosim"),
    )  # fmt: skip
    write_text(path, text + "\n")
    return path


def picture(figure: Figure, name: str, alternative: str, caption: str = "") -> Picture:
    """A figure for the page, drawn as lines; as a picture of dots if it has too many lines.

    Args:
        figure: Drawn in house style.
        name: Of this figure alone on the page; its parts are named after it.
        alternative: What it shows, for who does not see it.
        caption: Below it.
    """
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    if drawn.tell() <= MOST_SVG:
        return Picture(inline_svg(drawn.getvalue(), name, alternative), caption)
    dots = io.BytesIO()
    figure.savefig(dots, format="png", dpi=DOTS_PER_INCH)
    source = f"data:image/png;base64,{base64.b64encode(dots.getvalue()).decode()}"
    return Picture(Markup('<img src="{}" alt="{}">').format(source, alternative), caption)


def inline_svg(drawn: bytes, name: str, alternative: str) -> Markup:
    """An SVG file as an element of a page: no metadata, no comments, names of parts its own."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", LINK)
    root = ElementTree.fromstring(drawn)
    for data in root.findall(f"{{{SVG}}}metadata"):
        root.remove(data)
    for part in root.iter():
        for key, value in list(part.attrib.items()):
            if key == "id":
                part.set(key, f"{name}-{value}")
            elif value.startswith("#"):
                part.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                part.set(key, value.replace("url(#", f"url(#{name}-"))
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.set("role", "img")
    root.set("aria-label", alternative)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def table_of(
    title: str,
    file: str,
    table: pd.DataFrame,
    shown: dict[str, str] | None = None,
    meanings: dict[str, str] | None = None,
    is_open: bool = False,
) -> Table:
    """A table for the page.

    Args:
        title: As a heading.
        file: Name under which it is downloaded.
        table: In full.
        shown: The columns that the page shows, with their headings; none given: all.
        meanings: What columns mean.
        is_open: Whether it is unfolded from the start.
    """
    wanted = shown or {str(name): str(name).replace("_", " ") for name in table}
    wanted = {name: label for name, label in wanted.items() if name in table}
    numbers = {
        name: pd.api.types.is_numeric_dtype(table[name])
        and not pd.api.types.is_bool_dtype(table[name])
        for name in wanted
    }
    columns = [
        Column(label, numbers[name], (meanings or {}).get(name, ""))
        for name, label in wanted.items()
    ]
    few = table.head(MOST_ROWS)
    rows = [
        [cell_of(value, numbers[name]) for name, value in zip(wanted, row, strict=True)]
        for row in few[list(wanted)].itertuples(index=False, name=None)
    ]
    text = table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return Table(title, file, columns, rows, len(table), download(text, "text/csv"), is_open)


def cell_of(value: Any, number: bool) -> Cell:
    """A value as it is shown: numbers with four digits, what is undefined as a dash."""
    missing = value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
    if missing:
        return Cell("\u2013", number, "NaN")
    if not number:
        return Cell(str(value), False, "")
    amount = float(value)
    whole = amount.is_integer() and abs(amount) < 1e15
    text = f"{int(amount):,}" if whole else f"{amount:,.4g}"
    return Cell(text.replace("-", "\u2212"), True, repr(amount))


def download(text: str, kind: str) -> str:
    """Text as the address of a download; empty if it is too long to go with the page."""
    raw = text.encode()
    if len(raw) > MOST_DOWNLOAD:
        return ""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(raw).decode()}"
