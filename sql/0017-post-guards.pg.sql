-- SPDX-License-Identifier: EUPL-1.2
CREATE TRIGGER post_version_no_change BEFORE UPDATE OR DELETE ON post_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER post_picture_no_change BEFORE UPDATE OR DELETE ON post_picture FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER post_decision_no_change BEFORE UPDATE OR DELETE ON post_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER post_kept_no_change BEFORE UPDATE OR DELETE ON post_kept FOR EACH ROW EXECUTE FUNCTION refuse_change();
