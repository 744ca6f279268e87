"""Words that several reports need."""


def counted(number: int, one: str, more: str = "") -> str:
    """A number of things: 1 run, 2,000 runs.

    Args:
        number: How many.
        one: The word for one of them.
        more: The word for several, where it is not the first with an s.
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"
