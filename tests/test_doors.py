"""Every URL x method x role x territory. A URL that is not declared here fails the build."""

import datetime
import hashlib
import re
import uuid
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from adat.mediation import evidence
from adat.mediation.hearing import write_minutes
from adat.mediation.lodging import give_link
from adat.mediation.papers import print_minutes
from adat.mediation.seating import invite
from adat.prevention.communities import submit
from adat.prevention.cooperating import add_step, enter
from adat.prevention.gatherings import add_photo, hold
from adat.prevention.planning import add_evidence
from adat.prevention.reporting import write_report
from adat.villages.dues import receive
from adat.villages.field_check import give_slip
from adat.villages.levy_reports import report
from adat.villages.models import Sheet
from adat.villages.slips import print_slips
from harmoni import cipher
from harmoni.accounts.drafts import keep
from harmoni.accounts.roles import Permission
from harmoni.dashboard import snapshots
from harmoni.gazetteer.models import PlaceList
from harmoni.letters.models import Document
from harmoni.notices.messages import message
from harmoni.notices.models import Notice, Outbox, Rule
from harmoni.periodic.asking import ask as ask_for_report
from harmoni.periodic.asking import set_up
from harmoni.periodic.models import viewpoint_of
from harmoni.periodic.periods import Kind, Period
from harmoni.regions.models import Region
from harmoni.seeding.accounts import ACCOUNTS
from registrations.certification.briefings import plan
from registrations.certification.scans import Scan
from registrations.employment.book import enter_employer, open_site
from registrations.people.models import PossibleDuplicate
from registrations.residency.asking import ask_now
from registrations.residency.crew_links import open_link
from registrations.residency.models import ClashSide, GroupSheet, OwnerWord, Photo
from registrations.residency.nonpermanent_letter import issue_nonpermanent_letter
from registrations.residency.owners import ask
from registrations.residency.referring import refer
from registrations.residency.requesting import request_correction
from registrations.residency.transferring import propose_transfer
from tests.adat.mediation.cases import agreed, office
from tests.cast import (
    arrive,
    dialogue,
    export_of,
    house,
    issued,
    nik_of,
    organisation,
    planned,
    prepare,
    proposed,
    tariff,
    told,
    village,
    warned,
)

PUBLIC, SIGNED_IN = "public", {account.username for account in ACCOUNTS}
KUTA = {"petugas.kuta", "bendesa.kuta"}
VILLAGES = KUTA | {"petugas.intaran"}
READERS = VILLAGES | {"kabupaten.badung"}
AT_KUTA = KUTA | {"kabupaten.badung"}
IMPORTERS = VILLAGES | {"kabupaten.badung"}
ABOVE = {"kabupaten.badung", "inspektorat.bali"}
CLERKS = {"staf.sumbatimur", "staf.belu"}
ORIGINS = CLERKS | {"kepala.sumbatimur"}
AT_SUMBA = {"staf.sumbatimur", "kepala.sumbatimur"}
CLERK_THERE = {"staf.sumbatimur"}
LETTERS = READERS | ORIGINS
TEAM = {"kesbangpol.bali", "kepala.kesbangpol"}
PLANNERS = TEAM | {"kabupaten.badung"}
PREVENTION = PLANNERS | {"provinsi.bali", "provinsi.ntt"}
SPEAKER = {"paguyuban.sumbatimur"}
COMMUNITY = TEAM | SPEAKER
WARNERS = VILLAGES | PLANNERS | SPEAKER
SEE_PLAN = TEAM | {"provinsi.bali"}
BRINGERS = READERS | ORIGINS | {"paguyuban.sumbatimur", "mediator.badung"}
ON_LIST = {"petugas.kuta", "mediator.badung"}
OVER_BADUNG = {"kabupaten.badung", "provinsi.bali"}
FIGURES = READERS | {"provinsi.bali", "provinsi.ntt", "paguyuban.sumbatimur"} | ORIGINS


@dataclass(frozen=True)
class Door:
    """Who gets in (`roles`), with which methods, and for a record who finds it there (`finders`)."""

    roles: object
    methods: str = "GET"
    finders: object = None
    kwargs: dict = field(default_factory=dict)


DOORS = {
    "home:landing": Door(PUBLIC),
    "home:alive": Door(PUBLIC),
    "home:ready": Door(PUBLIC),
    "home:desk": Door(SIGNED_IN),
    "home:inbox": Door(SIGNED_IN),
    "home:notice_done": Door(SIGNED_IN, "GET POST", KUTA, {"pk": "notice"}),
    "home:places": Door(SIGNED_IN),
    "home:complain": Door(PUBLIC),
    "together:job_new": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "together:job_ended": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay", "job": "job"}),
    "together:family": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "together:family_sheet": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay", "sheet": "family"}),
    "together:look_after": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "crew:link": Door(PUBLIC, "GET POST", kwargs={"token": "crew_link"}),
    "workers:crew": Door(VILLAGES, "GET POST", KUTA, {"pk": "employer"}),
    "workers:sheet": Door(VILLAGES, "GET POST", KUTA, {"pk": "crew"}),
    "workers:declined": Door(VILLAGES, "GET POST", KUTA, {"pk": "crew"}),
    "workers:new_link": Door(VILLAGES, "GET POST", KUTA, {"pk": "site"}),
    "workers:revoke_link": Door(VILLAGES, "GET POST", KUTA, {"pk": "site", "link": "link"}),
    "employment:list": Door(READERS),
    "employment:new": Door(READERS, "GET POST"),
    "employment:change": Door(READERS, "GET POST", AT_KUTA, {"pk": "employer"}),
    "workers:occupations": Door(SIGNED_IN),
    "workers:names": Door(READERS),
    "workers:employer": Door(READERS, "GET", AT_KUTA, {"pk": "employer"}),
    "workers:reveal": Door(READERS, "GET POST", AT_KUTA, {"pk": "employer"}),
    "workers:new_site": Door(READERS, "GET POST", AT_KUTA, {"pk": "employer"}),
    "workers:site": Door(READERS, "GET", AT_KUTA, {"pk": "site"}),
    "workers:end_together": Door(VILLAGES, "GET POST", KUTA, {"pk": "site"}),
    "letters:check_form": Door(PUBLIC),
    "letters:check": Door(PUBLIC, kwargs={"token": "token"}),
    "letters:pdf": Door(LETTERS, "GET", AT_KUTA, {"pk": "document"}),
    "certification:candidates": Door(ORIGINS),
    "certification:take_up": Door(CLERKS, "GET POST"),
    "certification:look": Door(CLERKS, "POST"),
    "certification:search": Door(ORIGINS, "GET POST"),
    "certification:candidate": Door(ORIGINS, "GET", AT_SUMBA, {"pk": "candidate"}),
    "certification:reveal": Door(VILLAGES | CLERKS, "GET POST", CLERK_THERE, {"pk": "candidate"}),
    "certification:correct": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "candidate"}),
    "certification:sign_pact": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "candidate"}),
    "certification:pact": Door(ORIGINS, "GET", AT_SUMBA, {"pk": "candidate", "pact": "pact"}),
    "certification:pact_scan": Door(ORIGINS, "GET", AT_SUMBA, {"pk": "candidate", "pact": "scanned"}),
    "certification:candidate_move": Door(ORIGINS, "GET POST", AT_SUMBA, {"pk": "candidate", "verb": "batal"}),
    "certification:briefings": Door(ORIGINS),
    "certification:plan": Door(CLERKS, "GET POST"),
    "certification:briefing": Door(ORIGINS, "GET", AT_SUMBA, {"pk": "briefing"}),
    "certification:invite": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "briefing"}),
    "certification:take_off": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "briefing"}),
    "certification:attendance": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "briefing"}),
    "certification:cancel": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "briefing"}),
    "certification:recommendations": Door(ORIGINS),
    "certification:register": Door(ORIGINS),
    "certification:letterhead": Door({"kepala.sumbatimur"}, "GET POST"),
    "certification:recommendation": Door(ORIGINS, "GET", AT_SUMBA, {"pk": "recommendation"}),
    "certification:recommendation_move": Door(
        ORIGINS, "GET POST", AT_SUMBA, {"pk": "recommendation", "verb": "setujui"}
    ),
    "expected:list": Door(READERS),
    "expected:move": Door(READERS, "GET POST", KUTA, {"pk": "expected", "verb": "tidak-datang"}),
    "follow_up:stay": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "stay"}),
    "residency:referral": Door(READERS, "GET POST", AT_KUTA, {"pk": "referral"}),
    "residency:referral_answer": Door(READERS, "GET POST", AT_KUTA, {"pk": "referral"}),
    "residency:refer": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "still_here:question": Door(PUBLIC, "GET POST", kwargs={"token": "question_token"}),
    "residency:write_again": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "residency:ask": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay", "asked": "person"}),
    "residency:answers": Door(VILLAGES),
    "residency:answer_done": Door(VILLAGES, "GET POST", KUTA, {"pk": "question"}),
    "residency:duplicates": Door(READERS),
    "residency:duplicate": Door(READERS, "GET", AT_KUTA, {"pk": "duplicate"}),
    "residency:duplicate_close": Door(READERS, "GET POST", AT_KUTA, {"pk": "duplicate", "stay": "stay"}),
    "residency:duplicate_move": Door(READERS, "GET POST", AT_KUTA, {"pk": "duplicate", "verb": "beda"}),
    "residency:clashes": Door({"kabupaten.badung"}),
    "residency:match_phone": Door({"kabupaten.badung"}, "POST"),
    "residency:clash": Door({"kabupaten.badung"}, "GET", {"kabupaten.badung"}, {"pk": "side"}),
    "residency:clash_move": Door(
        {"kabupaten.badung"}, "GET POST", {"kabupaten.badung"}, {"pk": "side", "verb": "setuju-buka"}
    ),
    "residency:coming": Door(VILLAGES),
    "residency:coming_one": Door(VILLAGES, "GET", {"petugas.intaran"}, {"pk": "transfer"}),
    "residency:coming_move": Door(VILLAGES, "GET POST", {"petugas.intaran"}, {"pk": "transfer", "verb": "terima"}),
    "residency:call_off": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "residency:requests": Door(READERS),
    "residency:request": Door(READERS, "GET", KUTA, {"pk": "request"}),
    "residency:request_answer": Door(READERS, "GET POST", KUTA, {"pk": "request", "verb": "kabulkan"}),
    "residency:request_it": Door(READERS, "GET POST", AT_KUTA, {"pk": "stay"}),
    "follow_up:request": Door(CLERKS, "GET POST", CLERK_THERE, {"pk": "arrived"}),
    "wrong:ask": Door(PUBLIC, "GET POST"),
    "wrong:answer": Door(PUBLIC, "GET POST", kwargs={"token": "token"}),
    "residency:list": Door(READERS),
    "residency:search": Door(READERS, "GET POST"),
    "residency:while_typing": Door(READERS, "POST"),
    "residency:record": Door(READERS, "GET", AT_KUTA, {"pk": "stay"}),
    "residency:receipt": Door(READERS, "GET", AT_KUTA, {"pk": "stay"}),
    "residency:move": Door(READERS, "GET POST", AT_KUTA, {"pk": "stay", "verb": "perpanjang"}),
    "residency:correct": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "residency:photo_new": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "residency:photo_piece": Door(VILLAGES, "POST", KUTA, {"pk": "stay"}),
    "residency:photo": Door(READERS, "GET", AT_KUTA, {"pk": "stay", "photo": "stay_photo"}),
    "residency:photo_remove": Door(VILLAGES, "POST", KUTA, {"pk": "stay", "photo": "stay_photo"}),
    "residency:papers": Door(VILLAGES, "GET POST"),
    "residency:f115": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "residency:f115_paper": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "residency:register_act": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay", "act": "kelurahan"}),
    "residency:nonpermanent": Door(READERS, "GET", AT_KUTA, {"pk": "lettered"}),
    "residency:category": Door(VILLAGES, "GET POST", KUTA, {"pk": "stay"}),
    "residency:reveal": Door(VILLAGES | CLERKS, "GET POST", KUTA, {"pk": "stay"}),
    "lodgings:list": Door(READERS),
    "lodgings:new": Door(VILLAGES, "GET POST"),
    "lodgings:one": Door(READERS, "GET", AT_KUTA, {"pk": "lodging"}),
    "lodgings:correct": Door(VILLAGES, "GET POST", KUTA, {"pk": "lodging"}),
    "lodgings:rooms": Door(VILLAGES, "GET POST", KUTA, {"pk": "lodging"}),
    "lodgings:link": Door(VILLAGES, "GET POST", KUTA, {"pk": "lodging"}),
    "lodgings:revoke": Door(VILLAGES, "GET POST", KUTA, {"pk": "lodging"}),
    "lodgings:settle": Door(VILLAGES, "GET POST", KUTA, {"pk": "lodging", "word": "word"}),
    "lodgings:owner": Door(PUBLIC, "GET POST", kwargs={"token": "owner_link"}),
    "dues:published": Door(PUBLIC),
    "dues:comparison": Door(PUBLIC),
    "dues:village": Door(PUBLIC, kwargs={"pk": "village"}),
    "dues:book": Door(VILLAGES),
    "dues:pararem": Door({"bendesa.kuta"}, "GET POST"),
    "dues:tariff": Door({"bendesa.kuta"}, "GET POST"),
    "dues:end_tariff": Door({"bendesa.kuta"}, "GET POST", {"bendesa.kuta"}, {"pk": "tariff"}),
    "dues:receive": Door(VILLAGES, "GET POST"),
    "dues:payment": Door(VILLAGES, "GET POST", KUTA, {"pk": "payment"}),
    "levy:send": Door(PUBLIC, "GET POST"),
    "levy:follow": Door(PUBLIC, "GET POST"),
    "levy:list": Door(ABOVE),
    "levy:report": Door(ABOVE, "GET POST", ABOVE, {"pk": "report"}),
    "mediation:list": Door(BRINGERS),
    "mediation:new": Door(BRINGERS, "GET POST"),
    "mediation:seat": Door(BRINGERS, "GET POST", {"paguyuban.sumbatimur"}, {"pk": "seat"}),
    "mediation:case": Door(BRINGERS, "GET", ON_LIST, {"pk": "case"}),
    "mediation:act": Door(BRINGERS, "GET POST", ON_LIST, {"pk": "case", "verb": "bukti"}),
    "mediation:link": Door(BRINGERS, "GET", ON_LIST, {"pk": "case", "link": "case_link"}),
    "mediation:minutes": Door(BRINGERS, "GET POST", ON_LIST, {"pk": "case", "minutes": "minutes"}),
    "mediation:print_minutes": Door(BRINGERS, "GET POST", ON_LIST, {"pk": "case", "minutes": "minutes"}),
    "mediation:evidence": Door(BRINGERS, "GET", ON_LIST, {"pk": "case", "evidence": "case_evidence"}),
    "mediation:paper": Door(BRINGERS, "GET", ON_LIST, {"pk": "case", "paper": "case_paper"}),
    "mediation:tell": Door(PUBLIC, "GET POST"),
    "mediation:follow": Door(PUBLIC, "GET POST"),
    "mediation:state": Door(PUBLIC, "GET POST", kwargs={"token": "state_token"}),
    "field:check": Door(VILLAGES, "GET POST"),
    "field:give_slip": Door(VILLAGES, "GET POST"),
    "field:slip": Door(VILLAGES, "GET", KUTA, {"pk": "slip"}),
    "field:own_checks": Door(PUBLIC, "GET POST", kwargs={"token": "token"}),
    "villages:intake": Door(VILLAGES, "GET POST"),
    "villages:nik": Door(VILLAGES, "POST"),
    "villages:slips": Door(VILLAGES, "GET POST"),
    "villages:slip_sheet": Door(VILLAGES, "GET", KUTA, {"pk": "slips"}),
    "slip_check": Door(PUBLIC, kwargs={"number": "paper"}),
    "villages:import": Door(IMPORTERS, "GET POST"),
    "villages:template": Door(IMPORTERS, kwargs={"kind": "xlsx"}),
    "villages:sheet": Door(IMPORTERS, "GET", AT_KUTA, {"pk": "sheet"}),
    "villages:sheet_save": Door(IMPORTERS, "GET POST", AT_KUTA, {"pk": "sheet"}),
    "villages:sheet_given": Door(IMPORTERS, "GET POST", AT_KUTA, {"pk": "sheet"}),
    "villages:sheet_row": Door(IMPORTERS, "GET POST", KUTA, {"pk": "sheet", "number": "2"}),
    "villages:sheet_undo": Door(IMPORTERS, "GET POST", AT_KUTA, {"pk": "sheet"}),
    "villages:sheet_faults": Door(IMPORTERS, "GET", KUTA, {"pk": "sheet"}),
    "reports:desk": Door(READERS, "GET POST"),
    "reports:export": Door(READERS, "GET", AT_KUTA, {"pk": "export"}),
    "reports:download": Door(READERS, "GET POST", {"petugas.kuta"}, {"pk": "export"}),
    "reports:move": Door(READERS, "GET POST", AT_KUTA, {"pk": "export", "verb": "tarik"}),
    "promises": Door(PUBLIC),
    "open_data:home": Door(PUBLIC),
    "open_data:place": Door(PUBLIC, kwargs={"code": "5103"}),
    "open_data:table": Door(PUBLIC),
    "open_data:week": Door(PUBLIC, kwargs={"week": "week"}),
    "open_data:metadata": Door(PUBLIC),
    "open_data:dictionary": Door(PUBLIC),
    "warning_map": Door(PLANNERS),
    "warnings:send": Door(PUBLIC, "GET POST"),
    "warnings:follow": Door(PUBLIC, "GET POST"),
    "prevention:home": Door(PREVENTION | WARNERS),
    "prevention:warnings": Door(PLANNERS),
    "prevention:warn": Door(WARNERS, "GET POST"),
    "prevention:warnings_sent": Door(WARNERS),
    "prevention:warning": Door(PLANNERS, "GET", PLANNERS, {"pk": "warning"}),
    "prevention:warning_move": Door(PLANNERS, "GET POST", PLANNERS, {"pk": "warning", "verb": "timbang"}),
    "prevention:dialogues": Door(PREVENTION),
    "prevention:dialogue_new": Door(PLANNERS, "GET POST"),
    "prevention:dialogue": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "dialogue"}),
    "prevention:dialogue_move": Door(PLANNERS, "GET POST", TEAM, {"pk": "dialogue", "verb": "catat-dialog"}),
    "prevention:photo": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "dialogue", "photo": "photo"}),
    "prevention:occasions": Door(PREVENTION),
    "prevention:occasion_new": Door(PLANNERS, "GET POST"),
    "prevention:cooperations": Door(PREVENTION),
    "prevention:cooperation_new": Door(TEAM, "GET POST"),
    "prevention:cooperation": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "cooperation"}),
    "prevention:step_new": Door(TEAM, "GET POST", TEAM, {"pk": "cooperation"}),
    "prevention:step_done": Door(TEAM, "GET POST", TEAM, {"pk": "cooperation", "step": "step"}),
    "prevention:organisations": Door(COMMUNITY),
    "prevention:organisation_new": Door(TEAM, "GET POST"),
    "prevention:organisation": Door(COMMUNITY, "GET", COMMUNITY, {"pk": "organisation"}),
    "prevention:activity_new": Door(SPEAKER, "GET POST", SPEAKER, {"pk": "organisation"}),
    "prevention:evaluation_new": Door(SPEAKER, "GET POST", SPEAKER, {"pk": "organisation"}),
    "prevention:evaluations": Door(COMMUNITY),
    "prevention:evaluation": Door(COMMUNITY, "GET POST", COMMUNITY, {"pk": "evaluation"}),
    "prevention:plans": Door(PREVENTION),
    "prevention:plan_new": Door(PLANNERS, "GET POST"),
    "prevention:plan": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "plan"}),
    "prevention:action_new": Door(PLANNERS, "GET POST", TEAM, {"pk": "plan"}),
    "prevention:action": Door(PLANNERS, "GET POST", TEAM, {"pk": "plan", "action": "action"}),
    "prevention:action_drop": Door(PLANNERS, "GET POST", TEAM, {"pk": "plan", "action": "action"}),
    "prevention:result": Door(PLANNERS, "GET POST", TEAM, {"pk": "plan", "milestone": "milestone"}),
    "prevention:evidence": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "plan", "evidence": "evidence"}),
    "prevention:report_begin": Door(PLANNERS, "GET POST", TEAM, {"pk": "plan", "period": "B08"}),
    "prevention:plan_move": Door(PREVENTION, "GET POST", SEE_PLAN, {"pk": "plan", "verb": "ubah-rencana"}),
    "prevention:reports": Door(PREVENTION),
    "prevention:report": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "plan_report"}),
    "prevention:report_words": Door(PLANNERS, "GET POST", TEAM, {"pk": "plan_report"}),
    "prevention:report_paper": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "plan_report"}),
    "prevention:report_sheet": Door(PREVENTION, "GET", SEE_PLAN, {"pk": "plan_report"}),
    "prevention:report_move": Door(PREVENTION, "GET POST", SEE_PLAN, {"pk": "plan_report", "verb": "ajukan-laporan"}),
    "mailroom:list": Door(SIGNED_IN),
    "mailroom:message": Door(SIGNED_IN, "GET", KUTA, {"pk": "message"}),
    "mailroom:sheet": Door(SIGNED_IN, "GET", KUTA, {"pk": "message"}),
    "mailroom:move": Door(SIGNED_IN, "GET POST", KUTA, {"pk": "message", "verb": "sampaikan"}),
    "mailroom:rules": Door(SIGNED_IN),
    "mailroom:text": Door(SIGNED_IN, "GET POST", None, {"name": "stay_ends.person"}),
    "mailroom:rule": Door({"admin"}, "GET POST", {"admin"}, {"pk": "rule"}),
    "mailroom:rule_new": Door({"admin"}, "GET POST", {"admin"}, {"event": "stay_ends"}),
    "mailroom:log": Door({"admin"}),
    "mailroom:dead": Door({"admin"}),
    "mailroom:dead_move": Door({"admin"}, "GET POST", {"admin"}, {"pk": "dead", "verb": "coba-lagi"}),
    "gazetteer:lists": Door({"admin"}, "GET POST"),
    "gazetteer:list": Door({"admin"}, "GET", {"admin"}, {"pk": "place_list"}),
    "gazetteer:move": Door({"admin"}, "GET POST", {"admin"}, {"pk": "place_list", "verb": "terapkan"}),
    "periodic:desk": Door(FIGURES, "GET POST"),
    "periodic:schedules": Door(FIGURES, "GET POST"),
    "periodic:schedule": Door(FIGURES, "GET POST", OVER_BADUNG, {"pk": "schedule"}),
    "periodic:schedule_move": Door(FIGURES, "GET POST", OVER_BADUNG, {"pk": "schedule", "verb": "hentikan-jadwal"}),
    "periodic:report": Door(FIGURES, "GET", OVER_BADUNG, {"pk": "figures_report"}),
    "periodic:file": Door(FIGURES, "GET", OVER_BADUNG, {"pk": "figures_report", "shape": "csv"}),
    "dashboard:home": Door(FIGURES),
    "dashboard:stays": Door(READERS, "GET", set(), {"code": "5103"}),  # without a figure there is no list
    "dashboard:candidates": Door(ORIGINS, "GET", set(), {"code": "5311"}),
    "dashboard:awaited": Door(READERS, "GET", set(), {"code": "510301/kuta/"}),
    "dashboard:letters": Door(ORIGINS, "GET", set(), {"code": "5311"}),
    "dashboard:place": Door(FIGURES, "GET", {"kabupaten.badung", "provinsi.bali"}, {"code": "5103"}),
    "offline:worker": Door(PUBLIC),
    "offline:shell": Door(PUBLIC),
    "offline:regencies": Door(PUBLIC),
    "offline:key": Door(VILLAGES),
    "offline:renew": Door(VILLAGES, "POST"),
    "drafts:list": Door(SIGNED_IN, "GET POST"),
    "drafts:throw_away": Door(SIGNED_IN, "POST", {"petugas.kuta"}, {"key": "draft"}),
    "account_login": Door(PUBLIC, "GET POST"),
    "account_logout": Door(SIGNED_IN, "GET POST"),
    "account_home": Door(SIGNED_IN),
    "account_other_sessions": Door(SIGNED_IN, "POST"),
    "account_change_password": Door(SIGNED_IN, "GET POST"),
    "account_reauthenticate": Door(SIGNED_IN, "GET POST"),
    "account_inactive": Door(PUBLIC),
}
# The accounts library's own pages: each wants a signed-in person, or a sign-in that waits for its second factor.
LIBRARY = {
    *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *("mfa_remove_webauthn", "mfa_edit_webauthn"),
}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
READING, WRITING, OTHERS = "GET", "POST", ("PUT", "PATCH", "DELETE")


def names(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
        elif pattern.name:
            yield prefix + pattern.name


def test_every_url_is_declared():
    assert set(names(get_resolver().url_patterns)) == DOORS.keys() | LIBRARY


@pytest.fixture
def things(cast, plain):
    return plain | _sealed(cast)


@pytest.fixture
def plain(cast):
    """One of each record, all of them in Kuta or on the way there from Sumba Timur."""
    stay = arrive(cast["petugas.kuta"], occupation="Tukang")
    lettered = arrive(cast["petugas.kuta"], village=Region.objects.get(code="5103011002"))
    issue_nonpermanent_letter(stay=lettered, by=cast["petugas.kuta"])
    employer = enter_employer(by=cast["petugas.kuta"], regency=village().regency, values={"name": "-"})
    days = {"name": "-", "address": "-", "starts_on": timezone.localdate()}
    site = open_site(by=cast["petugas.kuta"], employer=employer, village=village(), values=days)
    document = Document.objects.get(record=stay.pk)
    arrive(cast["petugas.intaran"], where="517101/intaran/", who={"nik": stay.person.nik})
    notice = Notice.objects.create(
        place=stay.place,
        permission="stay_change",
        kind="test",
        title="-",
        record=stay.pk,
        path="/",
        dedupe_key="1",
    )
    invited = prepare(cast["staf.sumbatimur"])
    day = timezone.localdate() + datetime.timedelta(days=3)
    ahead = plan(
        by=cast["staf.sumbatimur"],
        origin=invited.origin,
        values={"title": "-", "topic": "-", "held_on": day, "starts_at": "09:00", "venue": "-", "capacity": 3},
    )
    referral = refer(stay=stay, service="school", need="-", by=cast["petugas.kuta"])
    candidate = proposed(cast["staf.sumbatimur"])
    expected = issued(cast["staf.sumbatimur"], cast["kepala.sumbatimur"])
    scanned = candidate.pacts.create(
        version="1", clauses=[], signed_on=notice.created_at, scan_sealed=b"", scan_type="x", witness=cast["admin"]
    )
    scanned.seal_scan(b"%PDF-", "application/pdf")
    scanned.save()
    badung = {"by": cast["kabupaten.badung"], "view": viewpoint_of("5103"), "place_name": "-"}
    schedule = set_up(kind=Kind.WEEKLY, recipients=[], **badung)
    week = Period.of(Kind.WEEKLY, timezone.localdate())
    figures_report = ask_for_report(period=week, schedule=schedule, **badung)
    figures_report.files.create(format="csv", content=b"-", sha256=hashlib.sha256(b"-").hexdigest(), size=1)
    question = ask_now(stay=stay, asked="person", by=cast["petugas.kuta"])
    moving = arrive(cast["petugas.kuta"])
    transfer = propose_transfer(
        stay=moving, village=village("517101/intaran/"), by=cast["petugas.kuta"], on=timezone.localdate()
    )
    wrong = request_correction(stay=stay, asker="person", field="banjar", value="Temacun", reason="-")
    arrived = issued(cast["staf.sumbatimur"], cast["kepala.sumbatimur"], who={"nik": (nik := nik_of())})
    arrive(cast["petugas.kuta"], who={"nik": nik})
    sheet = Sheet.objects.create(customary_village=village(), uploaded_by=cast["petugas.kuta"], file_name="a.csv")
    asked_for = tariff(cast["bendesa.kuta"])
    sheet.rows.create(number=2, good=False, values_sealed=cipher.seal_json({"sex": "X"}, about=sheet.about))
    lodging = house(cast["petugas.kuta"])
    asked = ask(lodging=lodging, by=cast["petugas.kuta"])
    word = OwnerWord.objects.create(month=asked, said="new", people=1)
    slips = print_slips(village=village(), by=cast["petugas.kuta"], count=8)
    return {
        "slip": give_slip(by=cast["petugas.kuta"], village=village(), initials="", where="-").pk,
        "village": village().pk,
        "tariff": asked_for.pk,
        "payment": receive(stay=stay, tariff=asked_for, count=1, by=cast["petugas.kuta"]).pk,
        "report": report(key=uuid.uuid4(), values=told()).pk,
        "lodging": lodging.pk,
        "owner_link": asked.token,
        "word": word.pk,
        "place_list": PlaceList.objects.create(kind="villages", by=cast["admin"], file_name="a.csv").pk,
        "export": export_of(cast["petugas.kuta"]).pk,
        "schedule": schedule.pk,
        "figures_report": figures_report.pk,
        "stay": stay.pk,
        "stay_photo": _photo_of(stay, cast["petugas.kuta"]).pk,
        "lettered": lettered.pk,
        "document": document.pk,
        "notice": notice.pk,
        **_mail(stay),
        "sheet": sheet.pk,
        "transfer": transfer.pk,
        "request": wrong.pk,
        "arrived": arrived.pk,
        "question": question.pk,
        "question_token": question.token,
        "duplicate": PossibleDuplicate.objects.about([stay.person_id]).filter(place=stay.place)[0].pk,
        "side": ClashSide.objects.get(stay=stay).pk,
        "foreign_side": ClashSide.objects.exclude(stay=stay).get().pk,
        "slips": slips.pk,
        "paper": slips.slips.first().pk,
        "week": _frozen(),
        "token": document.token,
        "referral": referral.pk,
        "candidate": candidate.pk,
        "recommendation": candidate.recommendation.pk,
        "briefing": ahead.pk,
        "pact": candidate.pact.pk,
        "scanned": scanned.pk,
        "job": stay.jobs.get().pk,
        "employer": employer.pk,
        "site": site.pk,
        **_groups(stay, site, cast["petugas.kuta"]),
        "expected": expected.pk,
        **_prevention(cast["kesbangpol.bali"], cast["kepala.kesbangpol"]),
        **_gathered(cast["kesbangpol.bali"], cast["paguyuban.sumbatimur"]),
        "draft": keep(user=cast["petugas.kuta"], path="/pendatang/baru/", key=uuid.uuid4(), fields={}, version=0).key,
    }


def _mail(stay):
    """A message about a stay that an officer hands over, a rule, and work that was given up."""
    about = {"receiver": "host", "record": stay.pk, "day": stay.planned_until, "step": 14, "channel": "whatsapp"}
    to_hand = message(event="stay_ends", key="-", place=stay.place, permission=Permission.STAY_CHANGE, **about)
    to_hand.save(force_insert=True)
    dead = Outbox.objects.create(kind="test", dedupe_key="test", state=Outbox.State.DEAD)
    return {"message": to_hand.pk, "rule": Rule.objects.get(event="digest").pk, "dead": dead.pk}


def _frozen():
    """This week's Monday, its figures frozen."""
    snapshots.freeze()
    return snapshots.monday(timezone.localdate())


def _gathered(team, speaker):
    """A warning in Kuta, a dialogue that was held, an agreement of two provinces, an organisation and its word."""
    held = dialogue(team)
    hold(dialogue=held, by=team, participants=3, outcome="-")
    photo = add_photo(dialogue=held, by=team, caption="-", consent=True, scan=Scan(b"-", "image/jpeg"))
    words = {"kind": "mou", "title": "-", "signed_on": timezone.localdate(), "source": "-"}
    agreed = enter(by=team, partners=Region.objects.filter(code__in=["51", "52"]), values=words)
    step = {"what": "-", "owner": "-", "due_on": timezone.localdate()}
    mine = organisation(team)
    return {
        "warning": warned().pk,
        "dialogue": held.pk,
        "photo": photo.pk,
        "cooperation": agreed.pk,
        "step": add_step(cooperation=agreed, by=team, place="51", values=step).pk,
        "organisation": mine.pk,
        "evaluation": submit(organisation=mine, by=speaker, values={"year": 2020, "quarter": 1, "well": "-"}).pk,
    }


def _prevention(writer, approver):
    """A plan of the province in force, with a result, its evidence and a report that is being written."""
    plan = planned(writer, approver)
    milestone = plan.actions.get().milestones.get(period="B04")
    scan = Scan(b"%PDF-1.7", "application/pdf")
    return {
        "plan": plan.pk,
        "action": plan.actions.get().pk,
        "milestone": milestone.pk,
        "evidence": add_evidence(milestone=milestone, by=writer, caption="Foto", scan=scan).pk,
        "plan_report": write_report(plan=plan, period="B04", by=writer).pk,
    }


def _photo_of(stay, by):
    photo = Photo(stay=stay, kind="paper", size=1, taken_by=by, kept_at=timezone.now())
    photo.seal(b"x")
    photo.save()
    return photo


def _groups(stay, site, by):
    """A sheet of a family, one of a crew, and a foreman's link."""
    link = open_link(site=site, by=by, until=timezone.localdate())
    family = GroupSheet(customary_village=village(), head=stay, made_by=by)
    crew = GroupSheet(customary_village=village(), employer=site.employer, site=site, made_by=by)
    for sheet in (family, crew):
        sheet.write(shared={}, rows=[])
        sheet.save()
    return {"family": family.pk, "crew": crew.pk, "link": link.pk, "crew_link": link.token}


def _sealed(cast):
    """A case of Kuta, agreed, with what lies in it and an invitation that waits."""
    case, mediator = agreed(cast["petugas.kuta"], cast["mediator.badung"]), cast["mediator.badung"]
    minutes = write_minutes(case=case, by=mediator, session=case.sessions.get(), text="-")
    link = give_link(case=case, by=mediator, party=case.parties.first())
    piece = evidence.add_evidence(case=case, by=mediator, what="-", scan=Scan(b"%PDF-", "application/pdf"))
    return {
        "case": case.pk,
        "seat": invite(
            case=case, by=mediator, office=office(cast["paguyuban.sumbatimur"]), wanted_by=case.parties.first()
        ).pk,
        "case_link": link.pk,
        "state_token": link.code,
        "minutes": minutes.pk,
        "case_evidence": piece.pk,
        "case_paper": print_minutes(minutes, by=mediator).pk,
    }


def address(name, things):
    return reverse(name, kwargs={key: things.get(value, value) for key, value in DOORS[name].kwargs.items()})


def expected(door, username, method):
    """The answers that may come."""
    if door.roles != PUBLIC and username is None:
        return {302}
    if door.roles != PUBLIC and username not in door.roles:
        return {403}
    if method not in door.methods.split():
        return {405} if door.finders is None or username in door.finders else {404, 405}
    if door.finders is not None and username not in door.finders:
        return {404}
    return {200, 302, 422}


def book_of(name):
    """A book's doors share its things, which take a second to make."""
    return name.partition(":")[0] if ":" in name else "account"


BOOKS = sorted(set(map(book_of, DOORS)))


def tries(name, usernames):
    """(username, method): everybody reads and writes; other methods are tried by a stranger and one who gets in."""
    door = DOORS[name]
    inside = door.finders or door.roles
    some = [None, min(inside)] if inside != PUBLIC else [None]
    for username in [None, *usernames]:
        for method in (READING, WRITING, *(OTHERS if username in some else ())):
            foreign = name.startswith("account_") and method not in door.methods  # the library's: its PUT is its POST
            if not foreign and (name, method) != ("account_logout", WRITING):
                yield username, method


@pytest.mark.parametrize("book", BOOKS)
def test_every_door(book, things, cast):
    clients = {username: _signed_in(cast.get(username)) for username in [None, *cast]}
    wrong = []
    for name in [name for name in DOORS if book_of(name) == book]:
        for username, method in tries(name, cast):
            with transaction.atomic():
                status = clients[username].generic(method, address(name, things)).status_code
                transaction.set_rollback(True)
            refused = method in OTHERS and status in (403, 405)
            if not refused and status not in expected(DOORS[name], username, method):
                wrong.append((name, username, method, status))
    assert wrong == []


def _signed_in(user):
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def has_strangers(door):
    """Whether somebody has the right there but not at this place; where one office alone has it, its own test asks."""
    return door.finders is not None and bool(door.roles - door.finders)


FOREIGN = [name for name, door in DOORS.items() if "pk" in door.kwargs and has_strangers(door)]


@pytest.mark.parametrize("book", sorted(set(map(book_of, FOREIGN))))
def test_a_foreign_record_looks_like_none(book, things, cast):
    """The same body and length as for an id that does not exist."""
    clients = {username: _signed_in(user) for username, user in cast.items()}
    for name in [name for name in FOREIGN if book_of(name) == book]:
        foreign, nothing = _foreign_and_nothing(name, things, clients)
        assert (name, foreign.status_code, nothing.status_code) == (name, 404, 404)
        assert TOKEN.sub(b"", foreign.content) == TOKEN.sub(b"", nothing.content), name


def _foreign_and_nothing(name, things, clients):
    """The answers to somebody with the right at another place: about a record, and about an id of nothing."""
    door = DOORS[name]
    finders = door.finders or set()
    strangers = ("petugas.intaran", "petugas.kuta", "staf.belu", "kabupaten.badung", "provinsi.ntt")
    there = [name for name in strangers if name in door.roles]
    client = clients[next((name for name in there if name not in finders), there[0])]
    method = door.methods.split()[0]
    if "petugas.kuta" not in door.roles and "side" in door.kwargs.values():
        things = things | {"side": things["foreign_side"]}
    foreign = client.generic(method, address(name, things))
    return foreign, client.generic(method, address(name, things | dict.fromkeys(things, uuid.uuid4())))
