"""All figures of a comparison, drawn from its folder."""

from pathlib import Path

from ecosim.report.comparison import read_comparison
from ecosim.report.network import draw_network
from ecosim.report.paired_differences import draw_paired_differences, win_rate_differences
from ecosim.report.style import house_style, save
from ecosim.report.weekly_orders import draw_weekly_orders
from ecosim.report.where_deals_die import draw_where_deals_die
from ecosim.report.win_and_volatility import draw_win_and_volatility


def draw_all(folder: Path) -> list[Path]:
    """Draw every figure that a comparison's stored results allow into its folder `figures`.

    A single team has no differences, and the network may not be stored: those figures are left
    out. The same results give the same bytes.

    Args:
        folder: A comparison's folder.

    Returns:
        The files written, a PNG and an SVG per figure.

    Raises:
        FileNotFoundError: A table or the manifest is missing.
    """
    comparison = read_comparison(folder)
    figures = folder / "figures"
    with house_style():
        drawn = save(draw_win_and_volatility(comparison), figures / "win-and-volatility")
        drawn += save(draw_weekly_orders(comparison), figures / "weekly-orders")
        drawn += save(draw_where_deals_die(comparison), figures / "where-deals-die")
        if win_rate_differences(comparison):
            drawn += save(draw_paired_differences(comparison), figures / "paired-differences")
        if comparison.network and comparison.network["nodes"]:
            drawn += save(draw_network(comparison.network, comparison), figures / "network")
    return drawn
