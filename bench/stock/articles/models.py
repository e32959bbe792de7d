"""The pages of an everyday Wagtail site, written as Wagtail's guide and demonstration site do.

They show what ours show: a menu, an alert, topics, related pages, and how to reach the office.
"""

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet

PAGE_SIZE = 20


@register_setting
class Office(BaseSiteSetting):
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)


@register_snippet
class Alert(models.Model):
    words = models.CharField(max_length=200)
    is_shown = models.BooleanField(default=False)

    def __str__(self):
        return self.words


@register_snippet
class Topic(models.Model):
    name = models.CharField(max_length=80)

    def __str__(self):
        return self.name


class Body(blocks.StreamBlock):
    heading = blocks.CharBlock(template="articles/heading.html")
    text = blocks.RichTextBlock()
    pages = blocks.ListBlock(blocks.PageChooserBlock(), template="articles/pages.html")


class FrontPage(Page):
    introduction = models.TextField(blank=True)
    body = StreamField(Body(), blank=True)

    def get_context(self, request: HttpRequest) -> dict:
        newest = ArticlePage.objects.live().public().order_by("-day")
        return super().get_context(request) | {"newest": newest[:6]}


class ArticleIndexPage(Page):
    introduction = models.TextField(blank=True)

    def get_context(self, request: HttpRequest) -> dict:
        articles = ArticlePage.objects.descendant_of(self).live().order_by("-day")
        shown = Paginator(articles, PAGE_SIZE).get_page(request.GET.get("page"))
        return super().get_context(request) | {"articles": shown, "topics": Topic.objects.all()}


class ArticlePage(Page):
    day = models.DateField()
    introduction = models.TextField(blank=True)
    topics = ParentalManyToManyField(Topic, blank=True)
    body = StreamField(Body(), blank=True)


class RelatedPage(Orderable):
    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
