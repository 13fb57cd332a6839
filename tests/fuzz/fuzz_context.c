/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_context.c - any bytes as a context: read or refused with a sentence,
 * and what is read can be used.
 */
#include <assert.h>

#include "policy/context.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct policy_context c;
	struct policy_input in = {
		.text = STR("Nils har demens. Ring 68 05 11 22.\nKari"),
		    .context = &c
		};
	struct findings f;
	enum err e = context_parse(
	    &a, (struct str){ (const char *)data, n }, &c);

	if (e == OK)
		policy_check(&a, &in, &f);
	else
		assert(err_sentence(e)[0] != '\0');
	arena_free(&a);
	return 0;
}
