"""RelationExpressions: what is understood, and that everything else is refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admitone.core.errors import InvalidParameter
from admitone.core.relations import NODES_MAX, Relations, parse_relations

GRAPH = {
    "ticket": {"event": "event", "ticket_config": "ticket_config", "ticket_holder": "ticket_holder"},
    "ticket_config": {"event": "event"},
    "event": {"tenant": "tenant", "next": "event"},
}

Tree = dict[str, "Tree"]


def tree(text: str) -> Tree:
    def plain(relations: Relations) -> Tree:
        return {name: plain(below) for name, below in relations.wanted.items()}

    return plain(parse_relations(text, GRAPH, "ticket"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {}),
        ("  ", {}),
        ("[]", {}),
        ("event", {"event": {}}),
        ("[event]", {"event": {}}),
        ("ticket_config.event", {"ticket_config": {"event": {}}}),
        ("[ticket_holder,ticket_config.event]", {"ticket_holder": {}, "ticket_config": {"event": {}}}),
        ("[ ticket_holder\n ticket_config . [ event . tenant ] ]", {
            "ticket_holder": {}, "ticket_config": {"event": {"tenant": {}}}
        }),
        ("event.[tenant, next.next]", {"event": {"tenant": {}, "next": {"next": {}}}}),
    ],
)  # fmt: skip
def test_names_dots_and_brackets_are_understood(text: str, wanted: Tree) -> None:
    assert tree(text) == wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("*", "not supported"),
        ("event.*", "not supported"),
        ("event.^", "not supported"),
        ("event.^3", "not supported"),
        ("event as e", "aliases"),
        ("[event as e]", "aliases"),
        ("event(recent)", "modifiers"),
        ("event()", "modifiers"),
        ("(event)", "modifiers"),
        ("[event, event]", "twice"),
        ("[event.tenant, event.next]", r"write event\.\[b, c\]"),
        ("users", "no relation of ticket"),
        ("event.password_hash", "no relation of event"),
        ("event.tenant.users", "nothing more"),
        ("__proto__", "no relation"),
        ("event.next.next.next.next", "4 deep"),
        ("[" * 400, "no relation"),
        ("event." * 80, "4 deep|no relation|missing"),
        ("[event", "not closed"),
        ("event]", "after the end"),
        ("event, ticket_config", "after the end"),
        ("[event,]", "missing after a comma"),
        ("[,event]", "no relation"),
        ("event.", "missing at the end"),
        (".event", "no relation"),
        ("event..tenant", "no relation"),
        ("event" * 200, "500 characters"),
        ("event;DROP TABLE tickets", "no relation"),
        ("event\x00", "no relation"),
        ("evént", "no relation"),
    ],
)
def test_everything_else_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidParameter, match=reason) as caught:
        tree(text)
    assert caught.value.fields == ("with",)


def test_an_answer_has_a_limited_number_of_relations() -> None:
    wide = {"thing": {f"r{number}": "thing" for number in range(NODES_MAX + 1)}}
    names = list(wide["thing"])
    parse_relations(f"[{','.join(names[:-1])}]", wide, "thing")
    with pytest.raises(InvalidParameter, match=f"at most {NODES_MAX} relations"):
        parse_relations(f"[{','.join(names)}]", wide, "thing")


@given(st.text(alphabet="[](),.*^ \tasevntick_holdr0\x00é", max_size=600))
def test_no_text_does_anything_else(text: str) -> None:
    said = refusal(text)
    assert not said or said.startswith("with: ")


def refusal(text: str) -> str:
    """What an expression is refused with; nothing when it is understood."""
    try:
        tree(text)
    except InvalidParameter as error:
        return error.message
    return ""
