"""The same visits as in Chromium, in a real Firefox.

`firefox`   one new tab in front of a Firefox with its default preferences
`tab`       the same, with and without the back/forward cache
`old_tab`   the same again, without the Navigation API
`visit`     `visit(3)` goes from the search page through three of our pages
`front`     the front page of the site, with the exit in sight
"""

from collections.abc import Callable, Iterator

import pytest

from deploy.machine import advice
from deploy.machine import firefox as firefox_program
from tests.browser.quick_exit_firefox.driving import Firefox
from tests.can_run import cannot_run

OUR_PAGES = ("/", "/news/", "/publications/")


@pytest.fixture(scope="package")
def running_firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = firefox_program()
    if program is None:
        cannot_run(advice("firefox"))
    running = Firefox(program, tmp_path_factory.mktemp("firefox"))
    yield running
    running.quit()


@pytest.fixture
def firefox(running_firefox: Firefox, destination) -> Firefox:
    running_firefox.begin_anew()
    return running_firefox


@pytest.fixture(params=["cache on", "cache off"])
def tab(request: pytest.FixtureRequest, firefox: Firefox) -> Firefox:
    """A tab with, and one without, the back/forward cache."""
    if request.param == "cache off":
        firefox.turn_cache_off()
    return firefox


@pytest.fixture
def old_tab(tab: Firefox) -> Firefox:
    """The same, in a Firefox as it was before it had the Navigation API."""
    tab.turn_navigation_api_off()
    return tab


@pytest.fixture
def visit(firefox: Firefox, search, site_url: str) -> Callable[[int], None]:
    def go_through(count: int) -> None:
        firefox.goto(search.url)
        for path in OUR_PAGES[:count]:
            firefox.click(f"a[href$='{path}']")
            firefox.wait_for(site_url + path)

    return go_through


@pytest.fixture
def front(firefox: Firefox, site_url: str) -> Firefox:
    firefox.goto(f"{site_url}/")
    return firefox
