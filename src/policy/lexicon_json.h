/* SPDX-License-Identifier: EUPL-1.2
 *
 * lexicon_json.h - a municipality's edits of the words as JSON.
 */
#ifndef POLICY_LEXICON_JSON_H
#define POLICY_LEXICON_JSON_H
#include "base/err.h"
#include "policy/lexicon.h"

struct json_t;

/* ERR_INVALID, naming it: a class unknown, a word that no text can hold, one
 * taken away that is not there, or more than half of a class that protects
 * people; ERR_TOO_LARGE. */
enum err lexicon_edits_read(
    struct arena *a, struct json_t *v, struct lexicon_edits *out) MUST_CHECK;
enum err lexicon_edits_parse(
    struct arena *a, struct str json, struct lexicon_edits *out) MUST_CHECK;
#endif
