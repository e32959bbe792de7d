"""Asks X for the public posts of one account, with the token of the office."""

from html import unescape
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError

from home.posts.asking import UNREADABLE, Answered, account_in, answer_at, as_json
from home.posts.words import Found, language, moment, tidy, web_address
from home.profiles import Profile

ROOT = "https://api.x.com/2/users"
WANTED = (
    "max_results=20&exclude=retweets,replies"
    "&tweet.fields=created_at,lang,entities,note_tweet,referenced_tweets"
)
NOT_SET = "X answers only with a token. Whoever runs the website sets it as X_API_TOKEN."
# X says so of the token, and of nothing that staff can change.
REFUSED = "X did not accept the token. Whoever runs the website looks at X_API_TOKEN."


def posts_of(profile: Profile, *, account: str, unless: dict[str, str]) -> Answered:
    if not settings.X_API_TOKEN:
        raise ValidationError(NOT_SET)
    headers = {"Authorization": f"Bearer {settings.X_API_TOKEN}"}
    name = quote(profile.name)
    account = account or account_of(f"{ROOT}/by/username/{name}", headers)
    url = f"{ROOT}/{account}/tweets?{WANTED}"
    answer = answer_at(url, headers | unless, refused=REFUSED)
    return Answered(read(as_json(answer.body), name), answer.headers, account)


def account_of(url: str, headers: dict[str, str]) -> str:
    try:
        return account_in(as_json(answer_at(url, headers, refused=REFUSED).body)["data"])
    except UNREADABLE as error:
        raise ValidationError("X knows nobody of this name. Look at its spelling.") from error


def read(said: Any, name: str) -> list[Found]:
    """Those that the account itself wrote. X leaves `data` out when there are none."""
    try:
        if "meta" not in said:
            raise KeyError("meta")
        return [post_of(post, name) for post in said.get("data", []) if is_own(post)]
    except UNREADABLE as error:
        raise ValidationError("The answer is not as X writes posts.") from error


def is_own(post: dict[str, Any]) -> bool:
    kinds = {reference["type"] for reference in post.get("referenced_tweets", [])}
    return not kinds & {"replied_to", "retweeted"}


def post_of(post: dict[str, Any], name: str) -> Found:
    whole = post.get("note_tweet") or post
    text = whole["text"]
    for link in (whole.get("entities") or {}).get("urls", []):
        # Links to the post's own pictures say nothing without them.
        text = text.replace(link["url"], "" if "media_key" in link else link["expanded_url"])
    return Found(
        url=web_address(f"https://x.com/{name}/status/{quote(post['id'])}"),
        text=tidy(unescape(text)),
        posted_at=moment(post["created_at"]),
        language=language(post.get("lang")),
    )
