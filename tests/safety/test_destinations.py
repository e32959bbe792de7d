"""Where the exit may lead: an ordinary page of somebody else's."""

import pytest
from django.core.exceptions import ValidationError

from safety.destinations import DEFAULT_DESTINATION, validate_destination


@pytest.mark.parametrize(
    "url",
    [
        DEFAULT_DESTINATION,
        "https://www.metoffice.gov.uk/weather/forecast",
        "https://en.wikipedia.org/wiki/Special:Random",
    ],
)
def test_an_ordinary_page_will_do(url):
    validate_destination(url)


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("http://www.bbc.co.uk/weather", "https://"),
        ("ftp://www.bbc.co.uk/", "https://"),
        ("//www.bbc.co.uk/weather", "https://"),
        ("https://testserver/", "website"),
        ("https://name:secret@www.bbc.co.uk/", "no user name"),
        ("https://www.bbc.co.uk:8443/", "port"),
        ("https://www.bbc.co.uk:x/", "not a web address"),
        ("https://192.0.2.1/", "with its name"),
        ("https://localhost/", "with its name"),
        ("https://www.antislaverycommissioner.co.uk/", "tells why"),
        ("https://www.modern-slavery-helpline.org/", "tells why"),
        ("https://www.bbc.co.uk/search?q=human%20trafficking", "tells why"),
        ("https://www.facebook.com/", "signed in"),
        ("https://mail.google.com/", "signed in"),
        ("https://maps.google.co.uk/", "signed in"),
    ],
)
def test_a_page_that_gives_a_visitor_away_is_refused_with_the_reason(url, because):
    with pytest.raises(ValidationError) as refusal:
        validate_destination(url)

    assert because in refusal.value.messages[0]


def test_a_page_of_ours_is_refused_also_below_our_name(settings):
    settings.SITE_URL = "https://www.office.example"

    for url in ("https://office.example/", "https://files.office.example/x"):
        with pytest.raises(ValidationError, match="away from this website"):
            validate_destination(url)
