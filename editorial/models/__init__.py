from editorial.models.audit import AuditLine, AuditSeal
from editorial.models.bin import Deletion
from editorial.models.packs import EmbargoPack, PackItem, PackReader, pages_in_unreleased_packs
from editorial.models.reviews import SecondPersonTask, UrgentPublish, words_differ, writers_of
from editorial.models.schedule import MissedMoment, SchedulerBeat
from editorial.models.sign_in import Tries, TriesSalt, UsedCode
from editorial.models.users import User

__all__ = [
    "AuditLine",
    "AuditSeal",
    "Deletion",
    "EmbargoPack",
    "MissedMoment",
    "PackItem",
    "PackReader",
    "SchedulerBeat",
    "SecondPersonTask",
    "Tries",
    "TriesSalt",
    "UrgentPublish",
    "UsedCode",
    "User",
    "pages_in_unreleased_packs",
    "words_differ",
    "writers_of",
]
