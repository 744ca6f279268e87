"""Which column of an export is which: the names used by CRM systems.

Names cover Salesforce (API and reports), HubSpot (export and API), Pipedrive, Dynamics 365, Zoho
and the Maven practice set.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal, get_args

Field = Literal[
    "deal id",
    "deal name",
    "owner",
    "account",
    "stage",
    "status",
    "state code",
    "won flag",
    "lost flag",
    "closed flag",
    "deleted flag",
    "amount",
    "actual amount",
    "amount in one currency",
    "currency",
    "created",
    "engaged",
    "close date",
    "actual close date",
    "won date",
    "lost date",
    "expected close date",
    "type",
]

FIELDS: Final[tuple[Field, ...]] = get_args(Field)

ACCEPTED_NAMES: Final[dict[Field, tuple[str, ...]]] = {
    "deal id": (
        "Id",
        "Opportunity ID",
        "Record ID",
        "hs_object_id",
        "Deal ID",
        "(Do Not Modify) Opportunity",
    ),
    "deal name": ("Opportunity Name", "Deal Name", "Potential Name", "Topic", "Title", "Name"),
    "owner": (
        "Owner ID",
        "hubspot_owner_id",
        "Opportunity Owner",
        "Deal Owner",
        "Potential Owner",
        "Owner",
        "Owner Name",
        "Sales Agent",
        "Sales Rep",
        "Salesperson",
        "user_id",
    ),
    "account": (
        "Account ID",
        "Account Name",
        "Account",
        "Associated Company (Primary)",
        "Associated Company",
        "Associated Company IDs",
        "Organization",
        "org_id",
        "Potential Customer",
        "customerid",
        "parentaccountid",
        "Company",
        "Company Name",
        "Customer",
    ),
    "stage": (
        "Stage",
        "Stage Name",
        "Deal Stage",
        "stage_id",
        "Pipeline Stage",
        "pipeline_stage_id",
        "Pipeline Phase",
        "stepname",
        "salesstage",
    ),
    "status": ("Status", "Outcome"),
    "state code": ("statecode",),
    "won flag": ("Is Won", "Won", "Is Closed Won", "hs_is_closed_won"),
    "lost flag": ("Is Closed Lost", "hs_is_closed_lost", "Is Lost"),
    "closed flag": (
        "Is Closed",
        "Closed",
        "Is Deal Closed?",
        "hs_is_closed",
        "Is Closed (numeric)",
    ),
    "deleted flag": ("Is Deleted", "Deleted", "_fivetran_deleted"),
    "amount": (
        "Amount",
        "Value",
        "Deal Value",
        "Est. revenue",
        "Estimated revenue",
        "estimatedvalue",
        "Close Value",
    ),
    "actual amount": ("Actual Revenue", "actualvalue"),
    "amount in one currency": (
        "Amount (converted)",
        "Amount in company currency",
        "Est. revenue (Base)",
        "estimatedvalue_base",
    ),
    "currency": (
        "CurrencyIsoCode",
        "Amount Currency",
        "Opportunity Currency",
        "Currency of value",
        "Currency",
        "deal_currency_code",
    ),
    "created": (
        "Created Date",
        "Create Date",
        "hs_createdate",
        "Deal created",
        "Created",
        "Add time",
        "Created On",
        "Created Time",
    ),
    "engaged": ("Engage Date",),
    "close date": ("Close Date", "Closing Date"),
    "actual close date": (
        "Actual Close Date",
        "Deal closed on",
        "Closed on",
        "close_time",
        "Closed Date",
        "Date Closed",
    ),
    "won date": ("Won time",),
    "lost date": ("Lost time",),
    "expected close date": ("Expected close date", "Est. close date", "estimatedclosedate"),
    "type": ("Type", "Deal Type"),
}

_DROPPED_PREFIXES: Final = ("opportunity", "property", "potential", "deal")
_SHARED_PREFIX: Final = re.compile(r"^\W*([^\W\d_]+) - ")


def plain(name: str) -> str:
    """Strip a column name to its letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", name.casefold())


_FIELD_OF: Final[dict[str, tuple[Field, int]]] = {
    plain(name): (field, rank)
    for field, names in ACCEPTED_NAMES.items()
    for rank, name in enumerate(names)
}


def match_columns(header: Sequence[str]) -> dict[Field, list[int]]:
    """Find the columns of each field, the most telling name first.

    A prefix such as "Deal - " that most columns share is dropped, in any language, as are
    "Opportunity_" and "property_" where the rest of the name is known.

    Args:
        header: the column names as they stand in the file.

    Returns:
        for every field found, the positions of its columns in `header`.
    """
    shared = _shared_prefix(header)
    found: dict[Field, list[tuple[int, int]]] = {}
    for position, name in enumerate(header):
        match = _field_of(name.strip().removeprefix(shared))
        if match is not None:
            field, rank = match
            found.setdefault(field, []).append((rank, position))
    return {field: [position for _, position in sorted(places)] for field, places in found.items()}


def _field_of(name: str) -> tuple[Field, int] | None:
    key = plain(name)
    if key in _FIELD_OF:
        return _FIELD_OF[key]
    for prefix in _DROPPED_PREFIXES:
        if key.startswith(prefix) and key.removeprefix(prefix) in _FIELD_OF:
            return _FIELD_OF[key.removeprefix(prefix)]
    return None


def _shared_prefix(header: Sequence[str]) -> str:
    """Return the "Deal - " that more than half of the columns begin with, or nothing."""
    prefixes = [match.group(0) for name in header if (match := _SHARED_PREFIX.match(name.strip()))]
    if not prefixes:
        return ""
    most = max(set(prefixes), key=prefixes.count)
    return most if prefixes.count(most) * 2 > len(header) else ""
