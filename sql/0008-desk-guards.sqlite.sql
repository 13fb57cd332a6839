-- SPDX-License-Identifier: EUPL-1.2
CREATE TRIGGER matter_version_no_update BEFORE UPDATE ON matter_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER matter_version_no_delete BEFORE DELETE ON matter_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER matter_tie_no_update BEFORE UPDATE ON matter_tie BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER matter_tie_no_delete BEFORE DELETE ON matter_tie BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER fact_version_no_update BEFORE UPDATE ON fact_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER fact_version_no_delete BEFORE DELETE ON fact_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
