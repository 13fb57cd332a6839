/* SPDX-License-Identifier: EUPL-1.2
 *
 * search.h - words to stems, and the two indexes of them (DESIGN "Search").
 * Stems are made here, not by the engines, so that both answer alike.  What is
 * masked stands in the second index alone.  REQ: K8
 */
#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H
#include "db/db.h"

struct search_doc {
	int64_t message_id;
	struct str text; /* any length; the first 20 000 bytes count */
	bool masked;
};
/* Stems separated by spaces; spellings with and without ae oe aa both. */
struct str search_stems(struct arena *a, struct str text);
enum err search_add(struct db *db, struct arena *a, const struct search_doc *v,
    size_t n) MUST_CHECK;
/* Takes out the words of an earlier text (of an edited message). */
enum err search_remove(
    struct db *db, struct arena *a, const struct search_doc *d) MUST_CHECK;
/* A query of the engine's own kind from what a person typed: all words must be
 * there.  Empty if no word is left. */
struct str search_query(
    struct arena *a, enum db_engine engine, struct str words);
#endif
