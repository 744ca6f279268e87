"""`ecosim report`: one HTML file from the folder of a study or a comparison."""

from pathlib import Path

from ecosim.lab.folders import KIND as COMPARISON
from ecosim.lab.folders import FolderError, holds
from ecosim.lab.sweep.folder import is_study
from ecosim.report.comparison_page import comparison_page
from ecosim.report.page import write_page
from ecosim.report.study_page import study_page

NAME = "report.html"


def report(folder: Path | str, out: Path | None = None) -> Path:
    """Write the report of a folder, by default as report.html into it, and say where it is.

    Raises:
        FolderError: the folder holds neither a study nor a comparison.
    """
    folder = Path(folder)
    if is_study(folder):
        page = study_page(folder)
    elif holds(folder, COMPARISON):
        page = comparison_page(folder)
    else:
        raise FolderError(
            f"{folder}: there is no study and no comparison by ecosim; give the folder of an "
            "`ecosim sweep` or `ecosim compare`."
        )
    path = out or folder / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_page(page, path)
