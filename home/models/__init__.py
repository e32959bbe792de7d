from home.models.pages import HomePage, NavigationSettings, PinnedItem, StandardPage
from home.models.posts import Post, PostSource

__all__ = [
    "HomePage",
    "NavigationSettings",
    "PinnedItem",
    "Post",
    "PostSource",
    "StandardPage",
]
