"""Campaigns: named selling periods."""

from __future__ import annotations

from admitone.core.clock import today
from tests.offline.api import Cast


async def test_write_read_and_list_as_the_contract_has_it(cast: Cast) -> None:
    summer = {"name": "Summer", "startDate": "2026-06-01", "endDate": "2026-08-31", "description": "Hot days"}
    written = await cast.admin.data("campaign/write", **summer)
    expected = summer | {"campaignId": written["campaignId"], "createdAt": today("Asia/Dubai").isoformat()}
    assert written == expected
    assert await cast.agent.data("campaign/read", campaignId=written["campaignId"]) == expected
    bare = await cast.admin.data("campaign/write", name="Always")
    assert (bare["startDate"], bare["endDate"], bare["description"]) == (None, None, None)
    assert await cast.agent.data("campaign/list") == [written, bare]


async def test_update_keeps_what_is_left_out_and_empties_what_is_null(cast: Cast) -> None:
    written = await cast.admin.data("campaign/write", name="Summer", startDate="2026-06-01", description="Hot days")
    changed = await cast.admin.data(
        "campaign/write", campaignId=written["campaignId"], name="Late summer", description=None
    )
    assert changed == written | {"name": "Late summer", "description": None}


async def test_a_campaign_may_not_end_before_it_starts(cast: Cast) -> None:
    backwards = {"name": "Summer", "startDate": "2026-06-02", "endDate": "2026-06-01"}
    refusal = (400, "INVALID_PARAMETER", ["endDate"])
    assert await cast.admin.refusal("campaign/write", **backwards) == refusal
    written = await cast.admin.data("campaign/write", **backwards | {"endDate": "2026-06-02"})
    shortened = {"campaignId": written["campaignId"], "name": "Summer", "endDate": "2026-06-01"}
    assert await cast.admin.refusal("campaign/write", **shortened) == refusal


async def test_a_campaign_of_another_tenant_does_not_exist(cast: Cast) -> None:
    written = await cast.admin.data("campaign/write", name="Summer")
    for campaign_id in (written["campaignId"], written["campaignId"] + 1000):
        refusal = (404, "NOTFOUND", ["campaignId"])
        assert await cast.stranger.refusal("campaign/read", campaignId=campaign_id) == refusal
        assert await cast.stranger.refusal("campaign/write", campaignId=campaign_id, name="Mine") == refusal
    assert await cast.stranger.data("campaign/list") == []
