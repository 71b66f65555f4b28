"""Tier reviews: rows of what still stands, and an audit trail of everything, deleted rounds included.

Belongs here: `tier_review` and its log. Does not belong here: orders (`odoo_purchasing.py`). As OCA's tier
validation does it: all reviews of a round are created at once as waiting, the first one becomes pending, each
decision opens the next, a refusal cancels the rest, and restarting or cancelling deletes the lot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from seeds.demo_erp import company as demo
from seeds.demo_erp.documents import PurchaseOrder, ReviewRound, ReviewStep
from seeds.demo_erp.odoo.book import COMPANY_ID, SYSTEM_USER, Book
from seeds.demo_erp.odoo.odoo_settings import TIERS
from seeds.demo_erp.odoo.tables import micro, whole

MODEL = "tier.review"


@dataclass(frozen=True)
class Review:
    """One step of one round, with the id it has or had."""

    number: int
    order: int
    round: ReviewRound
    position: int

    @property
    def step(self) -> ReviewStep:
        return self.round.steps[self.position - 1]

    @property
    def status(self) -> str:
        """What the row says at the end, or said when it was deleted."""
        before = self.round.steps[: self.position - 1]
        if self.step.decided_at:
            return "approved" if self.step.is_approval else "rejected"
        if any(step.decided_at and not step.is_approval for step in before):
            return "cancel"
        return "pending" if all(step.decided_at for step in before) else "waiting"


def write_reviews(book: Book) -> None:
    """All reviews, in the order their rounds were requested."""
    rounds = [(round_, order) for order in book.history.purchase_orders for round_ in order.rounds]
    number = 0
    for round_, order in sorted(rounds, key=lambda pair: pair[0].created_at):
        reviews = []
        for position in range(1, len(round_.steps) + 1):
            number += 1
            reviews.append(Review(number, book.tables.id_of("purchase_order", order.key), round_, position))
        _log_round(book, reviews)
        _tell(book, order, round_)
        if round_.withdrawn_at is None:
            for review in reviews:
                _add_row(book, review)


def _add_row(book: Book, review: Review) -> None:
    step, round_ = review.step, review.round
    decided = [other.decided_at for other in round_.steps if other.decided_at]
    book.tables.add(
        "tier_review",
        id=review.number,
        model="purchase.order",
        res_id=review.order,
        definition_id=TIERS[step.level][0],
        sequence=review.position,
        status=review.status,
        requested_by=book.user(round_.requested_by),
        done_by=book.user(step.decided_by) if step.decided_at else None,
        reviewed_date=whole(step.decided_at),
        comment=step.comment if step.decided_at else None,
        company_id=COMPANY_ID,
        create_date=micro(round_.created_at),
        # each decision touches every review of the round
        write_date=micro(max([round_.created_at, *decided])),
    )


def _log_round(book: Book, reviews: list[Review]) -> None:
    round_ = reviews[0].round
    requester = round_.requested_by
    for review in reviews:
        lines = _fixed_values(book, review, requester)
        _log(book, review, round_.created_at, requester, "create", ("status", None, "waiting"), *lines)
    _log_opened(book, reviews[0], round_.created_at, None)
    for review, following in zip(reviews, [*reviews[1:], None], strict=True):
        if review.step.decided_at:
            _log_decision(book, review, reviews[review.position :], following)
    if round_.withdrawn_at:
        for review in reviews:
            _log_deletion(book, review, round_.withdrawn_at, round_.withdrawn_by)


def _log_decision(book: Book, review: Review, rest: list[Review], following: Review | None) -> None:
    step = review.step
    at, by = step.decided_at, step.decided_by
    if step.comment:
        _log(book, review, at, by, "write", ("comment", None, step.comment))
    _log(
        book,
        review,
        at,
        by,
        "write",
        ("status", "pending", review.status),
        ("done_by", None, book.user_reference(by)),
        ("reviewed_date", None, whole(at)),
    )
    if not step.is_approval:
        for other in rest:
            _log(book, other, at, by, "write", ("status", "waiting", "cancel"))
    elif following:
        _log_opened(book, following, at, by)


def _log_opened(book: Book, review: Review, at: datetime, by: str | None) -> None:
    """The system opens the first review, the decision before it every other."""
    lines = [("status", "waiting", "pending")]
    if by is None:
        lines += [
            ("todo_by", None, _todo_by(book, review)),
            ("company_id", None, str((COMPANY_ID, demo.NAME))),
        ]
    user = SYSTEM_USER if by is None else book.user(by)
    book.journal.audit(MODEL, review.number, at, user, "write", *lines)


def _log_deletion(book: Book, review: Review, at: datetime, by: str) -> None:
    step = review.step
    decided = [
        ("done_by", book.user_reference(step.decided_by) if step.decided_at else None, None),
        ("reviewed_date", whole(step.decided_at), None),
        ("comment", step.comment if step.decided_at else None, None),
        ("todo_by", _todo_by(book, review), None),
    ]
    fixed = [(name, new, None) for name, _, new in _fixed_values(book, review, by)]
    _log(book, review, at, by, "unlink", ("status", review.status, None), *fixed, *decided)


def _fixed_values(book: Book, review: Review, login: str) -> list[tuple[str, None, object]]:
    """What never changes about a review, as the acting user sees it."""
    number, _, english, chinese, *_ = TIERS[review.step.level]
    name = chinese if book.language(login) == "zh_CN" else english
    return [
        ("model", None, "purchase.order"),
        ("res_id", None, review.order),
        ("definition_id", None, str((number, name))),
        ("sequence", None, review.position),
        ("requested_by", None, book.user_reference(review.round.requested_by)),
    ]


def _todo_by(book: Book, review: Review) -> str:
    reviewer = TIERS[review.step.level][5]
    return book.company.person[reviewer].name if reviewer else "Group Finance reviewers"


def _log(book: Book, review: Review, at: datetime, login: str, method: str, *lines: tuple[str, object, object]) -> None:
    book.journal.audit(MODEL, review.number, at, book.user(login), method, *lines)


def _tell(book: Book, order: PurchaseOrder, round_: ReviewRound) -> None:
    """The chatter says that a review was requested, decided and reset; without tracked values."""
    number = book.tables.id_of("purchase_order", order.key)
    book.say("purchase.order", number, round_.created_at, round_.requested_by)
    for step in round_.steps:
        if step.decided_at:
            book.say("purchase.order", number, step.decided_at, step.decided_by)
    if round_.withdrawn_at:
        book.say("purchase.order", number, round_.withdrawn_at, round_.withdrawn_by)
