-- SPDX-License-Identifier: EUPL-1.2
CREATE TRIGGER post_version_no_update BEFORE UPDATE ON post_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER post_version_no_delete BEFORE DELETE ON post_version BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER post_picture_no_update BEFORE UPDATE ON post_picture BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER post_picture_no_delete BEFORE DELETE ON post_picture BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER post_decision_no_update BEFORE UPDATE ON post_decision BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER post_decision_no_delete BEFORE DELETE ON post_decision BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER post_kept_no_update BEFORE UPDATE ON post_kept BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER post_kept_no_delete BEFORE DELETE ON post_kept BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
