"""Telr as the payment gateway of `services/ports.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from admitone.adapters.telr.account import TelrAccount
from admitone.adapters.telr.answers import read_check, read_object, read_session, refusal, refuse_error
from admitone.adapters.telr.refunds import read_refund, refund_message
from admitone.adapters.telr.requests import check_message, create_message
from admitone.adapters.telr.transport import Transport
from admitone.config import Config
from admitone.core.errors import AdmitError, OutsideRefused
from admitone.core.payments import GatewayCheck, GatewaySession, PaymentOrder

SECONDS_MAX: Final = 15.0
# Shaped as Telr's references are; E22 is what its documentation calls a bad reference, E04 a bad store.
_NO_ORDER: Final = "0" * 64
_NO_SUCH_ORDER: Final = frozenset({"E22"})


class TelrGateway:
    """Fits `PaymentGateway`. Every call takes at most `seconds_max` and opens no transaction of ours.

    Errors: `Unavailable` when Telr is down, slow or not understood; its `details["outcomeUnknown"]` is False when
    nothing can have happened. `OutsideRefused` carries Telr's own message and, in `details["code"]`, its code.
    """

    def __init__(self, account: TelrAccount, *, seconds_max: float = SECONDS_MAX) -> None:
        """Nothing is connected yet."""
        self._account = account
        self._transport = Transport(account.url, seconds_max=seconds_max)

    @property
    def test(self) -> bool:
        """See `PaymentGateway.test`."""
        return self._account.test

    async def create_session(self, order: PaymentOrder) -> GatewaySession:
        """See `PaymentGateway.create_session`. `notify_url` reaches Telr by the form protocol only.

        After `Unavailable` with an unknown outcome the order may exist at Telr under a reference that we never learn.
        Asking again with the same `cart_id` then is OutsideRefused with code E56 for ever: the caller takes a new
        attempt number, and so a new `cart_id`, keeps the old attempt as one without reference, and still honours a
        notice that names the old `cart_id`: such a notice brings the lost reference, which can then be checked.
        """
        with self._without_keys():
            answer = read_object(await self._transport.post("order.json", create_message(self._account, order)))
            refuse_error(answer)
            return read_session(answer)

    async def check(self, ref: str) -> GatewayCheck:
        """See `PaymentGateway.check`. It may be repeated at will."""
        with self._without_keys():
            answer = read_object(await self._transport.post("order.json", check_message(self._account, ref)))
            refuse_error(answer)
            return read_check(answer)

    async def refund(self, *, transaction_ref: str, cart_id: str, amount_minor: int, currency: str, reason: str) -> str:
        """See `PaymentGateway.refund`. OutsideRefused without a remote key.

        After `Unavailable` with an unknown outcome money may have gone back already. Telr documents neither a key that
        makes repetition harmless nor what a repeated refund does: the caller must not repeat it by itself; a person
        looks at the merchant administration first, or the webhook's notice of the refund settles it.
        """
        if not self._account.remote_key:
            message = "no remote key: set ADMITONE_TELR_REMOTE_KEY, or refund in Telr's merchant administration"
            raise refusal(message, code="")
        request = refund_message(
            self._account,
            transaction_ref=transaction_ref,
            cart_id=cart_id,
            amount_minor=amount_minor,
            currency=currency,
            reason=reason,
        )
        name = "remote.json" if self._account.protocol == "json" else "remote.xml"
        with self._without_keys():
            return read_refund(self._account, await self._transport.post(name, request))

    async def describe(self) -> str:
        """What answers at the configured address, asked for an order that cannot exist; errors as everywhere.

        Telr looks at store and key first: with right ones its answer is about the order.
        """
        said = "Telr answers"
        try:
            await self.check(_NO_ORDER)
        except OutsideRefused as error:
            if error.details.get("code") not in _NO_SUCH_ORDER:
                raise
            said = "Telr knows us"
        kind = "test payments" if self.test else "live payments"
        return f"{said}: store {self._account.store}, {kind}, protocol {self._account.protocol}"

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.close()

    @contextmanager
    def _without_keys(self) -> Iterator[None]:
        """An error may repeat what was sent, and errors are kept and shown: the keys are taken out of its words."""
        try:
            yield
        except AdmitError as error:
            error.message = self._hide_keys(error.message)
            error.args = (error.message,)
            error.details = {
                name: self._hide_keys(value) if isinstance(value, str) else value
                for name, value in error.details.items()
            }
            raise

    def _hide_keys(self, text: str) -> str:
        for key in (self._account.auth_key, self._account.remote_key):
            if key:
                text = text.replace(key, "***")
        return text


def open_gateway(config: Config) -> TelrGateway | None:
    """The gateway that the configuration names, if any."""
    if not config.telr_url:
        return None
    protocol: Literal["json", "form"] = "json" if config.telr_protocol == "json" else "form"
    return TelrGateway(
        TelrAccount(
            url=config.telr_url,
            store=config.telr_store,
            auth_key=config.telr_auth_key,
            remote_key=config.telr_remote_key,
            protocol=protocol,
            test=config.telr_test,
        )
    )
