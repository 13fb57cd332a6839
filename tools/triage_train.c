/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_train.c - trains the model that the program has from the start and
 * writes it as C.
 *
 *	triage_train LABELLED.jsonl ... > triage_model.c
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy/triage.h"

enum { EXAMPLES_MAX = 20000 };

static void
die(const char *what, const char *file, int line)
{
	fprintf(stderr, "triage_train: %s:%d: %s\n", file, line, what);
	exit(1);
}

static void
take(struct arena *a, const char *line, struct triage_example *out,
    const char *file, int number)
{
	json_t *o = json_loads(line, 0, NULL);
	const char *text = json_string_value(json_object_get(o, "text"));
	const char *cat = json_string_value(json_object_get(o, "category"));
	json_t *flag;
	size_t i;

	if (!text || !cat || !category_parse(str_from(cat), &out->category))
		die("no text, or no such category", file, number);
	out->text = str_copy(a, str_from(text));
	json_array_foreach(json_object_get(o, "flags"), i, flag)
	    out->flags |= triage_flag_bits(str_from(json_string_value(flag)));
	out->flags_known = json_is_array(json_object_get(o, "flags"));
	out->flags_only = json_is_true(json_object_get(o, "flags_only"));
	json_decref(o);
}

static size_t
read_file(struct arena *a, const char *path, struct triage_example *v, size_t n)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;

	if (!f)
		die("cannot be read", path, 0);
	for (int number = 1; getline(&line, &room, f) > 0; number++) {
		if (n == EXAMPLES_MAX)
			die("too many examples", path, number);
		if (line[0] == '{')
			take(a, line, &v[n++], path, number);
	}
	free(line);
	fclose(f);
	return n;
}

int
main(int argc, char **argv)
{
	struct arena a = { 0 };
	struct triage_example *v = ARENA_ARRAY(
	    &a, struct triage_example, EXAMPLES_MAX);
	struct str bytes;
	size_t n = 0;

	for (int i = 1; i < argc; i++)
		n = read_file(&a, argv[i], v, n);
	bytes = triage_model_write(&a, triage_train(&a, NULL, v, n));
	printf("#include <stddef.h>\n"
	       "extern const unsigned char triage_model_bytes[];\n"
	       "extern const size_t triage_model_size;\n"
	       "const size_t triage_model_size = %zu;\n"
	       "const unsigned char triage_model_bytes[] = {",
	    bytes.n);
	for (size_t i = 0; i < bytes.n; i++)
		printf("%s%u", i ? (i % 40 ? "," : ",\n") : "",
		    (unsigned)(unsigned char)bytes.p[i]);
	printf("};\n");
	arena_free(&a);
	return 0;
}
