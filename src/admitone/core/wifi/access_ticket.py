"""A ticket as the access server's questions need it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from admitone.core.wifi.access import Allowance, Left, Refusal, Running, Used, measure_left, measure_session

# Traffic is only known from reports, so where it is limited they come at least this often.
TRAFFIC_INTERIM_SECONDS: Final = 60


class AccessTicket(Struct, frozen=True, kw_only=True):
    """What decides whether a code lets a device in; `day_` is what was used on the local day that was asked for."""

    ticket_id: int
    tenant_id: int
    location_id: int
    uid: str
    code: str
    status: str
    voided_at: datetime | None
    revoked_at: datetime | None
    used_up_at: datetime | None
    made_at: datetime
    exp_seconds: int | None
    online_seconds: int | None
    traffic_bytes: int | None
    download_bytes: int | None
    upload_bytes: int | None
    daily_seconds: int | None
    daily_bytes: int | None
    devices: int | None
    downrate_bits: int | None
    uprate_bits: int | None
    start_time: datetime
    valid_until: datetime | None
    first_used_at: datetime | None
    used_seconds: int
    used_download_bytes: int
    used_upload_bytes: int
    day_seconds: int
    day_bytes: int

    @property
    def is_good(self) -> bool:
        """Whether the ticket was sold and nobody has taken it back."""
        return self.status == "SOLD" and self.voided_at is None and self.revoked_at is None

    @property
    def limits_traffic(self) -> bool:
        """Whether any amount of traffic is limited."""
        limits = (self.traffic_bytes, self.download_bytes, self.upload_bytes, self.daily_bytes)
        return any(limit is not None for limit in limits)

    def allowance(self, time_zone: str) -> Allowance:
        """What the ticket allows at a location of this time zone."""
        return Allowance(
            time_zone=time_zone,
            starts_at=self.start_time,
            valid_until=self.valid_until,
            elapsed_seconds=self.exp_seconds,
            online_seconds=self.online_seconds,
            traffic_bytes=self.traffic_bytes,
            download_bytes=self.download_bytes,
            upload_bytes=self.upload_bytes,
            daily_seconds=self.daily_seconds,
            daily_bytes=self.daily_bytes,
        )

    def used(self) -> Used:
        """What was used so far."""
        return Used(
            first_used_at=self.first_used_at,
            seconds=self.used_seconds,
            download_bytes=self.used_download_bytes,
            upload_bytes=self.used_upload_bytes,
            day_seconds=self.day_seconds,
            day_bytes=self.day_bytes,
        )

    def left_at(self, now: datetime, time_zone: str) -> Left:
        """What the ticket still allows; its day figures must be of the local day of `now`.

        A ticket that was used up stays so, also when a session of its is counted anew; a top-up takes the mark away.
        """
        left = measure_left(self.allowance(time_zone), self.used(), now)
        if left.refusal is None and self.used_up_at is not None:
            reason = Refusal.TRAFFIC_USED if self.limits_traffic else Refusal.ONLINE_TIME_USED
            return Left(seconds=0, traffic_bytes=0, download_bytes=0, upload_bytes=0, refusal=reason)
        return left

    def session_seconds(self, running: Running, now: datetime, time_zone: str) -> int | None:
        """How long a session may last in all, from its beginning; None for no end. Figures as of `left_at`."""
        return measure_session(self.allowance(time_zone), self.used(), running, now)

    def interim_seconds(self, usual: int) -> int:
        """How often the access server shall report."""
        return min(usual, TRAFFIC_INTERIM_SECONDS) if self.limits_traffic else usual
