"""A chart that staff make from a small table, in running text."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)

from publications import charts
from publications.charts import Chart, ChartKind, TableRefused


class ChartValue(blocks.StructValue):
    @property
    def chart(self) -> Chart | None:
        """What to show; None for a draft whose table can't be drawn yet."""
        try:
            data = data_of(self["kind"], self["table"], unit=self["unit"])
        except TableRefused:
            return None
        words = {name: self[name] or "" for name in ("title", "says", "source", "unit")}
        return Chart(kind=self["kind"], data=data, **words)


def data_of(kind: str | None, table: TypedTable, *, unit: str | None) -> charts.Data:
    """The numbers that staff typed. Raises `TableRefused`."""
    columns = [(column["block"].name, column["heading"] or "") for column in table.columns]
    rows = [
        ["" if words is None else str(words) for words in row["values"]] for row in table.row_data
    ]
    return charts.read(kind or "", columns, rows, unit=unit or "")


def as_form_error(refused: TableRefused) -> TypedTableBlockValidationError:
    """The same complaints for the form: those about a cell stand at that cell as well."""
    cells: dict[int, dict[int, ValidationError]] = {}
    for (row, column), message in refused.cells.items():
        cells.setdefault(row, {})[column] = ValidationError(message)
    return TypedTableBlockValidationError(
        cell_errors=cells or None, non_block_errors=refused.messages
    )


class ChartBlock(blocks.StructBlock):
    """A chart, drawn from its table, which visitors can read as well."""

    title = blocks.CharBlock(
        max_length=120, help_text="What is counted, where and when. Stands above the chart."
    )
    kind = blocks.ChoiceBlock(
        choices=ChartKind.choices,
        default=ChartKind.BARS,
        help_text="Bars suit most. Columns have room for short labels, lines show change.",
    )
    table = TypedTableBlock(
        [
            (charts.LABEL, blocks.CharBlock(required=False)),
            (charts.NUMBERS, blocks.CharBlock(required=False)),
        ],
        help_text=(
            "First a text column with a label for each row, then one to four number columns, "
            "each with a heading. An empty cell means that the figure is not known."
        ),
    )
    unit = blocks.CharBlock(
        max_length=40, help_text="What the numbers count: “people”, “%”, “£ million”."
    )
    says = blocks.CharBlock(
        label="What it shows",
        max_length=300,
        help_text=(
            "One sentence for all who can't see the chart, or have no time: “Referrals rose "
            "every year, most of all in 2021.”"
        ),
    )
    source = blocks.CharBlock(
        max_length=250, help_text="Who published the numbers, where, and as of which day."
    )

    class Meta:
        icon = "table"
        label = "Chart"
        template = "publications/blocks/chart.html"
        value_class = ChartValue

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            # A draft may wait for its numbers.
            return cleaned
        try:
            data_of(cleaned["kind"], cleaned["table"], unit=cleaned["unit"])
        except TableRefused as refused:
            error = as_form_error(refused)
            raise blocks.StructBlockValidationError(block_errors={"table": error}) from refused
        return cleaned
