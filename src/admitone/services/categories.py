"""Which of an attraction's age groups a printed category belongs to."""

from __future__ import annotations


def age_group_of(category: str | None, age_groups: str | None) -> str | None:
    """The age group that a category names: itself, or the one it stands in front of, as Child in "Child (3-12)".

    `age_groups` is the attraction's comma-separated list.
    """
    if not category or not age_groups:
        return None
    printed = _fold(category)
    names = [name.strip() for name in age_groups.split(",") if name.strip()]
    for name in names:
        if _fold(name) == printed:
            return name
    for name in names:
        if _fold(name.partition("(")[0]) == _fold(category.partition("(")[0]):
            return name
    return None


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
