-- SPDX-License-Identifier: EUPL-1.2
-- Stems only (model/search.c makes them), so both engines answer alike.  The
-- second index holds what is masked; only those who may see it search there.
CREATE VIRTUAL TABLE message_search USING fts5(
	stems, content='', detail=none, tokenize='unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE message_search_masked USING fts5(
	stems, content='', detail=none, tokenize='unicode61 remove_diacritics 0');
