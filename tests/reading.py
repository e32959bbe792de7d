"""Reads answers as a visitor does: headings, links and words."""

import json
from typing import Any

from bs4 import BeautifulSoup, Tag


def document(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(element: Tag) -> str:
    """Its text, with each run of spaces as one."""
    return " ".join(element.get_text(" ").split())


def main(response) -> Tag:
    """The part of a page that no other page has."""
    return document(response).main


def main_words(response) -> str:
    return words(main(response))


def titles(response) -> list[str]:
    """The titles of the entries that a page lists, in its order."""
    return [words(title) for title in main(response).select(".card__title")]


def links(element: Tag) -> dict[str, str]:
    """Addresses by the words of their links."""
    return {words(link): link["href"] for link in element.select("a[href]")}


def messages_of(answer) -> str:
    """What the admin tells whoever sent a form."""
    return " ".join(str(message) for message in answer.context["messages"])


def structured_data(response) -> list[dict[str, Any]]:
    """The things that a page's JSON-LD describes."""
    blocks = document(response).find_all("script", type="application/ld+json")
    return [thing for block in blocks for thing in json.loads(block.string)["@graph"]]


def sitemap(client) -> dict[str, Tag]:
    """The entries of all parts of the sitemap, by their addresses."""
    parts = [place.text for place in _read_xml(client, "/sitemap.xml").find_all("loc")]
    paths = [part.removeprefix("http://testserver") for part in parts]
    return {
        entry.loc.text: entry for path in paths for entry in _read_xml(client, path).find_all("url")
    }


def _read_xml(client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "xml")
