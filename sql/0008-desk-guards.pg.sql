-- SPDX-License-Identifier: EUPL-1.2
CREATE TRIGGER matter_version_no_change BEFORE UPDATE OR DELETE ON matter_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER matter_tie_no_change BEFORE UPDATE OR DELETE ON matter_tie FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fact_version_no_change BEFORE UPDATE OR DELETE ON fact_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER correction_no_change BEFORE UPDATE OR DELETE ON correction FOR EACH ROW EXECUTE FUNCTION refuse_change();
