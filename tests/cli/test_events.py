"""`admitone event` and `admitone enrollment`, on both databases."""

from __future__ import annotations

from collections.abc import Callable

from tests.cli.conftest import PASSWORD, Operator

TIMES = ("--starts", "2097-03-15T19:00", "--ends", "2097-03-15T23:00")


def test_an_event_is_set_up_put_on_sale_and_called_off(
    database_url: str, operator_on: Callable[[str], Operator]
) -> None:
    operator = operator_on(database_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    number = operator.must("event", "create", "Jazz Night", "--product-code", "JAZZ", *TIMES).strip()
    operator.must("event", "config", "add", number, "Standing", "--price", "250", "--capacity", "20")
    slots = operator.must(
        "event", "timeslot", "add", number, "2097-03-15T19:00", "--minutes", "30", "--until", "20:30", "--capacity", "5"
    )
    assert len(slots.split()) == 3
    operator.must("event", "timeslot", "add", number, "2097-03-15T21:00", "--minutes", "45")
    operator.must("event", "sector", "add", number, "Left stand")
    shown = operator.must("event", "show", number).splitlines()
    assert shown[0] == "Jazz Night: DRAFT"
    assert [line.split("\t")[0::2] for line in shown[2:]] == [
        ["kind", "Standing", "0"],
        *(["timeslot", begins, "0"] for begins in ("19:00", "19:30", "20:00", "21:00")),
        ["sector", "Left stand", "0"],
    ]
    assert operator.must("event", "publish", number) == "Jazz Night is on sale\n"
    assert operator.must("event", "list", "--state", "PUBLISHED").splitlines() == [
        "number\tevent\tstarts\tstate\ttickets\treserved\tsold",
        f"{number}\tJazz Night\t2097-03-15 19:00\tPUBLISHED\t20\t0\t0",
    ]
    assert operator.must("event", "cancel", number) == "Jazz Night is called off\n"
    assert operator.must("event", "list", "--state", "PUBLISHED").count("\n") == 1
    for arguments, reason in (
        (("publish", number), "Jazz Night is cancelled; create another event"),
        (("show", "99"), "there is no event 99"),
        (("create", " ", "--product-code", "X", *TIMES), "fill in this field"),
        (("config", "add", number, "VIP", "--price", "much", "--capacity", "1"), "write an amount as 250.00"),
        (("list", "--tenant", "mirage"), "there is no tenant mirage"),
    ):
        refused = operator.run("event", *arguments)
        assert refused.returncode == 1, refused.stdout
        assert reason in refused.stderr
        assert refused.stderr.count("\n") == 1


def test_people_are_enrolled_and_listed(database_url: str, operator_on: Callable[[str], Operator]) -> None:
    operator = operator_on(database_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    number = operator.must("enrollment", "add", "Layla@Example.com", "--name", "Layla Haddad").strip()
    assert operator.must("enrollment", "add", "layla@example.com").strip() == number
    assert operator.must("enrollment", "list").splitlines() == [
        "number\temail\tname\ttickets\tissued",
        f"{number}\tlayla@example.com\tLayla Haddad\t0\t0",
    ]
    refused = operator.run("enrollment", "add", "nowhere")
    assert "write an e-mail address" in refused.stderr
