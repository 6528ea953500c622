from harmoni.accounts.models import User
from harmoni.notices.outbox import handles
from registrations.people.duplicates import LOOK, look
from registrations.people.models import Person


@handles(LOOK)
def look_for_duplicates(people, village, by, how):
    """Of those who came with one step of a sheet; a second run suggests nothing anew."""
    look(Person.objects.filter(pk__in=people), village=village, by=User.objects.get(pk=by), how=how)
