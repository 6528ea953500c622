from harmoni.notices.outbox import handles
from harmoni.reports.asking import PREPARE
from harmoni.reports.workflow import Status
from harmoni.reports.writing import EXPIRE, expire, locked, prepare


@handles(PREPARE)
def prepare_export(export):
    if found := locked(export):
        prepare(found)


@handles(EXPIRE)
def expire_export(export):
    found = locked(export, Status.READY)
    if found and found.is_over:
        expire(found)
