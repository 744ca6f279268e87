"""All figures of a comparison, drawn from its folder."""

from pathlib import Path

from matplotlib.figure import Figure

from ecosim.report.comparison import Comparison, read_comparison
from ecosim.report.network import draw_network
from ecosim.report.paired_differences import draw_paired_differences, win_rate_differences
from ecosim.report.style import house_style, save
from ecosim.report.weekly_orders import draw_weekly_orders
from ecosim.report.where_deals_die import draw_where_deals_die
from ecosim.report.win_and_volatility import draw_win_and_volatility


def draw_all(folder: Path) -> list[Path]:
    """Draw every figure that a comparison's stored results allow into its folder `figures`.

    The same results give the same bytes.

    Args:
        folder: A comparison's folder.

    Returns:
        The files written, a PNG and an SVG per figure.

    Raises:
        FileNotFoundError: A table or the manifest is missing.
    """
    drawn: list[Path] = []
    with house_style():
        for name, figure in figures_of(read_comparison(folder)).items():
            drawn += save(figure, folder / "figures" / name)
    return drawn


def figures_of(comparison: Comparison) -> dict[str, Figure]:
    """The figures of a comparison by name, for a caller that set the house style.

    A single team has no differences, and the network may not be stored: those figures are left
    out.
    """
    made = {
        "win-and-volatility": draw_win_and_volatility(comparison),
        "weekly-orders": draw_weekly_orders(comparison),
        "where-deals-die": draw_where_deals_die(comparison),
    }
    if win_rate_differences(comparison):
        made["paired-differences"] = draw_paired_differences(comparison)
    if comparison.network and comparison.network["nodes"]:
        made["network"] = draw_network(comparison.network, comparison)
    return made
