from django.db import models


class NewsType(models.TextChoices):
    """The kinds of news and insight, as visitors read them before the date."""

    NEWS = "news", "News"
    STATEMENT = "statement", "Statement"
    BLOG = "blog", "Blog"
    OP_ED = "op_ed", "Op-ed"
    SPEECH = "speech", "Speech"
    BULLETIN = "bulletin", "Bulletin"
    RESPONSE = "response", "Response"
