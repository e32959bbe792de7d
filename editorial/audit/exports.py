"""What staff take out of the admin as a file: no cell is a formula, and the log names them."""

from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

from core.spreadsheets import one_line, safe_cell
from editorial.audit.recording import EXPORTED


class Exported(LogFormatter):
    label = "Take out a file"

    def format_message(self, log_entry):
        data = log_entry.data
        return f"Took out {data['name']}.{data['format']} from {data['address']}"


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(EXPORTED)(Exported)


def guard() -> None:
    """Put the guard around the one method by which every list and report writes a cell.

    Wagtail leaves formulas to whoever opens the file, and has no setting for it.
    """
    mixin = SpreadsheetExportMixin
    if not hasattr(mixin.preprocess_field_value, "__wrapped__"):
        mixin.preprocess_field_value = _with_safe_cells(mixin.preprocess_field_value)
        mixin.as_spreadsheet = _with_a_record(mixin.as_spreadsheet)


def _with_safe_cells(original):
    @wraps(original)
    def preprocess_field_value(view, field: str, value: Any, export_format: str) -> Any:
        cell = original(view, field, value, export_format)
        return safe_cell(one_line(cell)) if isinstance(cell, str) else cell

    return preprocess_field_value


def _with_a_record(original):
    @wraps(original)
    def as_spreadsheet(view, queryset, spreadsheet_format: str):
        user = view.request.user
        data = {
            "name": view.get_filename(),
            "format": spreadsheet_format,
            "address": view.request.get_full_path(),
        }
        log(user, EXPORTED, user=user, data=data)
        return original(view, queryset, spreadsheet_format)

    return as_spreadsheet
