/* SPDX-License-Identifier: EUPL-1.2
 *
 * ids.h - the keys of our things, one type each, so that none can be taken
 * for another.  v == 0 means none.
 */
#ifndef MODEL_IDS_H
#define MODEL_IDS_H
#include <stdint.h>

struct unit_id {
	int64_t v;
};
struct person_id {
	int64_t v;
};
struct account_id {
	int64_t v;
};
struct plan_id {
	int64_t v;
};
struct thread_id {
	int64_t v;
};
struct message_id {
	int64_t v;
};
struct enquiry_id {
	int64_t v;
};
struct reply_id {
	int64_t v;
};
struct post_id {
	int64_t v;
};
struct outbox_id {
	int64_t v;
};
struct matter_id {
	int64_t v;
};
struct fact_id {
	int64_t v;
};
struct escalation_id {
	int64_t v;
};
#endif
