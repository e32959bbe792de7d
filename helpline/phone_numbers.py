"""Phone numbers: stored as E.164 or as a short number, shown as people say them."""

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumbers import shortnumberinfo

REGION = "GB"
# Ofcom's text relay: people dial it before the number that they want to reach.
RELAY_PREFIX = "18001"


def is_short(number: str) -> bool:
    """Whether it is a number of a few digits that works only as it stands, such as 999."""
    return not number.startswith("+")


def validate_number(value: str) -> None:
    """Raise `ValidationError` unless it is E.164 (`+44…`) or a short number of the UK."""
    if not (value.removeprefix("+").isascii() and value.removeprefix("+").isdigit()):
        raise ValidationError(
            "Write only digits, with +44 instead of the first 0. Letters and spaces belong in "
            "“as people say it”."
        )
    if is_short(value):
        if len(value) > 6 or not _exists(value):
            raise ValidationError("Start the number with +44, or write a short one such as 999.")
    elif not _exists(value):
        raise ValidationError("This is not a number that exists. Check each digit.")


def validate_text_number(value: str) -> None:
    """Raise `ValidationError` unless people in the UK can send a text message to it."""
    digits = value.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError("Write only digits, with +44 instead of the first 0.")
    # Operators give out short ones for text messages, and no public plan lists them.
    if is_short(value) and not 3 <= len(value) <= 7:
        raise ValidationError("Start the number with +44, or write a short one of 3 to 7 digits.")
    if not is_short(value) and not _exists(value):
        raise ValidationError("This is not a number that exists. Check each digit.")


def grouped(number: str) -> str:
    """The digits that somebody in the UK dials, in the usual groups."""
    if is_short(number):
        return number
    parsed = phonenumbers.parse(number, REGION)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _exists(number: str) -> bool:
    """Whether the numbering plans have room for it. A short one must be the UK's."""
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return False
    if is_short(number):
        return shortnumberinfo.is_valid_short_number_for_region(parsed, REGION)
    return phonenumbers.is_valid_number(parsed)


def national_digits(number: str) -> str:
    """The digits that somebody in the UK dials."""
    return "0" + number.removeprefix("+44") if number.startswith("+44") else number.lstrip("+")


def is_spoken_form(spoken: str, number: str) -> bool:
    """Whether `spoken` has the digits of `number`, however they are spaced."""
    return "".join(character for character in spoken if character.isdigit()) == national_digits(
        number
    )
