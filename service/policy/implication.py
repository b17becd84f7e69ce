"""Whether one condition surely holds wherever another does, told from how they are written."""

from service.policy.conditions import (
    Condition,
    Every,
    FromAddress,
    Like,
    Listed,
    Negated,
    Number,
    OneOf,
    Some,
    Words,
)


def implies(narrow: Condition, wide: Condition) -> bool:
    """Whether `wide` surely holds wherever `narrow` does; False where that cannot be told."""
    if isinstance(narrow, Some):
        return all(implies(part, wide) for part in narrow.parts)
    if isinstance(wide, Every):
        return all(implies(narrow, part) for part in wide.parts)
    return narrow == wide or _by_a_part(narrow, wide) or _by_itself(narrow, wide)


def _by_a_part(narrow: Condition, wide: Condition) -> bool:
    """Whether a part of one settles it."""
    inside = narrow.parts if isinstance(narrow, Every) else ()
    outside = wide.parts if isinstance(wide, Some) else ()
    return any(implies(part, wide) for part in inside) or any(
        implies(narrow, part) for part in outside
    )


def _by_itself(narrow: Condition, wide: Condition) -> bool:
    match narrow, wide:
        case (Negated(inner), Negated(outer)):
            found = implies(outer, inner)
        case (Number(one, inside), Number(other, outside)):
            found = one == other and inside.within(outside)
        case (OneOf(one, few), OneOf(other, many)):
            found = one == other and few <= many
        case (Words(), Words()):
            found = _words(narrow, wide)
        case (Like(some), Like(more)) | (Listed(some), Listed(more)):
            found = set(some) <= set(more)
        case (FromAddress(some), FromAddress(more)):
            found = set(some) <= set(more)
        case _:
            found = False
    return found


def _words(narrow: Words, wide: Words) -> bool:
    return (
        narrow.form is wide.form
        and set(narrow.fields) <= set(wide.fields)
        and set(narrow.patterns) <= set(wide.patterns)
        and set(narrow.terms) <= set(wide.terms)
        and (wide.affixes or not narrow.affixes)
    )
