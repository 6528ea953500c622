"""Who lives where, from when until when, and what else the desk keeps of a stay."""

from registrations.residency.models.clash import Clash, ClashSide, MatchDesk
from registrations.residency.models.correction_request import Asker, CorrectionRequest
from registrations.residency.models.family import (
    SCHOOL_AGE,
    FamilyMember,
    Minor,
    Relation,
    School,
    age_of,
    is_child,
)
from registrations.residency.models.group_sheet import MOST_ROWS, CrewLink, GroupSheet
from registrations.residency.models.job import CONTRACT_REMINDER_DAYS, ContractType, Job
from registrations.residency.models.lodging import Lodging, LodgingKind, LodgingRoom, name_key
from registrations.residency.models.owner_word import OwnerMonth, OwnerWord, Said, last_day, month_of
from registrations.residency.models.papers import Papers, papers_by_village, papers_of
from registrations.residency.models.photo import Photo, PhotoKind, PhotoPart
from registrations.residency.models.question import Answer, Asked, Question
from registrations.residency.models.referral import Referral, Service
from registrations.residency.models.registration import Register, Registration
from registrations.residency.models.stay import (
    REMINDER_DAYS,
    Category,
    Ending,
    Purpose,
    Stay,
    a_year_after,
    day_faults,
    months_after,
    term_faults,
)
from registrations.residency.models.transfer import Transfer

__all__ = ["REMINDER_DAYS", "Category", "Purpose", "Referral", "Service", "Stay", "day_faults", "term_faults"]
__all__ += ["a_year_after", "months_after"]
__all__ += ["Answer", "Asked", "Ending", "Question"]
__all__ += ["Asker", "CorrectionRequest", "Transfer"]
__all__ += ["Lodging", "LodgingKind", "LodgingRoom", "OwnerMonth", "OwnerWord", "Said"]
__all__ += ["last_day", "month_of", "name_key"]
__all__ += ["Papers", "Register", "Registration", "papers_by_village", "papers_of"]
__all__ += ["CONTRACT_REMINDER_DAYS", "ContractType", "Job"]
__all__ += ["SCHOOL_AGE", "FamilyMember", "Minor", "Relation", "School", "age_of", "is_child"]
__all__ += ["MOST_ROWS", "CrewLink", "GroupSheet"]
__all__ += ["Photo", "PhotoKind", "PhotoPart"]
__all__ += ["Clash", "ClashSide", "MatchDesk"]
