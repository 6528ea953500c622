"""What happens before the journey: a candidate, briefings, the integrity pact and the recommendation."""

from registrations.certification.models.briefing import Attendance, Briefing
from registrations.certification.models.candidate import Candidate
from registrations.certification.models.pact import Pact
from registrations.certification.models.recommendation import Recommendation

__all__ = ["Attendance", "Briefing", "Candidate", "Pact", "Recommendation"]
