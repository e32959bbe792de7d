"""The fields of a record: from an object into a bundle, and back into an object."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Page

from core.records import Kind, Values, checked_fields
from core.rich_text_cleaning import cleaned
from operations.bundle.layout import Misfit
from operations.bundle.streams import Reference, check_leaf, rewritten, translated

WAGTAILS_OWN = "wagtailcore"
# Of the fields that Wagtail gives each page, those that say something.
OF_EVERY_PAGE = {
    *("title", "slug", "seo_title", "search_description", "show_in_menus"),
    *("go_live_at", "expire_at"),
}
# Drafts and what became of them are told beside the fields.
OF_DRAFTS = {field.name for field in DraftStateMixin._meta.get_fields()} - OF_EVERY_PAGE


@cache
def fields_of(model: type[models.Model], also=frozenset(), besides=frozenset()) -> dict:
    """The fields of a model that a bundle holds, by their names."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {
        field.name: field
        for field in fields
        if field.name in also or (field.name not in besides and _says_something(field, model))
    }


def _says_something(field: models.Field, model: type[models.Model]) -> bool:
    if field.model._meta.app_label == WAGTAILS_OWN:
        return field.name in OF_EVERY_PAGE
    if field.primary_key or not field.editable or isinstance(field, models.FileField):
        return False
    if field.is_relation and (
        getattr(field.remote_field, "parent_link", False)
        or field.related_model._meta.label == settings.AUTH_USER_MODEL
        or field.related_model._meta.app_label in {"taggit", "contenttypes"}
    ):
        return False
    return field.name not in OF_DRAFTS or not issubclass(model, DraftStateMixin)


@cache
def rows_of(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """The models of rows that belong to a record of `model`, by the name of the field."""
    if not issubclass(model, ClusterableModel):
        return {}
    return {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label != WAGTAILS_OWN
    }


@cache
def fields_of_row(model: type[models.Model]) -> dict:
    """As `fields_of`, without what says whose row it is and at which place."""
    return {
        name: field
        for name, field in fields_of(model).items()
        if name != "sort_order" and not isinstance(field, ParentalKey)
    }


def values_of(subject: models.Model, kind: Kind, reference: Reference) -> Values:
    """What a bundle says of `subject`: each field that is not as it is by itself."""
    left_out = checked_fields(subject)
    found: Values = {}
    for name, field in fields_of(kind.model, kind.also, kind.besides).items():
        if name not in left_out:
            value = _said(subject, field, reference)
            if value != _by_itself(kind.model, field):
                found[name] = value
    for name, model in rows_of(kind.model).items():
        rows = [_row_said(row, model, reference) for row in getattr(subject, name).all()]
        if rows:
            found[name] = rows
    if kind.rewrite:
        kind.rewrite(found, reference)
    return found


def _row_said(row: models.Model, model: type[models.Model], reference: Reference) -> Values:
    fields = fields_of_row(model).items()
    said = {name: _said(row, field, reference) for name, field in fields}
    return {name: value for name, value in said.items() if value not in (None, "")}


def _by_itself(model: type[models.Model], field: models.Field) -> Any:
    """What the field holds if nobody says anything; nothing equals a default that is made anew."""
    if field.many_to_many or isinstance(field, StreamField):
        return []
    if field.has_default() and callable(field.default):
        return _by_itself
    return field.get_default()


def _said(subject: models.Model, field: models.Field, reference: Reference) -> Any:
    if field.many_to_many:
        return sorted(
            reference(field.related_model, found.pk) for found in getattr(subject, field.name).all()
        )
    if field.is_relation:
        number = getattr(subject, field.attname)
        return None if number is None else reference(field.related_model, number)
    value = field.value_from_object(subject)
    if isinstance(field, StreamField):
        return translated(
            field.stream_block,
            [block.get_prep_value() for block in value or []],
            reference,
            lambda html: rewritten(html, reference),
        )
    if isinstance(field, RichTextField):
        return rewritten(value or "", reference)
    if value is None or isinstance(
        field, models.JSONField | models.BooleanField | models.IntegerField
    ):
        return value
    return field.value_to_string(subject)


class Missing(Exception):
    """A reference leads to a record that is not there yet."""


def fill(subject: models.Model, kind: Kind, values: Values, reference: Reference) -> bool:
    """Set what `values` say; False if some of it has to wait for a record that is not there yet.

    Raises `Misfit`.
    """
    values = dict(values)
    fields = fields_of(kind.model, kind.also, kind.besides)
    rows = rows_of(kind.model)
    check_names(kind, values)
    if kind.rewrite:
        kind.rewrite(values, reference)
    is_whole = True
    for name, value in values.items():
        try:
            if name in rows:
                is_whole &= _fill_rows(subject, name, rows[name], value, reference)
            else:
                _set(subject, fields[name], value, reference)
        except Missing:
            is_whole = False
        except Misfit as error:
            raise Misfit(f"“{name}”: {error}") from error
        except ValidationError as error:
            raise Misfit(f"“{name}”: {' '.join(error.messages)}") from error
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise Misfit(f"“{name}” can't be {str(value)[:80]!r}: {error}") from error
    if kind.complete:
        kind.complete(subject, values)
    return is_whole


def check_names(kind: Kind, values: Values) -> None:
    """Raise `Misfit` for a field that the kind does not have."""
    known = [*fields_of(kind.model, kind.also, kind.besides), *rows_of(kind.model)]
    if unknown := values.keys() - set(known):
        raise Misfit(
            f"{kind.model._meta.label} has no field “{min(unknown)}”. It has: {', '.join(known)}."
        )


def _fill_rows(subject, name: str, model, described: Any, reference: Reference) -> bool:
    if not isinstance(described, list) or not all(isinstance(row, dict) for row in described):
        raise Misfit("These are rows: [{ … }, { … }].")
    fields = fields_of_row(model)
    made = []
    for values in described:
        if unknown := values.keys() - fields.keys():
            raise Misfit(f"A row has no “{min(unknown)}”. It has: {', '.join(fields)}.")
        row = model(sort_order=len(made))
        try:
            for field, value in values.items():
                _set(row, fields[field], value, reference)
        except Missing:
            continue
        made.append(row)
    setattr(subject, name, made)
    return len(made) == len(described)


def _set(subject: models.Model, field: models.Field, value: Any, reference: Reference) -> None:
    if field.many_to_many:
        keys = value if isinstance(value, list) else [value]
        model = field.related_model
        ids = [reference(model, key, is_bound=True) for key in keys]
        # They are there, so no query need fetch them before somebody asks what they say.
        name = model._meta.pk.attname
        chosen = [model.from_db(DEFAULT_DB_ALIAS, [name], [number]) for number in ids]
        setattr(subject, field.name, chosen)
    elif field.is_relation:
        number = value and reference(field.related_model, value, is_bound=True)
        setattr(subject, field.attname, number or None)
    elif isinstance(field, StreamField):
        setattr(subject, field.name, stream(field, value, reference))
    elif isinstance(field, RichTextField):
        setattr(subject, field.name, clean_text(value or "", reference))
    elif isinstance(field, models.DateTimeField):
        moment = field.to_python(value)
        if moment and timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        setattr(subject, field.name, moment)
    else:
        setattr(subject, field.name, _plain(field, value))


def _plain(field: models.Field, value: Any) -> Any:
    if isinstance(value, dict | list) and not isinstance(field, models.JSONField):
        raise Misfit("This holds one value, not several.")
    if value is None and not field.null:
        return field.get_default()
    if isinstance(value, str):
        value = value.replace("\0", "")
    return field.to_python(value)


def clean_text(html: Any, reference: Reference) -> str:
    """Rich text as our editor keeps it, whatever else stood in it."""
    if not isinstance(html, str):
        raise Misfit("This is HTML, in a text.")
    return cleaned(rewritten(html.replace("\0", ""), reference))


def stream(field: StreamField, value: Any, reference: Reference):
    """The value of a stream field. Raises `Misfit` for what no form would take, drafts included."""
    raw = translated(
        field.stream_block,
        value,
        reference,
        lambda html: clean_text(html, reference),
        check_leaf,
    )
    return field.to_python(json.dumps(raw))


def problems_of(subject: models.Model, *, is_live: bool) -> list[str]:
    """What keeps `subject` from being stored as it is; for a draft, only what can't be at all."""
    problems: list[str] = []
    fields = fields_of(type(subject)).values()
    try:
        if is_live:
            _clean_streams(subject, fields)
            subject.clean_fields(exclude=_unchecked(subject, fields))
            subject.clean()
        else:
            empty = {f.name for f in subject._meta.fields if not f.value_from_object(subject)}
            subject.clean_fields(exclude=empty | _unchecked(subject, fields))
    except StreamBlockValidationError as error:
        problems.append(json.dumps(error.as_json_data(), ensure_ascii=False))
    except ValidationError as error:
        problems += sentences(error)
    return problems + row_problems(subject, is_live=is_live)


def row_problems(subject: models.Model, *, is_live: bool) -> list[str]:
    """What is wrong with the rows that belong to `subject`, which no field of its own says."""
    problems = []
    for name, model in rows_of(type(subject)).items():
        unchecked = {field.name for field in model._meta.fields} - fields_of_row(model).keys()
        for place, row in enumerate(getattr(subject, name).all(), start=1):
            empty = {field.name for field in model._meta.fields if not field.value_from_object(row)}
            try:
                row.clean_fields(exclude=unchecked if is_live else unchecked | empty)
                if is_live:
                    row.clean()
            except ValidationError as error:
                problems += [f"“{name}”, row {place}: {words}" for words in sentences(error)]
    return problems


def _unchecked(subject: models.Model, fields: Iterable[models.Field]) -> set[str]:
    """What is checked elsewhere, or is not the bundle's."""
    streams = {field.name for field in fields if isinstance(field, StreamField)}
    if not isinstance(subject, Page):
        return streams
    ours = {"title", "slug", *OF_EVERY_PAGE}
    return streams | {
        field.name
        for field in subject._meta.fields
        if field.model._meta.app_label == WAGTAILS_OWN
        and field.name not in ours
        or getattr(field.remote_field, "parent_link", False)
    }


def _clean_streams(subject: models.Model, fields: Iterable[models.Field]) -> None:
    for field in fields:
        if isinstance(field, StreamField):
            value = field.stream_block.clean(getattr(subject, field.name))
            setattr(subject, field.name, value)


def sentences(error: ValidationError) -> list[str]:
    """What an error says, each with the field that it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if name == NON_FIELD_ERRORS else f"“{name}”: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
