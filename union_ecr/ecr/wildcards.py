"""Patterns in which * stands for any text, and for nothing else: tags of images, names of repositories."""


def subsumes(wide: str, narrow: str) -> bool:
    """Whether `wide` matches every text that `narrow` matches, as far as their letters tell.

    A * of `narrow` stands for any text, so only a * of `wide` may answer for it: then a yes is always true. In time
    that grows with the length alone, whatever the number of *.
    """
    first, *rest = wide.split("*")
    if not rest:
        return wide == narrow
    *middle, last = rest
    if not narrow.startswith(first) or len(narrow) < len(first) + len(last) or not narrow.endswith(last):
        return False
    at, end = len(first), len(narrow) - len(last)
    for part in middle:
        found = narrow.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def intersects(first: str, second: str) -> bool:
    """Whether some text matches both patterns."""
    ends = {(0, 0)}  # how much of each pattern may be behind us
    seen = set(ends)
    while ends:
        here, there = ends.pop()
        if (here, there) == (len(first), len(second)):
            return True
        for step in _steps(first, here, second, there) - seen:
            seen.add(step)
            ends.add(step)
    return False


def _steps(first: str, here: int, second: str, there: int) -> set[tuple[int, int]]:
    letter, letter_of_second = first[here : here + 1], second[there : there + 1]
    if letter == "*" or letter_of_second == "*":
        past = {(here + 1, there)} if letter == "*" else {(here, there + 1)}
        eaten = {(here, there + 1)} if letter == "*" and letter_of_second else {(here + 1, there)} if letter else set()
        return past | eaten
    return {(here + 1, there + 1)} if letter and letter == letter_of_second else set()
