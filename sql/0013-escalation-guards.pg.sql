-- SPDX-License-Identifier: EUPL-1.2
CREATE TRIGGER escalation_act_no_change BEFORE UPDATE OR DELETE ON escalation_act FOR EACH ROW EXECUTE FUNCTION refuse_change();
