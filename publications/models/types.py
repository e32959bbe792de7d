from django.db import models


class PublicationType(models.TextChoices):
    """The kinds of publication, as visitors read them."""

    ANNUAL_REPORT = "annual_report", "Annual report"
    STRATEGIC_PLAN = "strategic_plan", "Strategic plan"
    LETTER = "letter", "Letter"
    OPEN_LETTER = "open_letter", "Open letter"
    JOINT_STATEMENT = "joint_statement", "Joint statement"
    BRIEF = "brief", "Brief"
    REPORT = "report", "Report"
    REVIEW = "review", "Review"
    CONSULTATION_RESPONSE = "consultation_response", "Consultation response"
    ROUNDTABLE_NOTE = "roundtable_note", "Roundtable note"
    CALL_FOR_EVIDENCE = "call_for_evidence", "Call for evidence"
    SPEECH = "speech", "Speech"


LETTERS = (PublicationType.LETTER, PublicationType.OPEN_LETTER)
# Works with a page type of their own in the admin.
WITH_PAGES_OF_THEIR_OWN = (*LETTERS, PublicationType.CALL_FOR_EVIDENCE)
