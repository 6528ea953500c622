"""The actions of an approved plan and the words of an approved report are not rewritten, through whatever door."""

from django.db import migrations

MAKE = """
CREATE FUNCTION prevention_action_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old_plan uuid := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.plan_id END;
DECLARE new_plan uuid := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.plan_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM prevention_actionplan WHERE id IN (old_plan, new_plan) AND status <> 'draft') THEN
        RAISE EXCEPTION 'action_of_an_approved_plan' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER action_of_a_draft BEFORE INSERT OR UPDATE OR DELETE ON prevention_plannedaction
    FOR EACH ROW EXECUTE FUNCTION prevention_action_of_a_draft();

CREATE FUNCTION prevention_target_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.target IS DISTINCT FROM OLD.target AND EXISTS (
        SELECT 1 FROM prevention_plannedaction action JOIN prevention_actionplan plan ON plan.id = action.plan_id
         WHERE action.id = OLD.action_id AND plan.status <> 'draft') THEN
        RAISE EXCEPTION 'target_of_an_approved_plan' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER target_of_a_draft BEFORE UPDATE ON prevention_milestone
    FOR EACH ROW EXECUTE FUNCTION prevention_target_of_a_draft();

CREATE FUNCTION prevention_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('approved', 'sent', 'superseded') AND (TG_OP = 'DELETE' OR NEW.status IN ('draft', 'proposed') OR
       (OLD.plan_id, OLD.period, OLD.version, OLD.summary, OLD.obstacles, OLD.reason, OLD.content, OLD.digest,
        OLD.written_by_id, OLD.proposed_by_id, OLD.proposed_at, OLD.decided_by_id, OLD.decided_at)
       IS DISTINCT FROM
       (NEW.plan_id, NEW.period, NEW.version, NEW.summary, NEW.obstacles, NEW.reason, NEW.content, NEW.digest,
        NEW.written_by_id, NEW.proposed_by_id, NEW.proposed_at, NEW.decided_by_id, NEW.decided_at)
       OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at))
    THEN
        RAISE EXCEPTION 'approved_report_stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER report_stays BEFORE UPDATE OR DELETE ON prevention_planreport
    FOR EACH ROW EXECUTE FUNCTION prevention_report_stays();
"""
UNMAKE = """
DROP TRIGGER report_stays ON prevention_planreport; DROP FUNCTION prevention_report_stays();
DROP TRIGGER target_of_a_draft ON prevention_milestone; DROP FUNCTION prevention_target_of_a_draft();
DROP TRIGGER action_of_a_draft ON prevention_plannedaction; DROP FUNCTION prevention_action_of_a_draft();
"""


class Migration(migrations.Migration):
    dependencies = [("prevention", "0001_action_plan")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
