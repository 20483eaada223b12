"""Ids, tokens, sealed addresses and the staff's assertion."""

from datetime import timedelta

import pytest

from shared import ids, sealing, staff
from shared.errors import Malformed, Unauthorised
from tests.support.clock import FakeClock


def test_uuids_are_version_7_and_ordered_by_time() -> None:
    made = [ids.uuid7(milliseconds) for milliseconds in range(1_000, 2_000)]
    assert {one.version for one in made} == {7}
    assert made == sorted(made)
    assert len({ids.uuid7() for _ in range(1_000)}) == 1_000


def test_tokens_have_120_bits_and_survive_a_change_of_case() -> None:
    token = ids.token()
    assert len(token) == 24
    assert ids.token_hash(token.upper()) == ids.token_hash(token)


def test_only_the_private_key_opens_an_address() -> None:
    private, public = sealing.new_keys()
    other, _ = sealing.new_keys()
    sealed = sealing.seal(public, "reader@example.org")
    assert sealing.public_key(private) == public
    assert sealing.open_sealed(private, sealed) == "reader@example.org"
    for key, box in ((other, sealed), (private, sealed[:-4]), (private, "%%%")):
        with pytest.raises(Malformed):
            sealing.open_sealed(key, box)
    assert "reader" not in sealed


async def test_a_sealer_is_opened_by_the_private_key_alone_and_changes_its_own_key() -> None:
    private, public = sealing.new_keys()
    other, _ = sealing.new_keys()
    sealer = sealing.Sealer(public)
    first, second = sealer.seal("reader@example.org"), sealer.seal("reader@example.org")
    assert first != second
    assert sealing.open_sealed(private, first) == sealing.open_sealed(private, second) == "reader@example.org"
    for key, box in ((other, first), (private, first[:-4]), (private, "2."), (private, f"2.{second[9:]}")):
        with pytest.raises(Malformed):
            sealing.open_sealed(key, box)
    sealer._forget()
    third = sealer.seal("reader@example.org")
    assert third[:40] != first[:40] == second[:40]
    assert sealing.open_sealed(private, third) == "reader@example.org"


def test_outside_of_a_loop_a_sealer_makes_a_key_for_each_text() -> None:
    private, public = sealing.new_keys()
    sealed = sealing.Sealer(public).seal("reader@example.org")
    assert sealing.open_sealed(private, sealed) == "reader@example.org"


def test_networks_are_slash_24_and_slash_64() -> None:
    assert sealing.network("203.0.113.77") == sealing.network("::ffff:203.0.113.1") == "203.0.113.0/24"
    assert sealing.network("::ffff:203.0.113.1") == sealing.network("203.0.113.255")
    assert sealing.network("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"


def test_an_assertion_is_believed_only_unchanged_and_in_time(clock: FakeClock) -> None:
    who = staff.Staff(
        id="1", name="Anna", roles={"sportscar": "moderator"}, csrf="c", expires=clock.now() + staff.LIFETIME
    )
    signed = staff.sign("key", who)
    assert staff.verify("key", signed, clock.now()) == who
    assert who.may("sportscar", "moderator")
    assert not who.may("sportscar", "editor")
    assert not who.may("other", "moderator")
    for key, header, later in (
        ("other", signed, 0),
        ("key", signed.replace(".", "x.", 1), 0),
        ("key", "", 0),
        ("key", signed, 61),
    ):
        with pytest.raises(Unauthorised):
            staff.verify(key, header, clock.now() + timedelta(seconds=later))
