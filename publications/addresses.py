"""Addresses of pages that a query found without making them pages."""


def address_of(url_path: str) -> str:
    """Where the page with this `url_path` is. The path begins with the front page's own name."""
    return "/" + url_path.split("/", 2)[2]
