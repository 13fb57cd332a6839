/* SPDX-License-Identifier: EUPL-1.2
 *
 * intake.h - what message_take needs beside the messages, the same for many
 * batches of one account.
 */
#ifndef MODEL_INTAKE_H
#define MODEL_INTAKE_H
#include "model/message.h"
#include "model/municipality.h"

struct intake {
	const struct municipality *m;
	bool
	    can_hide; /* the channel can take a comment from public view (K8) */
	usec_t now;   /* capture */
};
#endif
