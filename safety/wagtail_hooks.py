from django.urls import path
from wagtail import hooks

from safety import policy_reports


@hooks.register("register_admin_urls")
def policy_report_url():
    return [path("policy-report/", policy_reports.take_report, name="policy_report")]
