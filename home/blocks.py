"""The parts of the front page, which staff arrange."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail import blocks

from core.blocks import SIMPLE_FEATURES, ImageBlock, LinkBlock, MomentBlock, PageBlock
from helpline.blocks import WhatToDoBlock
from helpline.models import Agency
from home import latest
from publications.models import PublicationPage
from publications.models.publications import COVERS


class CommissionerBlock(blocks.StructBlock):
    """Who the Commissioner is, from the record of the one in office."""

    link = PageBlock(
        required=False, label="page to link to", help_text="Such as the page about the office."
    )
    vacancy_text = blocks.TextBlock(
        default="The post is vacant. The work of the office goes on.",
        help_text="Shown while no commissioner is in office.",
    )

    class Meta:
        icon = "user"
        label = "The Commissioner"
        template = "home/blocks/commissioner.html"


class StoryBlock(blocks.StructBlock):
    """A feature story, for as long as its dates say."""

    kicker = blocks.CharBlock(
        required=False, max_length=60, help_text="The subject in two or three words."
    )
    heading = blocks.CharBlock(max_length=140)
    text = blocks.RichTextBlock(features=SIMPLE_FEATURES)
    image = ImageBlock(required=False)
    page = PageBlock(required=False, label="page that the heading links to")
    links = blocks.ListBlock(LinkBlock(), default=[], label="More links")
    shown_from = MomentBlock(required=False, label="From", help_text="London time. Empty: at once.")
    shown_until = MomentBlock(
        required=False, label="Until", help_text="London time. Empty: until you take it away."
    )

    class Meta:
        icon = "doc-full"
        label = "Story"

    def clean(self, value):
        cleaned = super().clean(value)
        start, end = cleaned["shown_from"], cleaned["shown_until"]
        if start and end and end <= start:
            raise blocks.StructBlockValidationError(
                block_errors={"shown_until": ValidationError("“Until” must be later than “from”.")}
            )
        return cleaned


def is_shown(story: blocks.StructValue, *, now: datetime) -> bool:
    """Whether `now` lies within the story's dates; the last moment no longer does."""
    start, end = story["shown_from"], story["shown_until"]
    return (start is None or start <= now) and (end is None or now < end)


class StoriesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80, default="What we are working on")
    stories = blocks.ListBlock(StoryBlock(), min_num=1, label="Stories")

    class Meta:
        icon = "list-ul"
        label = "Feature stories"
        template = "home/blocks/stories.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        now = timezone.now()
        context["stories"] = [story for story in value["stories"] if is_shown(story, now=now)]
        return context


class WhatIsBlock(blocks.StructBlock):
    """In a few sentences: what modern slavery is."""

    heading = blocks.CharBlock(max_length=80, default="What is modern slavery?")
    text = blocks.RichTextBlock(features=SIMPLE_FEATURES)
    link = LinkBlock()

    class Meta:
        icon = "help"
        label = "What is modern slavery?"
        template = "home/blocks/what_is.html"


class AgenciesBlock(blocks.StructBlock):
    """The statutory agencies, from their directory."""

    heading = blocks.CharBlock(max_length=80, default="Statutory agencies")
    text = blocks.TextBlock(required=False)
    link = PageBlock(required=False, label="page with the directory")

    class Meta:
        icon = "group"
        label = "Statutory agencies"
        template = "home/blocks/agencies.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["agencies"] = Agency.objects.all()
        return context


class LatestNewsBlock(blocks.StructBlock):
    """The six newest items of the news stream; pinned ones first."""

    heading = blocks.CharBlock(max_length=80, default="Recent news and insights")
    link = PageBlock(required=False, label="page with all news")

    class Meta:
        icon = "date"
        label = "Recent news"
        template = "home/blocks/latest_news.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        pinned = (parent_context or {}).get("pinned", [])
        context["items"] = latest.news(pinned=pinned)
        return context


class PublicationsBlock(blocks.StructBlock):
    """Publications that staff choose, shown with their covers."""

    heading = blocks.CharBlock(max_length=80, default="Publications")
    publications = blocks.ListBlock(
        PageBlock(page_type="publications.PublicationPage", label="publication"),
        min_num=1,
        max_num=4,
        label="Publications",
    )
    link = PageBlock(required=False, label="page with all publications")

    class Meta:
        icon = "doc-full-inverse"
        label = "Publications"
        template = "home/blocks/publications.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        chosen = [page.pk for page in value["publications"] if page is not None]
        works = PublicationPage.objects.listed().joined().prefetch_related(COVERS)
        by_id = works.in_bulk(chosen)
        context["publications"] = [by_id[page_id] for page_id in chosen if page_id in by_id]
        return context


class VictimHelpBlock(blocks.StructBlock):
    """What to do if you think someone is a victim, with numbers from the helplines."""

    heading = blocks.CharBlock(
        max_length=120, default="What to do if you think someone is a victim of modern slavery"
    )
    warning = blocks.TextBlock(required=False, help_text="What people should not do.")
    steps = blocks.ListBlock(WhatToDoBlock(), min_num=1, label="Steps")
    link = LinkBlock()

    class Meta:
        icon = "warning"
        label = "If you think someone is a victim"
        template = "home/blocks/victim_help.html"


class LatestPostsBlock(blocks.StructBlock):
    """The office's own posts elsewhere. Stays away until there are some."""

    heading = blocks.CharBlock(max_length=80, default="Latest posts")
    count = blocks.IntegerBlock(
        default=3,
        min_value=1,
        max_value=5,
        label="How many",
        help_text="The newest of all sources, from 1 to 5. The sources are under Settings, "
        "Latest posts.",
    )

    class Meta:
        icon = "comment"
        label = "Latest posts"
        template = "home/blocks/latest_posts.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        posts, now = {}, timezone.now()
        for post in (parent_context or {}).get("posts", []):
            if post.is_recent(now=now):
                # What was posted on several services in the same words is shown once.
                posts.setdefault(post.words, post)
        context["posts"] = list(posts.values())[: value["count"]]
        return context


class FrontPageBlock(blocks.StreamBlock):
    """The front page from top to bottom. The Commissioner's panel holds its main heading."""

    commissioner = CommissionerBlock()
    stories = StoriesBlock()
    latest_news = LatestNewsBlock()
    publications = PublicationsBlock()
    victim_help = VictimHelpBlock()
    what_is = WhatIsBlock()
    agencies = AgenciesBlock()
    latest_posts = LatestPostsBlock()

    class Meta:
        block_counts = {
            "commissioner": {"min_num": 1, "max_num": 1},
            "latest_news": {"max_num": 1},
            "victim_help": {"min_num": 1, "max_num": 1},
            "what_is": {"max_num": 1},
            "agencies": {"max_num": 1},
            "latest_posts": {"max_num": 1},
        }


class MenuColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=60)
    links = blocks.ListBlock(LinkBlock(), min_num=1, label="Links")

    class Meta:
        icon = "list-ul"
        label = "Column"
