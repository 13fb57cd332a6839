-- SPDX-License-Identifier: EUPL-1.2
-- Stems only (model/search.c makes them), so both engines answer alike.  The
-- second index holds what is masked; only those who may see it search there.
CREATE TABLE message_search (
	rowid BIGINT PRIMARY KEY,
	stems TSVECTOR NOT NULL
);
CREATE INDEX message_search_stems ON message_search USING GIN (stems);
CREATE TABLE message_search_masked (
	rowid BIGINT PRIMARY KEY,
	stems TSVECTOR NOT NULL
);
CREATE INDEX message_search_masked_stems ON message_search_masked USING GIN (stems);
