"""A month of business: carts that were paid, wait or were given up, made by the use cases on the days they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from admitone.bootstrap import Product
from admitone.core.clock import earlier
from admitone.core.principal import Principal
from admitone.services import attractions, carts
from admitone.services.allocating import Wish
from admitone.services.reserving import reserve_for
from admitone.services.resolving import cancel_cart, confirm_payment
from admitone.services.selling import Reservation
from admitone.store.cart_search import CartFilter


class End(StrEnum):
    """What becomes of an order."""

    PAID = "paid"
    WAITS = "waits"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants how many tickets of the attraction with that product code, and how many days ago."""

    customer: str
    email: str
    product_code: str
    quantity: int
    end: End
    language: str = "en"
    days_ago: int = 0


ORDERS: Final = (
    Order("Hana Suzuki", "hana.suzuki@example.com", "SKY-148", 2, End.PAID, days_ago=27),
    Order("Karim Mansour", "karim.mansour@example.com", "CBA-ADM", 4, End.PAID, "ar", days_ago=25),
    Order("Ines Duarte", "ines.duarte@example.com", "ML-PARIS", 3, End.PAID, days_ago=22),
    Order("Lars Nilsen", "lars.nilsen@example.com", "RDS-OPEN", 2, End.PAID, days_ago=19),
    Order("Noura Al Farsi", "noura.alfarsi@example.com", "CBA-ADM", 5, End.PAID, "ar", days_ago=16),
    Order("Peter Novak", "peter.novak@example.com", "SKY-148", 2, End.GIVEN_UP, days_ago=14),
    Order("Mei Chen", "mei.chen@example.com", "SKY-148", 3, End.PAID, days_ago=12),
    Order("Aisha Rahman", "aisha.rahman@example.com", "RDS-OPEN", 4, End.PAID, "ar", days_ago=9),
    Order("Marco Ricci", "marco.ricci@example.com", "ML-PARIS", 2, End.PAID, days_ago=6),
    Order("Elif Demir", "elif.demir@example.com", "CBA-ADM", 3, End.PAID, days_ago=4),
    Order("Samuel Adeyemi", "samuel.adeyemi@example.com", "SKY-148", 2, End.PAID, days_ago=2),
    Order("Layla Haddad", "layla.haddad@example.com", "CBA-ADM", 2, End.PAID, "ar"),
    Order("Tom Becker", "tom.becker@example.com", "SKY-148", 4, End.PAID),
    Order("Priya Nair", "priya.nair@example.com", "RDS-OPEN", 3, End.PAID),
    Order("Camille Laurent", "camille.laurent@example.com", "ML-PARIS", 2, End.PAID),
    Order("Omar Nasser", "omar.nasser@example.com", "CBA-ADM", 3, End.WAITS, "ar"),
    Order("Grace Okafor", "grace.okafor@example.com", "SKY-148", 2, End.WAITS),
    Order("Jonas Weber", "jonas.weber@example.com", "RDS-OPEN", 2, End.GIVEN_UP),
)


async def load_sales(product: Product, principal: Principal) -> int:
    """Sell to the demo's customers, where nothing was sold yet; how many carts were made.

    None where mails would leave the house: the customers do not exist.
    """
    if product.outbox_world.outbox is None:
        return 0
    async with product.database.reading() as tx:
        if await carts.count_carts(tx, principal, CartFilter(), at_most=1):
            return 0
        sold = {known.odoo_product_code: known.id for known in await attractions.list_attractions(tx, principal)}
    for order in ORDERS:
        with earlier(timedelta(days=order.days_ago)):
            await _take(product, principal, order, sold[order.product_code])
    return len(ORDERS)


async def _take(product: Product, principal: Principal, order: Order, attraction_id: int) -> None:
    wanted = Reservation(
        customer_name=order.customer,
        customer_email=order.email,
        wishes=(Wish(attraction_id, order.quantity),),
        skip_payment_link=True,
        language=order.language,
    )
    reference = (await reserve_for(product.database, principal, product.terms, wanted)).cart.reference
    async with product.database.writing() as tx:
        if order.end is End.PAID:
            await confirm_payment(tx, principal, product.terms, reference)
        elif order.end is End.GIVEN_UP:
            await cancel_cart(tx, principal, product.terms, reference, "the customer changed plans")
