/* SPDX-License-Identifier: EUPL-1.2
 *
 * texts.c - turns po/{nb,nn,en}/AREA.po into texts_ids.h (enum msg) and
 * texts_table.h (the texts).  gettext's files, not its run time, whose locale
 * is process-wide.
 *
 * A msgid is an ID in upper case; the text is its msgstr in every language, nb
 * included.  Plurals have msgid_plural and msgstr[0], msgstr[1].  Refused: an
 * ID twice, a text missing in a language, other {names} than nb has, markup.
 *
 * Usage: texts OUTDIR FILE.po ...   (the language is the file's folder)
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGS = 3, TEXT = 8192, MOST = 8192 };
static const char *const langs[LANGS] = { "nb", "nn", "en" };

struct entry {
	char *id;
	bool plural;
	char *form[LANGS][2];
	const char *file;
	int line;
};

static struct entry entries[MOST];
static size_t nentries;
static const char *file;
static int line, lang;
static bool bad;

static void __attribute__((format(printf, 1, 2))) error(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: error: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	bad = true;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(
	    ((const struct entry *)a)->id, ((const struct entry *)b)->id);
}

static struct entry *
entry_of(const char *id)
{
	for (size_t i = 0; i < nentries; i++)
		if (strcmp(entries[i].id, id) == 0)
			return &entries[i];
	if (nentries == MOST) {
		fputs("too many texts\n", stderr);
		exit(1);
	}
	entries[nentries] = (struct entry){
		.id = strdup(id), .file = file, .line = line
	};
	return &entries[nentries++];
}

/* Appends the quoted string in s to out, escapes kept as C has them too. */
static void
unquote(const char *s, char *out)
{
	const char *from = strchr(s, '"'), *to = strrchr(s, '"');
	size_t have = strlen(out);

	if (!from || to == from) {
		error("a quoted text is expected");
		return;
	}
	if (have + (size_t)(to - from) >= TEXT) {
		error("the text is too long");
		return;
	}
	memcpy(out + have, from + 1, (size_t)(to - from) - 1);
	out[have + (size_t)(to - from) - 1] = '\0';
}

struct open_entry {
	char id[TEXT], plural[TEXT], form[2][TEXT];
	bool fuzzy, any;
};

static void
finish(struct open_entry *o)
{
	struct entry *e;

	if (!o->any || o->id[0] == '\0') {
		memset(o, 0, sizeof(*o));
		return;
	}
	for (const char *p = o->id; *p; p++)
		if (!isupper((unsigned char)*p) &&
		    !isdigit((unsigned char)*p) && *p != '_')
			error("%s: an ID has A-Z, 0-9 and _ only", o->id);
	e = entry_of(o->id);
	if (e->form[lang][0])
		error("%s stands twice", o->id);
	if (o->fuzzy)
		error("%s is fuzzy: look at it and take the mark away", o->id);
	if (o->form[0][0] == '\0' || (o->plural[0] && o->form[1][0] == '\0'))
		error("%s has no text", o->id);
	for (int i = 0; i < 2; i++)
		if (strpbrk(o->form[i], "<>"))
			error("%s: no markup in a text", o->id);
	e->plural |= o->plural[0] != '\0';
	e->form[lang][0] = strdup(o->form[0]);
	e->form[lang][1] = strdup(o->form[1]);
	memset(o, 0, sizeof(*o));
}

static void
read_file(const char *path)
{
	static struct open_entry o;
	static char buf[TEXT + 64];
	char *into = NULL;
	FILE *f = fopen(path, "r");

	file = path;
	line = 0;
	memset(&o, 0, sizeof(o));
	for (lang = 0; lang < LANGS; lang++) {
		char part[16];

		snprintf(part, sizeof(part), "/%s/", langs[lang]);
		if (strstr(path, part))
			break;
	}
	if (!f || lang == LANGS) {
		error("cannot read it, or it lies in no language's folder");
		return;
	}
	while (fgets(buf, sizeof(buf), f)) {
		line++;
		if (strncmp(buf, "msgid ", 6) == 0) {
			bool fuzzy = o.fuzzy && !o.any;

			if (!fuzzy)
				finish(&o);
			o.any = true;
			into = o.id;
		} else if (strncmp(buf, "msgid_plural ", 13) == 0) {
			into = o.plural;
		} else if (strncmp(buf, "msgstr[1]", 9) == 0) {
			into = o.form[1];
		} else if (strncmp(buf, "msgstr", 6) == 0) {
			into = o.form[0];
		} else if (strncmp(buf, "#,", 2) == 0) {
			finish(&o);
			o.fuzzy = strstr(buf, "fuzzy") != NULL;
			into = NULL;
			continue;
		} else if (buf[0] != '"') {
			continue;
		}
		if (into)
			unquote(buf, into);
	}
	finish(&o);
	fclose(f);
}

/* The sorted set of {names}, as text to compare. */
static void
names_of(const char *text, char *out)
{
	char names[16][64];
	int n = 0;

	for (const char *p = text; (p = strchr(p, '{')) && n < 16; p++) {
		const char *end = strchr(p, '}');
		size_t len = end ? (size_t)(end - p) - 1 : 0;

		if (len == 0 || len > 60)
			continue;
		memcpy(names[n], p + 1, len);
		names[n++][len] = '\0';
	}
	qsort(names, (size_t)n, sizeof(names[0]),
	    (int (*)(const void *, const void *))strcmp);
	out[0] = '\0';
	for (int i = 0; i < n; i++)
		if (i == 0 || strcmp(names[i], names[i - 1]) != 0) {
			strcat(out, names[i]);
			strcat(out, " ");
		}
}

static void
check(const struct entry *e)
{
	char want[1200], have[1200];

	file = e->file;
	line = e->line;
	for (lang = 0; lang < LANGS; lang++) {
		if (!e->form[lang][0]) {
			error("%s is missing in %s", e->id, langs[lang]);
			return;
		}
		if (e->plural != (e->form[lang][1][0] != '\0'))
			error("%s: plural in one language only", e->id);
		names_of(
		    e->form[0][1][0] ? e->form[0][1] : e->form[0][0], want);
		names_of(
		    e->form[lang][1][0] ? e->form[lang][1] : e->form[lang][0],
		    have);
		if (strcmp(want, have) != 0)
			error("%s: other {names} in %s (%s) than in nb (%s)",
			    e->id, langs[lang], have, want);
	}
}

static FILE *
create(const char *dir, const char *name)
{
	char path[1024];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f) {
		perror(path);
		exit(1);
	}
	fputs("/* Made by tools/texts.c.  Do not edit. */\n", f);
	return f;
}

static void
write_out(const char *dir)
{
	FILE *h = create(dir, "texts_ids.h"), *t = create(dir, "texts_table.h");

	fputs("#ifndef TEXTS_IDS_H\n#define TEXTS_IDS_H\nenum msg {\n", h);
	for (size_t i = 0; i < nentries; i++)
		fprintf(h, "\tMSG_%s,\n", entries[i].id);
	fputs("\tMSG_COUNT\n};\n#endif\n", h);
	fputs("struct text_forms {\n\tstruct str one, many;\n};\n"
	      "static const struct text_forms "
	      "texts_table[LANG_COUNT][MSG_COUNT] = {\n",
	    t);
	for (int l = 0; l < LANGS; l++) {
		fputs("\t{\n", t);
		for (size_t i = 0; i < nentries; i++)
			fprintf(t,
			    "\t\t{ STR_INIT(\"%s\"), STR_INIT(\"%s\") },\n",
			    entries[i].form[l][0], entries[i].form[l][1]);
		fputs("\t},\n", t);
	}
	fputs("};\n", t);
	fclose(h);
	fclose(t);
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: texts OUTDIR FILE.po ...\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		read_file(argv[i]);
	qsort(entries, nentries, sizeof(entries[0]), compare);
	for (size_t i = 0; i < nentries; i++)
		check(&entries[i]);
	if (bad)
		return 1;
	write_out(argv[1]);
	return 0;
}
