"""Read an export of opportunities: the way in.

Four steps: the file becomes words (files), the columns get their meaning (columns, fields), rows
become deals as numbers (outcomes, dates, amounts, deals), and deals are measured (cycles, measure).
"""

from pathlib import Path

from ecosim.crm.deals import gather_deals
from ecosim.crm.describe import describe
from ecosim.crm.fields import find_fields, notes_on_file
from ecosim.crm.files import read_table
from ecosim.crm.measure import measure
from ecosim.crm.reading import CrmError, CrmReading, Note

__all__ = ["CrmError", "CrmReading", "Note", "describe", "read_deals"]


def read_deals(path: Path) -> CrmReading:
    """Read what an export of opportunities tells about how a company sells.

    Columns are recognised by the names CRM systems give them. Names of people, accounts and deals
    are turned into numbers at once, and appear nowhere in the reading nor in any error.

    Args:
        path: a CSV file with one row per opportunity.

    Raises:
        CrmError: if the file can not be read, with one sentence on why and what is allowed.
    """
    table = read_table(path)
    fields = find_fields(table)
    notes = notes_on_file(table, fields)
    deals = gather_deals(fields, notes)
    return measure(deals, table.rows, notes)
