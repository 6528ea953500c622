"""A claim is accepted as it was written, byte for byte, or not at all."""

import base64
import datetime
import random
from collections import Counter

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from harmoni.letters import claims
from harmoni.letters.claims import ClaimRefused, Claims
from harmoni.letters.models import VerificationKey

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32)) for seed in (1, 2))
TODAY = datetime.date(2026, 11, 24)
REAL = Claims(
    number="400.8.4.7/0001/REK/5311/2026",
    kind="recommendation",
    issued_on=TODAY,
    valid_until=datetime.date(2027, 5, 24),
    issuer="5311",
    initials="M.G.R.A.",
    birth_year=1998,
    content=bytes(range(32)),
)


def published(key=KEY, office="5311", year=2026, **values):
    public = key.public_key().public_bytes_raw()
    return VerificationKey(kid=VerificationKey.id_of(public), office=office, year=year, public=public, **values)


def refusal(data, keys=None, today=TODAY):
    """The code, or None when it is accepted."""
    try:
        claims.verify(data, keys or [published()], today=today)
    except ClaimRefused as refused:
        return refused.code
    return None


def changed(**values):
    return claims.sign(Claims(**vars(REAL) | values), KEY)


def parts(data):
    return cbor2.loads(data).value


def message(*items, tag=18):
    return cbor2.dumps(cbor2.CBORTag(tag, list(items)))


def resigned(protected, payload, unprotected=None):
    """Foreign forms that the very key signed: only strictness can refuse them."""
    signature = KEY.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return message(protected, unprotected or {}, payload, signature)


def test_what_was_signed_is_read_again():
    data = claims.sign(REAL, KEY)
    assert claims.verify(data, [published(OTHER), published()], today=TODAY) == REAL
    assert claims.sign(REAL, KEY) == data
    assert len(data) < 220


def test_without_a_birth_year_too():
    assert refusal(changed(birth_year=None)) is None


def test_text_and_back():
    data = claims.sign(REAL, KEY)
    text = claims.as_text(data)
    assert claims.from_text(text) == data
    assert "=" not in text


@pytest.mark.parametrize("text", ["", "a", "a b", "ab=", "ä", "a\n", "+/", "A" * 2001, "AB\0"])
def test_foreign_text_is_refused(text):
    with pytest.raises(ClaimRefused):
        claims.from_text(text)


def test_the_unused_bits_of_the_last_letter_are_no_second_way():
    with pytest.raises(ClaimRefused, match="not_canonical"):
        claims.from_text(base64.urlsafe_b64encode(b"a").decode()[:1] + "R")


FRAME = 24  # bytes: tag, headers and the payload's first; here every other value is tried, behind it a quarter


def others(at, byte, rng):
    """What the byte becomes: each bit turned, then as many more as its place is worth."""
    turned = [byte ^ 1 << bit for bit in range(8)]
    left = [value for value in range(256) if value != byte and value not in turned]
    return turned + (left if at < FRAME else rng.sample(left, 56))


def mutants():
    """Every byte changed, cut anywhere, doubled, longer, two bytes at once."""
    data, rng = claims.sign(REAL, KEY), random.Random(2026)
    for at, byte in enumerate(data):
        yield from (data[:at] + bytes([other]) + data[at + 1 :] for other in others(at, byte, rng))
    for at in range(len(data)):
        yield data[:at]
        yield data[at + 1 :]
        yield data[:at] + data[at + 1 :]
        yield data[: at + 1] + data[at:]
    yield from (data + bytes([byte]) for byte in range(256))
    for _ in range(1000):
        one, two = rng.sample(range(len(data)), 2)
        twice = bytearray(data)
        twice[one] ^= rng.randint(1, 255)
        twice[two] ^= rng.randint(1, 255)
        yield bytes(twice)


def test_no_mutant_is_accepted():
    codes = Counter(refusal(mutant) for mutant in mutants() if mutant != claims.sign(REAL, KEY))
    print("mutants refused:", sum(codes.values()), dict(codes))
    assert sum(codes.values()) >= 10_000
    assert codes[None] == 0


def test_another_key_and_a_key_nobody_published():
    assert refusal(claims.sign(REAL, OTHER)) == "unknown_key"
    stolen_name = published(OTHER)
    stolen_name.kid = published().kid
    assert refusal(claims.sign(REAL, KEY), [stolen_name]) == "signature"


def test_a_revoked_key_signs_nothing_any_more():
    assert refusal(claims.sign(REAL, KEY), [published(revoked_at=timezone.now())]) == "revoked_key"


@pytest.mark.parametrize("values", [{"issuer": "5304"}, {"issued_on": datetime.date(2025, 11, 24)}])
def test_a_key_speaks_for_its_office_and_year_only(values):
    assert refusal(changed(**values)) == "foreign_key"


def test_the_calendar():
    for ahead, code in ((1, None), (2, "future")):
        assert refusal(changed(issued_on=TODAY + datetime.timedelta(days=ahead))) == code
    assert refusal(changed(valid_until=TODAY)) is None
    with pytest.raises(ClaimRefused, match="expired") as refused:
        claims.verify(changed(valid_until=TODAY - datetime.timedelta(days=1)), [published()], today=TODAY)
    assert refused.value.claims.number == REAL.number


def test_an_unprotected_header_must_be_empty():
    protected, _, payload, signature = parts(claims.sign(REAL, KEY))
    for loose in ({4: b"x"}, {1: -8}, {"x": 1}, {99: None}):
        assert refusal(message(protected, loose, payload, signature)) == "unprotected"


@pytest.mark.parametrize("algorithm", [-7, -35, -37, 5, "EdDSA", None, 8, -9])
def test_no_other_algorithm(algorithm):
    protected = cbor2.loads(parts(claims.sign(REAL, KEY))[0]) | {1: algorithm}
    assert refusal(resigned(cbor2.dumps(protected), parts(claims.sign(REAL, KEY))[2])) == "algorithm"


def rewritten():
    """The same claims, signed by the very key, written in another way."""
    protected, _, payload, _ = parts(claims.sign(REAL, KEY))
    headers, said = cbor2.loads(protected), cbor2.loads(payload)
    kid = headers[4]
    yield cbor2.dumps({4: kid, 1: -8}), payload  # order
    yield cbor2.dumps(headers | {2: [1]}), payload  # a third header
    yield cbor2.dumps({1.0: -8, 4: kid}), payload
    yield b"\xbf" + protected[1:] + b"\xff", payload  # indefinite length
    yield b"\xa2\x18\x01" + protected[2:], payload  # a longer one
    yield protected + b"\x00", payload
    yield protected, b"\xbf" + payload[1:] + b"\xff"
    yield protected, cbor2.dumps(dict(reversed(said.items())))
    yield protected, payload + b"\x00"
    yield protected, cbor2.dumps(said | {9: 1})
    yield protected, cbor2.dumps(said | {7: True})
    yield protected, cbor2.dumps(said | {7: 1998.0})
    yield protected, cbor2.dumps(said | {3: float(said[3])})
    yield protected, cbor2.dumps(said | {3: 10**12})
    yield protected, cbor2.dumps(said | {8: said[8].hex()})
    yield protected, cbor2.dumps({key: value for key, value in said.items() if key != 8})
    yield protected, cbor2.dumps(list(said.values()))


@pytest.mark.parametrize(("protected", "payload"), list(rewritten()))
def test_another_way_to_write_it_is_refused(protected, payload):
    assert refusal(resigned(protected, payload)) in {"not_canonical", "malformed"}


def test_the_frame_itself_has_one_form():
    protected, loose, payload, signature = parts(claims.sign(REAL, KEY))
    whole = [protected, loose, payload, signature]
    assert refusal(message(*whole)) is None
    assert refusal(message(*whole, tag=98)) == "malformed"
    assert refusal(cbor2.dumps(whole)) == "malformed"
    assert refusal(message(*whole, b"")) == "malformed"
    assert refusal(b"\xd9\xd9\xf7" + message(*whole)) in {"malformed", "not_canonical"}  # the self-describing tag
    assert refusal(b"\xd8\x12" + message(*whole)[1:]) == "not_canonical"
    assert refusal(b"\xd2\x9f" + message(*whole)[2:] + b"\xff") == "not_canonical"


def test_what_is_no_claim_never_breaks_the_reader():
    rng = random.Random(7)
    foreign = [b"", b"\xd2", b"\x81" * 900, b"\x9b" + b"\xff" * 8, b"\xd8\x1c\x81\xd8\x1d\x00", b"x" * 5000]
    foreign += [rng.randbytes(rng.randint(1, 300)) for _ in range(2000)]
    assert {refusal(data) for data in foreign} == {"malformed"}
