"""What a back-test found, as lines for a terminal."""

from collections.abc import Iterator

from service.backtest import Agreement, Report
from service.domain import Decision


def lines(report: Report) -> Iterator[str]:
    """Yield how many comments would be decided otherwise, and how moderators decided on them."""
    if report.oldest is None or report.newest is None:
        yield "No comment could be replayed."
    else:
        scores = f"the scores of {report.model}" if report.model else "the scores as recorded"
        yield (
            f"{report.compared:,} comments from {report.oldest:%Y-%m-%d %H:%M} to "
            f"{report.newest:%Y-%m-%d %H:%M}, by {scores}"
        )
        yield from _directions(report)
        yield from _agreements(report)
    yield from _left_out(report)


def _directions(report: Report) -> Iterator[str]:
    yield f"{report.changed:7,} would be decided otherwise"
    for before in Decision:
        for after in Decision:
            count = report.decided.get((before, after), 0)
            if count and before is not after:
                approved, rejected = report.moderators((before, after))
                yield (
                    f"{count:7,}   {before:7} to {after:7}  "
                    f"moderators approved {approved:,} and rejected {rejected:,}"
                )
    for decision in Decision:
        yield f"{report.decided.get((decision, decision), 0):7,} stay as they were: {decision}"


def _agreements(report: Report) -> Iterator[str]:
    yield "Beside what moderators decided about the same comments:"
    yield f"  until now  {_agreement(report.agreement_before)}"
    yield f"  then       {_agreement(report.agreement_after)}"


def _agreement(one: Agreement) -> str:
    return f"{one.agreed:,} agreed, {one.overturned:,} overturned, {one.held:,} left to them"


def _left_out(report: Report) -> Iterator[str]:
    if report.without_text:
        yield f"Left out: {report.without_text:,} whose texts were erased"
    if report.switched:
        yield f"Left out: {report.switched:,} that an emergency switch decided"
    if report.unseen:
        yield f"Not kept, so not known of any of them: {', '.join(sorted(report.unseen))}"
