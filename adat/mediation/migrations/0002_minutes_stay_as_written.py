"""What was written and signed is never rewritten: a correction is the next version."""

from django.db import migrations

MAKE = """
CREATE FUNCTION mediation_written_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'minutes_stay_as_written' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER minutes_stay BEFORE UPDATE OR DELETE ON mediation_minutes
    FOR EACH ROW EXECUTE FUNCTION mediation_written_stays();
CREATE TRIGGER signature_stays BEFORE UPDATE OR DELETE ON mediation_signature
    FOR EACH ROW EXECUTE FUNCTION mediation_written_stays();
"""
UNMAKE = """
DROP TRIGGER signature_stays ON mediation_signature; DROP TRIGGER minutes_stay ON mediation_minutes;
DROP FUNCTION mediation_written_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0001_sealed_cases")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
