"""Who may do what. One table; nothing else in the project names a role.

The database stores the role's slug; code asks for a permission, never for a role.
"""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    DESK_OPEN = auto()  # the desk with one's own queues
    PERSON_READ = auto()  # a person's record and its masked numbers
    IDENTITY_REVEAL = auto()  # the full NIK, KK or phone, with a reason
    STAY_READ = auto()  # lists and search of newcomers and their stays
    STAY_REGISTER = auto()  # take up a newcomer at the desk of the desa adat
    STAY_IMPORT = auto()  # take up many by a sheet, in any desa adat of the place
    STAY_EXPORT = auto()  # the book of the place as a file; of many only with a second person
    STAY_CHANGE = auto()  # renewal, departure, correction
    PAPERS_CHANGE = auto()  # what the desa adat calls its letters and categories
    DUES_PUBLISH = auto()  # pararem, tariffs, and taking a receipt back
    DUES_RECEIVE = auto()  # money by a tariff in force, with a receipt
    LEVY_REPORT_ANSWER = auto()  # what anyone reports of a levy: past the village
    FIELD_CHECK = auto()  # a receipt shown in the field: valid until, initials, lodging
    STAY_MATCH = auto()  # settle a stay that waits for matching
    EMPLOYER_READ = auto()  # employers of the regency and their sites
    EMPLOYER_CHANGE = auto()  # enter an employer or a site, put it right
    DUPLICATE_DECIDE = auto()  # whether two records of one book are one person
    CANDIDATE_READ = auto()  # people who prepare to leave, their briefings, pacts and letters
    CANDIDATE_CHANGE = auto()  # take up, brief, witness a pact, propose a recommendation
    LETTER_DECIDE = auto()  # approve, return, decline, revoke: never one's own proposal
    ARRIVAL_EXPECT = auto()  # those whom a letter announces at this place
    REFERRAL_ANSWER = auto()  # what became of a newcomer's request for a service
    NOTICE_READ = auto()  # the inbox of the place
    MESSAGES_KEEP = auto()  # rules, texts, the log of messages and what was given up: no personal data
    REFERENCE_LOAD = auto()  # the lists of places: desa adat, and the regions of a newer decree
    CASE_OPEN = auto()  # bring a quarrel before mediation, and open those on whose own list one stands
    CASE_HEAR = auto()  # take a new case of the regency up and lead it to its end
    CASE_SIT = auto()  # be invited to a seat at the table
    PREVENTION_READ = auto()  # plans, dialogues and agreements of the place, without anybody's words
    PLAN_WRITE = auto()  # the office's own plan, its results and its reports
    PLAN_DECIDE = auto()  # approve a plan or a report of the office: never one's own
    WARNING_SEND = auto()  # an early warning from one's own place, and its answer
    WARNING_WATCH = auto()  # says with it whether FKDM or a posko has seen it
    WARNING_ANSWER = auto()  # read early warnings, weigh, refer and answer them
    DIALOGUE_WRITE = auto()  # dialogues and campaigns of the office
    COMMUNITY_READ = auto()  # the register of community organisations and what they report
    COMMUNITY_KEEP = auto()  # enter an organisation, answer its evaluation
    COMMUNITY_SPEAK = auto()  # one's own organisation: briefings, visits, the quarterly evaluation
    COOPERATION_KEEP = auto()  # the register of agreements between provinces
    FIGURES_READ = auto()  # figures by place of stay
    FIGURES_BY_ORIGIN = auto()  # figures of one's own people, by origin


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    ORIGIN_CLERK = "origin_clerk", _("Staf kabupaten asal")
    ORIGIN_SIGNER = "origin_signer", _("Pejabat penanda tangan")
    VILLAGE_OFFICER = "village_officer", _("Petugas desa adat")
    VILLAGE_HEAD = "village_head", _("Bendesa adat")
    MEDIATOR = "mediator", _("Mediator")
    REGENCY_OFFICER = "regency_officer", _("Petugas kabupaten")
    PROVINCE_VIEWER = "province_viewer", _("Pemantau provinsi")
    COMMUNITY_REPRESENTATIVE = "community_representative", _("Wakil paguyuban")
    PREVENTION_TEAM = "prevention_team", _("Tim pencegahan")
    WATCH_POST = "watch_post", _("FKDM atau posko")
    INSPECTORATE = "inspectorate", _("Inspektorat provinsi")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Pejabat pelindungan data")


P = Permission
_desk = {P.DESK_OPEN, P.NOTICE_READ}
_village = _desk | {
    P.PERSON_READ,
    P.IDENTITY_REVEAL,
    P.STAY_READ,
    P.STAY_REGISTER,
    P.STAY_IMPORT,
    P.STAY_EXPORT,
    P.STAY_CHANGE,
    P.PAPERS_CHANGE,
    P.FIELD_CHECK,
    P.DUES_RECEIVE,
    P.EMPLOYER_READ,
    P.EMPLOYER_CHANGE,
    P.DUPLICATE_DECIDE,
    P.FIGURES_READ,
    P.ARRIVAL_EXPECT,
    P.CASE_OPEN,
    P.WARNING_SEND,
}
_prevention = {P.PREVENTION_READ, P.PLAN_WRITE, P.PLAN_DECIDE, P.WARNING_SEND, P.WARNING_ANSWER, P.DIALOGUE_WRITE}
_origin = _desk | {P.PERSON_READ, P.CANDIDATE_READ, P.FIGURES_BY_ORIGIN, P.CASE_OPEN, P.CASE_SIT}
_regency = _desk | {
    P.PERSON_READ,
    P.STAY_READ,
    P.STAY_IMPORT,
    P.STAY_EXPORT,
    P.STAY_MATCH,
    P.EMPLOYER_READ,
    P.EMPLOYER_CHANGE,
    P.DUPLICATE_DECIDE,
    P.REFERRAL_ANSWER,
    P.LEVY_REPORT_ANSWER,
    P.FIGURES_READ,
    P.ARRIVAL_EXPECT,
    P.CASE_OPEN,
}

GRANTS: dict[str, set[Permission]] = {
    Role.ADMINISTRATOR: _desk | {P.REFERENCE_LOAD, P.MESSAGES_KEEP},
    Role.ORIGIN_CLERK: _origin | {P.CANDIDATE_CHANGE, P.IDENTITY_REVEAL},
    Role.ORIGIN_SIGNER: _origin | {P.LETTER_DECIDE},
    Role.VILLAGE_OFFICER: _village,
    Role.VILLAGE_HEAD: _village | {P.DUES_PUBLISH, P.CASE_SIT},
    Role.MEDIATOR: _desk | {P.CASE_OPEN, P.CASE_HEAR, P.CASE_SIT},
    Role.REGENCY_OFFICER: _regency | _prevention,
    Role.PROVINCE_VIEWER: _desk | {P.FIGURES_READ, P.FIGURES_BY_ORIGIN, P.PREVENTION_READ},
    Role.COMMUNITY_REPRESENTATIVE: _desk
    | {P.FIGURES_BY_ORIGIN, P.CASE_OPEN, P.CASE_SIT, P.WARNING_SEND, P.COMMUNITY_READ, P.COMMUNITY_SPEAK},
    Role.PREVENTION_TEAM: _desk | _prevention | {P.COMMUNITY_READ, P.COMMUNITY_KEEP, P.COOPERATION_KEEP},
    Role.WATCH_POST: _desk | {P.WARNING_SEND, P.WARNING_WATCH},
    Role.INSPECTORATE: _desk | {P.LEVY_REPORT_ANSWER},
    Role.DATA_PROTECTION_OFFICER: _desk,
}
