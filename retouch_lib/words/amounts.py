"""How much of a result is shown, in words."""

from __future__ import annotations

_WHOLE = 1000


def percent(strength: int) -> str:
    """Of thousandths.

    >>> percent(700), percent(705)
    ('70 %', '70.5 %')
    """
    return f"{strength / 10:g} %"


def share(strength: int, *, painted: bool = False) -> str:
    """How much alone: "70 %", and where a brush gave some of it back "70 %, in part".

    >>> share(700), share(700, painted=True), share(1000, painted=True)
    ('70 %', '70 %, in part', 'in part')
    """
    parts = [percent(strength)] if strength != _WHOLE or not painted else []
    return ", ".join([*parts, "in part"] if painted else parts)


def look_in_names(look: str, strength: int, *, painted: bool = False) -> str:
    """The same as part of a file's name.

    >>> look_in_names("heavy", 700), look_in_names("heavy", 705, painted=True)
    ('heavy 70', 'heavy 70.5 in part')
    >>> look_in_names("heavy", 1000, painted=True)
    'heavy in part'
    """
    parts = [look] if strength == _WHOLE and painted else [look, f"{strength / 10:g}"]
    return " ".join([*parts, "in part"] if painted else parts)


def amount_of(strength: int, look: str, *, painted: bool = False) -> str:
    """ "70 % of heavy"; `painted`: some of it is given back by a brush.

    >>> amount_of(700, "heavy"), amount_of(700, "heavy", painted=True), amount_of(1000, "heavy", painted=True)
    ('70 % of heavy', '70 % of heavy, in part', 'heavy, in part')
    """
    share = look if strength == _WHOLE else f"{percent(strength)} of {look}"
    return f"{share}, in part" if painted else share
