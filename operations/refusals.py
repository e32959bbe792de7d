"""Why a part of the site does not let us in. Its own words may hold a host or a password."""

NO_ANSWER = "no answer"
WRONG_PASSWORD = "refuses our name or password"
BAD_CERTIFICATE = "its certificate is not good"
SAID = {
    WRONG_PASSWORD: (
        "password authentication failed",
        "no password supplied",
        "no pg_hba.conf entry",
        "wrongpass",
        "invalid username-password",
        "authentication required",
        "the store of files says 401",
        "the store of files says 403",
    ),
    BAD_CERTIFICATE: ("certificate", "the store of files says sslerror"),
    NO_ANSWER: ("connection refused", "could not translate host name", "timeout expired"),
}
"""What PostgreSQL, Valkey, our store of files and Python's `ssl` say."""


def refusal(error: BaseException) -> str:
    """One of the reasons above, for an error of a part; empty if it is another one."""
    said = f"{error} {error.__cause__}".lower()
    return next((why for why, words in SAID.items() if any(each in said for each in words)), "")
