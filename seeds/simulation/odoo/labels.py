"""Tracked fields and their labels: `mail_tracking_value` keeps labels in the acting user's language.

Belongs here: Odoo's own texts, as an installation with Chinese has them (with its gap: "In progress" is
untranslated). Does not belong here: who changed what.
"""

from __future__ import annotations

from dataclasses import dataclass

Labels = dict[str, tuple[str, str | None]]


@dataclass(frozen=True)
class TrackedField:
    id: int
    model: str
    name: str
    kind: str
    labels: Labels | None = None


FIELDS = [
    TrackedField(
        4680,
        "account.move",
        "state",
        "selection",
        {"draft": ("Draft", "草稿"), "posted": ("Posted", "已过账"), "cancel": ("Cancelled", "已取消")},
    ),
    TrackedField(4700, "account.move", "checked", "boolean"),
    TrackedField(4742, "account.move", "amount_total", "monetary"),
    TrackedField(
        4751,
        "account.move",
        "payment_state",
        "selection",
        {
            "not_paid": ("Not Paid", "未支付"),
            "in_payment": ("In Payment", "付款中"),
            "paid": ("Paid", "已支"),
            "partial": ("Partially Paid", "部分已付"),
            "reversed": ("Reversed", "已撤销"),
            "blocked": ("Blocked", "受阻"),
        },
    ),
    TrackedField(
        7057,
        "stock.picking",
        "state",
        "selection",
        {
            "draft": ("Draft", "草稿"),
            "waiting": ("Waiting Another Operation", "等待其它作业"),
            "confirmed": ("Waiting", "正在等待"),
            "assigned": ("Ready", "就绪"),
            "done": ("Done", "已完成"),
            "cancel": ("Cancelled", "已取消"),
        },
    ),
    TrackedField(8735, "purchase.order", "date_order", "datetime"),
    TrackedField(8736, "purchase.order", "date_approve", "datetime"),
    TrackedField(
        8740,
        "purchase.order",
        "state",
        "selection",
        {
            "draft": ("RFQ", "询价"),
            "sent": ("RFQ Sent", "发送询价"),
            "to approve": ("To Approve", "待批准"),
            "purchase": ("Purchase Order", "采购订单"),
            "done": ("Locked", "已锁定"),
            "cancel": ("Cancelled", "已取消"),
        },
    ),
    TrackedField(8747, "purchase.order", "date_planned", "datetime"),
    TrackedField(8749, "purchase.order", "amount_untaxed", "monetary"),
    TrackedField(8760, "purchase.order", "user_id", "many2one"),
    TrackedField(
        9373,
        "sale.order",
        "state",
        "selection",
        {
            "draft": ("Quotation", "报价单"),
            "sent": ("Quotation Sent", "已发送报价单"),
            "sale": ("Sales Order", "销售订单"),
            "cancel": ("Cancelled", "已取消"),
        },
    ),
    TrackedField(9378, "sale.order", "commitment_date", "datetime"),
    TrackedField(9379, "sale.order", "date_order", "datetime"),
    TrackedField(9401, "sale.order", "amount_untaxed", "monetary"),
    TrackedField(9694, "purchase.request", "requested_by", "many2one"),
    TrackedField(
        9700,
        "purchase.request",
        "state",
        "selection",
        {
            "draft": ("Draft", "草稿"),
            "to_approve": ("To be approved", "待批准通过"),
            "approved": ("Approved", "已批准"),
            "in_progress": ("In progress", None),
            "done": ("Done", "完成"),
            "rejected": ("Rejected", "已驳回"),
        },
    ),
    TrackedField(
        9801,
        "mrp.production",
        "state",
        "selection",
        {
            "draft": ("Draft", "草稿"),
            "confirmed": ("Confirmed", "已确认"),
            "progress": ("In Progress", "进行中"),
            "to_close": ("To Close", "待关闭"),
            "done": ("Done", "完成"),
            "cancel": ("Cancelled", "已取消"),
        },
    ),
]
