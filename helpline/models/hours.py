"""The hours of a service, as staff fill them in and as visitors read them."""

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from helpline.blocks import TimesBlock, WeeklyTimesBlock
from helpline.opening import (
    BankHolidayRule,
    HolidayNation,
    Opening,
    problems_of_day,
    problems_of_week,
)

BANK_HOLIDAYS = [
    (BankHolidayRule.USUAL.value, "Open as on other days"),
    (BankHolidayRule.CLOSED.value, "Closed"),
    (BankHolidayRule.OWN.value, "Open at other times"),
]


class WithHours(models.Model):
    """When somebody answers: always, at times of the week, or as a few words say."""

    is_always_open = models.BooleanField(
        "24 hours a day, every day",
        default=False,
        help_text="Tick only if somebody answers at every hour, bank holidays included.",
    )
    opening_times = StreamField(
        [("times", WeeklyTimesBlock())],
        blank=True,
        help_text="When somebody answers in a usual week. Days that stand in no line are closed.",
    )
    bank_holidays = models.CharField(
        "on bank holidays",
        max_length=6,
        choices=BANK_HOLIDAYS,
        blank=True,
        help_text="Needed with opening times.",
    )
    bank_holiday_nation = models.CharField(
        "whose bank holidays",
        max_length=20,
        choices=[(nation.value, nation.words) for nation in HolidayNation],
        blank=True,
        help_text="They differ. Where the people who answer have theirs.",
    )
    bank_holiday_times = StreamField(
        [("times", TimesBlock())],
        blank=True,
        help_text="Only if it is open at other times on bank holidays.",
    )
    hours_note = models.CharField(
        "more about the hours",
        max_length=120,
        blank=True,
        help_text="What the times can’t say, such as “Leave a message at night”.",
    )

    hours_panel = MultiFieldPanel(
        [
            FieldPanel("is_always_open"),
            FieldPanel("opening_times"),
            FieldRowPanel([FieldPanel("bank_holidays"), FieldPanel("bank_holiday_nation")]),
            FieldPanel("bank_holiday_times"),
            FieldPanel("hours_note"),
        ],
        "When somebody answers",
    )

    class Meta:
        abstract = True

    def problems_of_hours(self) -> dict[str, str | list[str]]:
        """What is wrong with them, by the field in which it is put right."""
        if self.is_always_open:
            if self.opening_times or self.bank_holidays or self.bank_holiday_times:
                problem = "Take out this tick, or the opening times and bank holidays below."
                return {"is_always_open": problem}
            return {}
        if not self.opening_times:
            if not self.hours_note:
                return {"opening_times": "Say when somebody answers: here, or by the tick above."}
            return {}
        problems: dict[str, str | list[str]] = {}
        if found := problems_of_week(self.opening.weekly):
            problems["opening_times"] = found
        if not self.bank_holidays:
            problems["bank_holidays"] = "Say what holds on bank holidays."
        elif self.bank_holidays != BankHolidayRule.USUAL and not self.bank_holiday_nation:
            problems["bank_holiday_nation"] = "Say whose bank holidays: they differ."
        has_own = self.bank_holidays == BankHolidayRule.OWN
        if has_own and not self.bank_holiday_times:
            problems["bank_holiday_times"] = "Say when it is open on bank holidays."
        elif self.bank_holiday_times and not has_own:
            problems["bank_holiday_times"] = "Take these out, or choose “Open at other times”."
        elif found := problems_of_day(self.opening.on_bank_holidays):
            problems["bank_holiday_times"] = found
        return problems

    @property
    def opening(self) -> Opening:
        return Opening(
            is_always=self.is_always_open,
            weekly=tuple(block.value.weekly for block in self.opening_times),
            rule=BankHolidayRule(self.bank_holidays or BankHolidayRule.USUAL),
            nation=HolidayNation(self.bank_holiday_nation) if self.bank_holiday_nation else None,
            on_bank_holidays=tuple(block.value.times for block in self.bank_holiday_times),
        )

    @property
    def hours(self) -> str:
        """When somebody answers, in words. Never whether it is open now: pages are kept."""
        return ". ".join(part for part in (self.opening.words, self.hours_note) if part)
