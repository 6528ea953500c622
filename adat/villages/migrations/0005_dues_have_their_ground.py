"""A payment without a published tariff in force cannot exist; what was published or paid is not rewritten."""

from django.db import migrations

MAKE = """
CREATE FUNCTION villages_due_must_have_its_ground() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ground record;
BEGIN
    SELECT tariff.amount, tariff.published_at, pararem.customary_village_id,
           greatest(tariff.valid_from, pararem.valid_from) AS begins,
           least(tariff.valid_until, pararem.valid_until) AS ends
      INTO ground
      FROM villages_tariff tariff JOIN villages_pararem pararem ON pararem.id = tariff.pararem_id
     WHERE tariff.id = NEW.tariff_id FOR SHARE OF tariff, pararem;
    IF ground.published_at IS NULL OR NEW.paid_on < ground.begins OR NEW.paid_on > ground.ends THEN
        RAISE EXCEPTION 'due_has_no_tariff_in_force' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.amount <> ground.amount::bigint * NEW.count THEN
        RAISE EXCEPTION 'due_is_not_the_tariff' USING ERRCODE = 'check_violation';
    END IF;
    IF ground.customary_village_id <> (SELECT customary_village_id FROM residency_stay WHERE id = NEW.stay_id) THEN
        RAISE EXCEPTION 'due_of_another_village' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER due_ground BEFORE INSERT ON villages_duepayment
    FOR EACH ROW EXECUTE FUNCTION villages_due_must_have_its_ground();

CREATE FUNCTION villages_due_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'due_is_never_deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF (OLD.stay_id, OLD.tariff_id, OLD.number, OLD.count, OLD.amount, OLD.paid_on, OLD.received_by_id)
       IS DISTINCT FROM (NEW.stay_id, NEW.tariff_id, NEW.number, NEW.count, NEW.amount, NEW.paid_on, NEW.received_by_id)
       OR OLD.voided_at IS NOT NULL THEN
        RAISE EXCEPTION 'due_is_only_voided_once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER due_stays BEFORE UPDATE OR DELETE ON villages_duepayment
    FOR EACH ROW EXECUTE FUNCTION villages_due_stays();

CREATE FUNCTION villages_tariff_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR
       (OLD.pararem_id, OLD.kind, OLD.purpose, OLD.amount, OLD.per, OLD.valid_from, OLD.published_at, OLD.published_by_id)
       IS DISTINCT FROM
       (NEW.pararem_id, NEW.kind, NEW.purpose, NEW.amount, NEW.per, NEW.valid_from, NEW.published_at, NEW.published_by_id))
    THEN
        RAISE EXCEPTION 'published_tariff_stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER tariff_stays BEFORE UPDATE OR DELETE ON villages_tariff
    FOR EACH ROW EXECUTE FUNCTION villages_tariff_stays();
"""
UNMAKE = """
DROP TRIGGER tariff_stays ON villages_tariff; DROP FUNCTION villages_tariff_stays();
DROP TRIGGER due_stays ON villages_duepayment; DROP FUNCTION villages_due_stays();
DROP TRIGGER due_ground ON villages_duepayment; DROP FUNCTION villages_due_must_have_its_ground();
"""


class Migration(migrations.Migration):
    dependencies = [("villages", "0004_dues_and_reports")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
