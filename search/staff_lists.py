"""The index by which staff search pages, files and choosers on SQLite: Wagtail's, without a fault.

A quotation mark there is a sign of the database's own language, so that a title in quotation marks
was an error. Settings name this module on SQLite only: with another database Wagtail's part for
SQLite can't even be imported.
"""

from typing import Any

from django.db.models import QuerySet
from wagtail.search.backends.database.sqlite import sqlite
from wagtail.search.query import MATCH_ALL, And, Not, Or, Phrase, PlainText, SearchQuery

SIGNS = str.maketrans(dict.fromkeys('"\0', " "))


def in_words(query: str | SearchQuery) -> str | SearchQuery:
    """The query without what the database would take for a sign; everything, if nothing is left."""
    if isinstance(query, str):
        return query.translate(SIGNS).strip() or MATCH_ALL
    if isinstance(query, PlainText | Phrase):
        query.query_string = query.query_string.translate(SIGNS).strip()
        return query if query.query_string else MATCH_ALL
    if isinstance(query, Not):
        return Not(in_words(query.subquery))
    if isinstance(query, And | Or):
        parts = [part for part in map(in_words, query.subqueries) if part is not MATCH_ALL]
        return type(query)(parts) if parts else MATCH_ALL
    return query


class InWords:
    def __init__(self, queryset: QuerySet, query: Any, **options: Any) -> None:
        super().__init__(queryset, in_words(query), **options)


class Compiler(InWords, sqlite.SQLiteSearchQueryCompiler):
    pass


class AutocompleteCompiler(InWords, sqlite.SQLiteAutocompleteQueryCompiler):
    pass


class SearchBackend(sqlite.SQLiteSearchBackend):
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
