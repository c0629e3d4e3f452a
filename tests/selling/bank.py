"""A gateway and a mail server without a network, for stories of thousands of steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage

from admitone.core.errors import OutsideRefused, Unavailable
from admitone.core.payments import GatewayCheck, GatewaySession, PaymentOrder, PaymentState


@dataclass
class Order:
    """What the gateway knows of one attempt."""

    ref: str
    order: PaymentOrder
    state: PaymentState = PaymentState.OPEN
    given_back: int = 0


@dataclass
class Bank:
    """A `PaymentGateway`. `loses_answers` has it do what it is asked to, and not say so, as many times."""

    orders: dict[str, Order] = field(default_factory=dict)
    loses_answers: int = 0
    test: bool = True

    async def create_session(self, order: PaymentOrder) -> GatewaySession:
        if any(known.order.cart_id == order.cart_id for known in self.orders.values()):
            raise OutsideRefused("E56:Duplicate transaction")
        ref = f"REF{len(self.orders) + 1}"
        self.orders[ref] = Order(ref, order)
        self._answer()
        return GatewaySession(ref, f"https://bank.example/{ref}")

    async def check(self, ref: str) -> GatewayCheck:
        known = self.orders[ref]
        self._answer()
        return GatewayCheck(
            ref=ref,
            cart_id=known.order.cart_id,
            amount_minor=known.order.amount_minor,
            currency=known.order.currency,
            test=True,
            state=known.state,
            status_code=0,
            transaction_ref=f"T{ref}" if known.state is PaymentState.PAID else None,
            transaction_status="A" if known.state is PaymentState.PAID else None,
            message=None,
        )

    async def refund(self, *, transaction_ref: str, cart_id: str, amount_minor: int, currency: str, reason: str) -> str:
        known = self.orders[transaction_ref.removeprefix("T")]
        if known.given_back + amount_minor > known.order.amount_minor:
            raise OutsideRefused("more than was paid")
        known.given_back += amount_minor
        self._answer()
        return f"B{transaction_ref}"

    def attempts(self, cart_reference: str) -> list[Order]:
        """The attempts of a cart, oldest first."""
        return [known for known in self.orders.values() if known.order.cart_id.startswith(f"{cart_reference}_")]

    def _answer(self) -> None:
        if self.loses_answers:
            self.loses_answers -= 1
            raise Unavailable("the connection broke", details={"outcomeUnknown": True})


@dataclass
class Postbox:
    """A `Mailer`: letters by recipient."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def send(self, message: EmailMessage) -> None:
        self.letters.append(message)
