"""How much of a result is shown, in words."""

from __future__ import annotations

_WHOLE = 1000


def percent(strength: int) -> str:
    """Of thousandths.

    >>> percent(700), percent(705)
    ('70 %', '70.5 %')
    """
    return f"{strength / 10:g} %"


def amount_of(strength: int, look: str, *, painted: bool = False) -> str:
    """ "70 % of heavy"; `painted`: some of it is given back by a brush.

    >>> amount_of(700, "heavy"), amount_of(700, "heavy", painted=True), amount_of(1000, "heavy", painted=True)
    ('70 % of heavy', '70 % of heavy, in part', 'heavy, in part')
    """
    share = look if strength == _WHOLE else f"{percent(strength)} of {look}"
    return f"{share}, in part" if painted else share
