"""Each app uses the floors below it and never the reverse. `lint-imports` checks the imports."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.house.source import (
    FLOOR,
    FLOORS,
    ROOT,
    found_in,
    may_use,
    name,
    nodes,
    python_files,
    templates,
)

pytestmark = pytest.mark.sqlite_only

OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in FLOOR]
INCLUDED = re.compile(r"{% *(?:include|extends) +[\"']([^\"']+)")
LOADED = re.compile(r"{% *load +([^%]+?) *%}")
# The shell is wiring: it may name anything. Error pages stand outside all apps, like it.
WIRING = {path.name for path in (ROOT / "templates").glob("*.html")}


def app_of(model: type[models.Model]) -> str:
    return model._meta.app_label


def relations_of(model: type[models.Model]) -> list[type[models.Model]]:
    """The models that the fields of `model` point to."""
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field.related_model for field in fields if field.is_relation and field.related_model]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_a_relation_points_to_the_same_app_or_a_lower_floor(model):
    # The user model is named by a setting, for every app.
    others = [
        other
        for other in relations_of(model)
        if app_of(other) in FLOOR and other._meta.label != settings.AUTH_USER_MODEL
    ]
    assert [
        other._meta.label for other in others if not may_use(app_of(model), app_of(other))
    ] == []


def test_the_relations_of_a_model_are_found():
    publication = apps.get_model("publications.PublicationPage")

    found = {other._meta.label for other in relations_of(publication)}

    assert {"core.Commissioner", "publications.SeriesPage", "publications.Organisation"} <= found


def template_app(path: str) -> str | None:
    """The app whose room a template is; None for components and the shell."""
    folder = Path(path).parts[0]
    return folder if folder in FLOOR else None


def wrongly_included(path: Path) -> set[str]:
    """What a template includes of higher floors. A component may include components only."""
    app = template_app(name(path).removeprefix("templates/"))
    others = {other: template_app(other) for other in INCLUDED.findall(path.read_text())}
    if path.name in WIRING and path.parent.name == "templates":
        return set()
    return {
        other
        for other, owner in others.items()
        if other not in WIRING and owner and not (app and may_use(app, owner))
    }


def test_a_template_includes_only_its_own_components_and_lower_floors():
    assert found_in(templates(), wrongly_included) == {}


def wrongly_loaded(path: Path) -> set[str]:
    """Apps of higher floors whose tags a template loads."""
    app = template_app(name(path).removeprefix("templates/"))
    libraries = {word for words in LOADED.findall(path.read_text()) for word in words.split()}
    owners = {word.removesuffix("_tags") for word in libraries} & set(FLOOR)
    return {owner for owner in owners if app and not may_use(app, owner)}


def test_a_template_loads_only_tags_of_its_own_and_lower_floors():
    assert found_in(templates(), wrongly_loaded) == {}


def test_every_template_stands_in_a_room():
    folders = {name(path).split("/")[1] for path in templates() if path.name not in WIRING}

    # Wagtail's own templates are changed by a file of the same name.
    wagtails = {"wagtailadmin", "wagtaildocs", "wagtailimages", "wagtailsnippets"}
    assert folders - set(FLOOR) - wagtails - {"components"} == set()


def imports_inside_functions(path: Path) -> list[int]:
    """Their lines. `AppConfig.ready` may import."""
    if path.name == "apps.py":
        return []
    return [
        inner.lineno
        for function in nodes(path, ast.FunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def test_no_import_stands_inside_a_function():
    assert found_in(python_files(), imports_inside_functions) == {}


def test_every_app_on_disk_is_on_a_floor():
    on_disk = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}

    assert on_disk == set(FLOOR)


def test_every_app_on_a_floor_is_installed():
    installed = {config.name for config in apps.get_app_configs()}

    assert set(FLOOR) - {"iasc_site"} <= installed


def test_the_import_rules_name_the_same_floors():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(rule["layers"] for rule in rules["contracts"] if rule["type"] == "layers")

    assert [set(layer.split(" | ")) for layer in reversed(layers)] == FLOORS
    assert set(rules["root_packages"]) == set(FLOOR)


def test_no_module_is_named_for_a_layer():
    unspeaking = {"utils", "helpers", "common", "mixins", "misc", "services", "selectors"}
    # helpline/models/services.py holds helplines: the model is called so.
    named = {path for path in python_files() if path.stem in unspeaking}

    assert {name(path) for path in named} == {"helpline/models/services.py"}
