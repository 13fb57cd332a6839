/* SPDX-License-Identifier: EUPL-1.2
 *
 * settings.h - the municipality's own settings: JSON values by key, versioned,
 * each version in the ledger; read into the snapshot as typed values.
 *
 *   "municipality"  {"name","host","lang","names":[],"domains":[],
 *                    "projects":[],"suppliers":[],"places":[],"published":[],
 *                    "secure_channel","formal_address",
 *                    "complaint_address"}
 *   "hours"         worktime (model/worktime.h)
 *   "lexicon"       edits of the words (policy/lexicon_json.h)
 *   "house_rules"   {"grounds":[{"id","text"}]} (model/houserule.h)
 *   "escalation"    {"minutes"} (K3: working minutes; 120)
 *   "crisis"        {"deputies":[logins], "lines":[{"who","phone"}]} (K12)
 */
#ifndef MODEL_SETTINGS_H
#define MODEL_SETTINGS_H
#include "model/municipality.h"

/* Fills the typed settings of the snapshot; defaults where none is set.
 * ERR_BROKEN: a stored value is not what its writer checked. */
enum err settings_load(struct db *db, struct municipality *m) MUST_CHECK;
/* The registers of a value of "municipality" into *p, which keeps the rest:
 * what the checks would know if it were stored.  ERR_INVALID. */
enum err settings_registers(
    struct arena *a, struct str value, struct policy_context *p) MUST_CHECK;
/* Who stored the newest version, and when; v == 0 and 0: none is stored. */
enum err setting_author(struct db *db, struct arena *a, struct str key,
    struct person_id *by, usec_t *at) MUST_CHECK;
/* ERR_INVALID, with a sentence naming the member, if the value is not good. */
enum err setting_check(
    struct arena *a, struct str key, struct str value) MUST_CHECK;
#endif
