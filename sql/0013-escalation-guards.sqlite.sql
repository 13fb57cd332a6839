-- SPDX-License-Identifier: EUPL-1.2
CREATE TRIGGER escalation_act_no_update BEFORE UPDATE ON escalation_act BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER escalation_act_no_delete BEFORE DELETE ON escalation_act BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
