"""International Standard Book Numbers of 13 digits (ISO 2108:2017)."""

from django.core.exceptions import ValidationError


def has_right_check_digit(digits: str) -> bool:
    """Whether 13 digits end in the check digit that the other twelve call for."""
    weighted = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits))
    return weighted % 10 == 0


def validate_isbn(value: str) -> None:
    """Raise `ValidationError` unless `value` is an ISBN-13, hyphens and spaces allowed."""
    digits = value.replace("-", "").replace(" ", "")
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        raise ValidationError("An ISBN has 13 digits, such as 978-1-5286-2117-5.")
    if not has_right_check_digit(digits):
        raise ValidationError("A digit of this ISBN is wrong: the check digit does not fit.")
