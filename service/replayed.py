"""A recorded comment with everything there is to judge it again: what the ledger hands a back-test.

Both stand on floors that know nothing of each other.
"""

from dataclasses import dataclass

from service.domain import Comment, Recorded


@dataclass(frozen=True, slots=True)
class Replayed:
    """A comment as far as it is kept, and what was recorded of it.

    What is only kept as a keyed hash is not there, nor is the article's text. `author.id` is the
    hash that the ledger knows the author by. Where it is `erased`, its texts are empty.
    """

    comment: Comment
    recorded: Recorded
    erased: bool = False
