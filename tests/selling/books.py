"""Do tickets, sales, carts, holds, payments, refunds, counters and audit tell one story? Each statement finds liars."""

from __future__ import annotations

from typing import Any

from admitone.store.database import Database, Row
from admitone.store.statements import fit_statement

LIVE = "('PENDING_PAYMENT', 'COMPLETED', 'GROUP_ASSIGNED')"
COST_KNOWN = (
    "COALESCE(purchase_currency = COALESCE(currency, purchase_currency), FALSE) "
    "AND purchase_price_per_ticket_minor IS NOT NULL"
)

# Every statement gives a row per fault; a shop in order gives none, whatever happened to it.
FAULTS = {
    "sold twice": f"SELECT ticket_id FROM sales WHERE status IN {LIVE} GROUP BY ticket_id HAVING COUNT(*) > 1",
    "a reserved ticket without its pending sale and hold": """
        SELECT tickets.id, tickets.cart_reference FROM tickets
        WHERE status = 'RESERVED' AND NOT EXISTS (
            SELECT 1 FROM sales JOIN carts ON carts.id = sales.cart_id JOIN holds ON holds.cart_id = carts.id
            WHERE sales.ticket_id = tickets.id AND carts.reference = tickets.cart_reference
                  AND sales.status = 'PENDING_PAYMENT' AND carts.status = 'PENDING_PAYMENT' AND resolution IS NULL)""",
    "a sold ticket without its sale": """
        SELECT tickets.id, tickets.cart_reference FROM tickets
        WHERE status = 'SOLD' AND voided_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM sales JOIN carts ON carts.id = sales.cart_id
            WHERE sales.ticket_id = tickets.id AND carts.reference = tickets.cart_reference
                  AND sales.status IN ('COMPLETED', 'GROUP_ASSIGNED') AND carts.status = sales.status)""",
    "a free ticket that somebody has": f"""
        SELECT tickets.id, tickets.cart_reference FROM tickets
        WHERE status IN ('AVAILABLE', 'EXPIRED') AND (cart_reference IS NOT NULL OR sold_at IS NOT NULL OR EXISTS (
            SELECT 1 FROM sales WHERE sales.ticket_id = tickets.id AND sales.status IN {LIVE}))""",
    "a live sale without its ticket": f"""
        SELECT sales.id, sales.ticket_id, sales.status FROM sales JOIN carts ON carts.id = sales.cart_id
        WHERE sales.status IN {LIVE} AND NOT EXISTS (
            SELECT 1 FROM tickets
            WHERE tickets.id = sales.ticket_id AND tickets.cart_reference = carts.reference
                  AND tickets.status = CASE sales.status WHEN 'PENDING_PAYMENT' THEN 'RESERVED' ELSE 'SOLD' END)""",
    "a cart and its sales differ": """
        SELECT carts.reference, carts.status, sales.status AS sale FROM carts JOIN sales ON sales.cart_id = carts.id
        WHERE sales.status <> carts.status AND NOT (carts.status = 'COMPLETED' AND sales.refunded_at IS NOT NULL)""",
    "a completed cart with nothing sold": """
        SELECT reference FROM carts WHERE status = 'COMPLETED' AND NOT EXISTS (
            SELECT 1 FROM sales WHERE sales.cart_id = carts.id AND sales.status = 'COMPLETED')""",
    "a cart and its hold differ": """
        SELECT reference, status, resolution FROM carts JOIN holds ON holds.cart_id = carts.id
        WHERE (status = 'PENDING_PAYMENT') <> (resolution IS NULL)
              OR (status = 'CANCELLED' AND resolution = 'SOLD' AND NOT EXISTS (
                  SELECT 1 FROM sales WHERE sales.cart_id = carts.id AND refunded_at IS NOT NULL))""",
    "sold without a winner": """
        SELECT reference FROM carts JOIN holds ON holds.cart_id = carts.id
        WHERE status = 'COMPLETED' AND resolution <> 'SOLD' AND NOT EXISTS (
            SELECT 1 FROM payment_sessions WHERE payment_sessions.cart_id = carts.id AND state = 'PAID')""",
    "money without ticket or refund": """
        SELECT reference, COUNT(*) AS payments FROM payment_sessions JOIN carts ON carts.id = payment_sessions.cart_id
        WHERE state = 'PAID' AND NOT EXISTS (
            SELECT 1 FROM refunds WHERE refunds.payment_session_id = payment_sessions.id)
        GROUP BY reference, carts.status HAVING COUNT(*) > 1 OR carts.status <> 'COMPLETED'""",
    "the audit and a ticket differ": """
        SELECT tickets.id, status, new_status FROM tickets JOIN audit_entries
        ON entity_type = 'TICKET' AND entity_id = tickets.id
        WHERE audit_entries.id = (SELECT MAX(last.id) FROM audit_entries AS last
                                  WHERE last.entity_type = 'TICKET' AND last.entity_id = tickets.id
                                        AND last.new_status IS NOT NULL)
              AND new_status <> status""",
    "the audit and a sale differ": """
        SELECT sales.id, status, new_status FROM sales JOIN audit_entries
        ON entity_type = 'SALE' AND entity_id = sales.id
        WHERE audit_entries.id = (SELECT MAX(last.id) FROM audit_entries AS last
                                  WHERE last.entity_type = 'SALE' AND last.entity_id = sales.id
                                        AND last.new_status IN ('PENDING_PAYMENT', 'COMPLETED', 'CANCELLED'))
              AND new_status <> status AND refunded_at IS NULL""",
    "stock counted wrong": """
        SELECT attraction_id, status, last_day, SUM(tickets) AS wrong_by FROM (
            SELECT attraction_id, status, CAST(last_day AS TEXT) AS last_day, tickets FROM stock_totals
            UNION ALL
            SELECT attraction_id, status, CAST(last_day AS TEXT), tickets FROM stock_changes
            UNION ALL
            SELECT attraction_id, status, COALESCE(CAST(last_day AS TEXT), '9999-12-31'), -1 FROM tickets
            WHERE attraction_id IS NOT NULL
        ) AS counted GROUP BY attraction_id, status, last_day HAVING SUM(tickets) <> 0""",
    "revenue counted wrong": """
        SELECT attraction_id, currency, SUM(sales) AS sales, SUM(revenue_minor) AS wrong_by FROM (
            SELECT attraction_id, currency, sales, revenue_minor FROM revenue_totals
            UNION ALL
            SELECT attraction_id, currency, sales, revenue_minor FROM revenue_changes
            UNION ALL
            SELECT attraction_id, currency, -1, -price_minor FROM sales
            WHERE status = 'COMPLETED' AND price_minor IS NOT NULL AND currency IS NOT NULL
                  AND attraction_id IS NOT NULL
        ) AS counted GROUP BY attraction_id, currency HAVING SUM(sales) <> 0 OR SUM(revenue_minor) <> 0""",
    "sales over time counted wrong": f"""
        SELECT currency, SUM(tickets) AS tickets, SUM(sold_minor) AS sold, SUM(bought_minor) AS bought FROM (
            SELECT tenant_id, currency, tickets, sold_minor, bought_minor, cost_unknown FROM sold_totals
            UNION ALL
            SELECT tenant_id, currency, tickets, sold_minor, bought_minor, cost_unknown FROM sold_changes
            UNION ALL
            SELECT sales.tenant_id, COALESCE(currency, purchase_currency), -1,
                   CASE WHEN currency IS NULL THEN 0 ELSE -COALESCE(price_minor, 0) END,
                   CASE WHEN {COST_KNOWN} THEN -purchase_price_per_ticket_minor ELSE 0 END,
                   CASE WHEN {COST_KNOWN} THEN 0 ELSE -1 END
            FROM sales LEFT JOIN tickets ON tickets.id = ticket_id LEFT JOIN batches ON batches.id = tickets.batch_id
            WHERE sales.status IN ('COMPLETED', 'GROUP_ASSIGNED') AND COALESCE(currency, purchase_currency) IS NOT NULL
        ) AS counted GROUP BY tenant_id, currency
        HAVING SUM(tickets) <> 0 OR SUM(sold_minor) <> 0 OR SUM(bought_minor) <> 0 OR SUM(cost_unknown) <> 0""",
}


async def find_faults(database: Database) -> dict[str, list[dict[str, Any]]]:
    """What is wrong in a shop's books, by what it means. One transaction, so that nothing moves meanwhile."""
    found: dict[str, list[Row]] = {}
    async with database.writing() as tx:
        for meaning, text in FAULTS.items():
            found[meaning] = await tx.fetch_composed(fit_statement(text, tx.dialect), {})
    return {meaning: [dict(row) for row in rows[:5]] for meaning, rows in found.items() if rows}
