-- SPDX-License-Identifier: EUPL-1.2
-- The store itself refuses what the code must never do (invariants 3 and 6).
CREATE TRIGGER setting_version_no_update BEFORE UPDATE ON setting_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER setting_version_no_delete BEFORE DELETE ON setting_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER role_grant_no_update BEFORE UPDATE ON role_grant BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER role_grant_no_delete BEFORE DELETE ON role_grant BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER role_end_no_update BEFORE UPDATE ON role_end BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER role_end_no_delete BEFORE DELETE ON role_end BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER plan_version_no_update BEFORE UPDATE ON plan_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER plan_version_no_delete BEFORE DELETE ON plan_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER plan_decision_no_update BEFORE UPDATE ON plan_decision BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER plan_decision_no_delete BEFORE DELETE ON plan_decision BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER closure_no_update BEFORE UPDATE ON closure BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER closure_no_delete BEFORE DELETE ON closure BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER closure_end_no_update BEFORE UPDATE ON closure_end BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER closure_end_no_delete BEFORE DELETE ON closure_end BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER crisis_no_update BEFORE UPDATE ON crisis BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER crisis_no_delete BEFORE DELETE ON crisis BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER message_revision_no_update BEFORE UPDATE ON message_revision BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER message_revision_no_delete BEFORE DELETE ON message_revision BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER message_state_no_update BEFORE UPDATE ON message_state BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER message_state_no_delete BEFORE DELETE ON message_state BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER attachment_no_update BEFORE UPDATE ON attachment BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER attachment_no_delete BEFORE DELETE ON attachment BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER deadline_no_update BEFORE UPDATE ON deadline BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER deadline_no_delete BEFORE DELETE ON deadline BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER reply_version_no_update BEFORE UPDATE ON reply_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER reply_version_no_delete BEFORE DELETE ON reply_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER approval_no_update BEFORE UPDATE ON approval BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER approval_no_delete BEFORE DELETE ON approval BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER finding_overruled_no_update BEFORE UPDATE ON finding_overruled BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER finding_overruled_no_delete BEFORE DELETE ON finding_overruled BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER outbox_result_no_update BEFORE UPDATE ON outbox_result BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER outbox_result_no_delete BEFORE DELETE ON outbox_result BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER event_content_no_update BEFORE UPDATE ON event_content BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER event_content_no_delete BEFORE DELETE ON event_content BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER account_active_insert BEFORE INSERT ON account
	WHEN NEW.state IN ('active', 'closed') AND NOT EXISTS (SELECT 1 FROM plan p JOIN plan_decision d ON d.plan_id = p.id
	WHERE p.account_id = NEW.id AND p.state = 'approved' AND d.decision = 'approve' AND d.version = p.version)
	BEGIN SELECT RAISE(ABORT, 'no account is active without an approved plan'); END;
CREATE TRIGGER account_active_update BEFORE UPDATE ON account
	WHEN NEW.state IN ('active', 'closed') AND NOT EXISTS (SELECT 1 FROM plan p JOIN plan_decision d ON d.plan_id = p.id
	WHERE p.account_id = NEW.id AND p.state = 'approved' AND d.decision = 'approve' AND d.version = p.version)
	BEGIN SELECT RAISE(ABORT, 'no account is active without an approved plan'); END;
CREATE TRIGGER plan_decision_other BEFORE INSERT ON plan_decision
	WHEN EXISTS (SELECT 1 FROM plan p WHERE p.id = NEW.plan_id AND p.applicant_id = NEW.decided_by)
	BEGIN SELECT RAISE(ABORT, 'nobody decides on their own plan'); END;
