-- SPDX-License-Identifier: EUPL-1.2
-- The store itself refuses what the code must never do (invariants 3 and 6).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
	$$ BEGIN RAISE EXCEPTION 'the record is only added to' USING ERRCODE = '23514'; END $$;
CREATE TRIGGER setting_version_no_change BEFORE UPDATE OR DELETE ON setting_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER role_grant_no_change BEFORE UPDATE OR DELETE ON role_grant FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER role_end_no_change BEFORE UPDATE OR DELETE ON role_end FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plan_version_no_change BEFORE UPDATE OR DELETE ON plan_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plan_decision_no_change BEFORE UPDATE OR DELETE ON plan_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closure_no_change BEFORE UPDATE OR DELETE ON closure FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closure_end_no_change BEFORE UPDATE OR DELETE ON closure_end FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER crisis_no_change BEFORE UPDATE OR DELETE ON crisis FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_revision_no_change BEFORE UPDATE OR DELETE ON message_revision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_state_no_change BEFORE UPDATE OR DELETE ON message_state FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attachment_no_change BEFORE UPDATE OR DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deadline_no_change BEFORE UPDATE OR DELETE ON deadline FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reply_version_no_change BEFORE UPDATE OR DELETE ON reply_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approval_no_change BEFORE UPDATE OR DELETE ON approval FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER finding_overruled_no_change BEFORE UPDATE OR DELETE ON finding_overruled FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER outbox_result_no_change BEFORE UPDATE OR DELETE ON outbox_result FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_content_no_change BEFORE UPDATE OR DELETE ON event_content FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION account_needs_plan() RETURNS trigger LANGUAGE plpgsql AS
	$$ BEGIN
	IF NEW.state IN ('active', 'closed') AND NOT EXISTS (SELECT 1 FROM plan p JOIN plan_decision d ON d.plan_id = p.id
	WHERE p.account_id = NEW.id AND p.state = 'approved' AND d.decision = 'approve' AND d.version = p.version) THEN
	RAISE EXCEPTION 'no account is active without an approved plan' USING ERRCODE = '23514';
	END IF; RETURN NEW; END $$;
CREATE TRIGGER account_active BEFORE INSERT OR UPDATE ON account FOR EACH ROW EXECUTE FUNCTION account_needs_plan();
CREATE FUNCTION plan_needs_another() RETURNS trigger LANGUAGE plpgsql AS
	$$ BEGIN
	IF EXISTS (SELECT 1 FROM plan p WHERE p.id = NEW.plan_id AND p.applicant_id = NEW.decided_by) THEN
	RAISE EXCEPTION 'nobody decides on their own plan' USING ERRCODE = '23514';
	END IF; RETURN NEW; END $$;
CREATE TRIGGER plan_decision_other BEFORE INSERT ON plan_decision FOR EACH ROW EXECUTE FUNCTION plan_needs_another();
