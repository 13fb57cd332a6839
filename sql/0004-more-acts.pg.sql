-- SPDX-License-Identifier: EUPL-1.2
-- What leaves through the outbox beside replies and moderation: posts, notices
-- of a closure, and edits of what we have published.
ALTER TABLE outbox DROP CONSTRAINT outbox_act_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_act_check CHECK (act IN ('reply', 'hide',
	'show', 'close', 'open', 'post', 'notice', 'edit'));
ALTER TABLE outbox ADD COLUMN post_id BIGINT; -- of the act post
ALTER TABLE outbox ADD COLUMN text TEXT NOT NULL DEFAULT ''; -- of notice and edit
CREATE UNIQUE INDEX outbox_post ON outbox (post_id, version) WHERE act = 'post';
