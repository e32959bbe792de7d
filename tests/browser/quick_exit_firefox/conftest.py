"""The same visits as in Chromium, in a real Firefox.

`firefox`   one new tab in front of a Firefox with its default preferences
`each_way`  the same, with and without the back/forward cache, and the Navigation API
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

WITHOUT_CACHE = {"browser.sessionhistory.max_total_viewers": 0, "fission.bfcacheInParent": False}
WITHOUT_NAVIGATION_API = {"dom.navigation.webidl.enabled": False}


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
        firefox.prefer(WITHOUT_CACHE)
    return firefox


@pytest.fixture
def old_tab(tab: Firefox) -> Firefox:
    """The same, where the Navigation API is missing: Firefox before 147."""
    tab.prefer(WITHOUT_NAVIGATION_API)
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
