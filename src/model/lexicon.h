/* SPDX-License-Identifier: EUPL-1.2
 *
 * lexicon.h - the municipality's own words of the checks (setting "lexicon"):
 * one automaton for all snapshots that hold the same edits, what an edit would
 * do to recent texts before it is saved, and earlier versions.  Every version
 * stands in the record (setting_version).  docs/design/lexicon.md
 * REQ: SPEC 4
 */
#ifndef MODEL_LEXICON_H
#define MODEL_LEXICON_H
#include "model/trial.h"
#include "policy/lexicon_json.h"

/* The words with these edits, which live as long as the arena; the same edits
 * share one automaton.  ERR_INVALID and ERR_TOO_LARGE as lexicon_edits_parse.
 */
enum err lexicon_share(
    struct arena *a, struct str json, const struct lexicon **out) MUST_CHECK;

/* What the edits would do to recent texts (model/trial.h). */
struct lexicon_effect {
	struct trial trial;
	/* The added word that a third or more of citizens' newest messages
	 * hold, and how many of them; empty where none is. */
	struct str common;
	size_t common_in;
};
enum err lexicon_try(struct db *db, struct arena *a,
    const struct municipality *m, struct str json, const struct trial_of *of,
    struct lexicon_effect *out) MUST_CHECK;

struct setting_version {
	int64_t version;
	struct str value;
	struct person_id by;
	usec_t at;
};
/* Newest first, at most 50. */
enum err lexicon_versions(struct db *db, struct arena *a,
    struct setting_version **out, size_t *n) MUST_CHECK;
#endif
