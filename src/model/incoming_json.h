/* SPDX-License-Identifier: EUPL-1.2
 *
 * incoming_json.h - one message as JSON, as the API and `ordstyrer ingest`
 * take it:
 *   {"id","thread","thread_title","thread_url","parent","kind","author_id",
 *    "author","text","url","published":"2026-11-24T10:00:00+01:00",
 *    "state":"visible","own":false}
 * id, thread, author_id, text and published must be there.
 */
#ifndef MODEL_INCOMING_JSON_H
#define MODEL_INCOMING_JSON_H
#include "model/message.h"

/* ERR_INVALID with a sentence naming the member.  The raw payload is the JSON
 * itself.  *out borrows from json where it can, else lives in the arena. */
enum err incoming_parse(
    struct arena *a, struct str json, struct incoming *out) MUST_CHECK;
#endif
