"""`manage.py fill`: tables, a front page, five pages in the menu, articles below the first."""

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site

from articles.models import ArticleIndexPage, ArticlePage, FrontPage, RelatedPage, Topic

MENU = ("News", "Publications", "Guidance", "The office", "Get help")
# So long that a list of them is about as large as one of ours.
SUMMARY = "One sentence of some that say what the article is about, for a list of articles. " * 6
TOPICS = ("Law", "Children", "Work", "Police", "Research")


class Command(BaseCommand):
    help = "Fills the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("items", type=int)
        parser.add_argument("words", type=Path, help="A JSON list of blocks.")

    def handle(self, *args: Any, items: int, words: Path, **options: Any) -> None:
        call_command("migrate", run_syncdb=True, verbosity=0)
        self.fill(items, words.read_text())

    @transaction.atomic
    def fill(self, items: int, body: str) -> None:
        Locale.objects.create(language_code="en")
        Collection.add_root(name="Root")
        root = Page.add_root(title="Root", slug="root")
        front = root.add_child(
            instance=FrontPage(title="The office", slug="front", introduction=SUMMARY)
        )
        Site.objects.create(
            hostname="127.0.0.1", site_name="The office", root_page=front, is_default_site=True
        )
        indexes = [
            front.add_child(
                instance=ArticleIndexPage(title=title, introduction=SUMMARY, show_in_menus=True)
            )
            for title in MENU
        ]
        topics = [Topic.objects.create(name=name) for name in TOPICS]
        articles = []
        for number in range(items):
            day = date(2022, 1, 25) - timedelta(days=number)
            page = ArticlePage(title=f"Article {number}", day=day, introduction=SUMMARY, body=body)
            articles.append(indexes[0].add_child(instance=page))
            page.topics.set(topics[:2])
            page.save()
        for page, other in pairwise(articles):
            RelatedPage.objects.create(article=page, page=other)
        chosen = {"type": "pages", "value": [page.pk for page in (articles + indexes)[:8]]}
        front.body = json.dumps([*json.loads(body), chosen])
        front.save()
