"""Numbers that stand in until a NIK is known, and the numbers on receipts: short, typed by thumb, not to be guessed."""

import secrets
from collections.abc import Callable, Sequence

PERSON, STAY, MATCH, SLIP = "P", "T", "K", "S"

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U


def check_character(body: str) -> str:
    """One character that finds every single wrong sign and most swapped ones (odd weights, modulo 32)."""
    return ALPHABET[sum((2 * place + 1) * ALPHABET.index(sign) for place, sign in enumerate(body)) % 32]


def new_number(prefix: str, choose: Callable[[str], str] | None = None) -> str:
    """`P-7F3K-9QXA`: seven random signs (35 bits) and a check character. The seed brings its own `choose`."""
    body = "".join(choose(ALPHABET) for _ in range(7)) if choose else _seven_signs()
    body += check_character(body)
    return f"{prefix}-{body[:4]}-{body[4:]}"


def _seven_signs():
    """By one question to the system: 256 is a multiple of 32, so each sign is as likely as the others."""
    return "".join(ALPHABET[byte % 32] for byte in secrets.token_bytes(7))


def normalised(text: str, prefixes: Sequence[str] = (PERSON, STAY)) -> str:
    """As printed, however it was typed: small letters, spaces, O for 0, I and L for 1; '' when it is no number."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(signs) != 9 or signs[0] not in prefixes:
        return ""
    body = signs[1:].translate(str.maketrans("OIL", "011"))
    if any(sign not in ALPHABET for sign in body) or check_character(body[:-1]) != body[-1]:
        return ""
    return f"{signs[0]}-{body[:4]}-{body[4:]}"
