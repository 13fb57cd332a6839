/* SPDX-License-Identifier: EUPL-1.2
 *
 * tmplc.c - turn one HTML template into one C file, choosing the escaper of
 * every value from where it stands.  What cannot be made safe is refused.
 *
 *	{% template case_show(const struct case_view *v) %}   first, once
 *	{% include "web/case.h" %}
 *	{{ expr }}     a value: text, attribute, URL or part of a URL
 *	{% C code %}   between tags, or between the attributes of a tag
 *	{# comment #}
 *
 * A block ("{% if (x) { %}" ... "{% } else { %}" ... "{% } %}") must leave the
 * HTML in the state it found it in.  Runs of line breaks and indentation are
 * written as one line break, except inside <pre> and <textarea>.
 *
 * Usage: tmplc in.html > out.c
 *        tmplc -h in.html ... > templates.h    the functions' declarations
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum state {
	TEXT,	 /* between tags */
	COMMENT, /* <!-- ... */
	TAG_NAME,
	TAG, /* inside <...>, between attributes */
	ATTR_NAME,
	ATTR_EQ, /* after =, before the quote */
	ATTR_VALUE,
	RAW,   /* inside <script>, <style>: no values */
	RCDATA /* inside <textarea>, <title>: values, but no tags */
};

static const char *const state_name[] = { "text", "a comment", "a tag name",
	"a tag", "an attribute name", "an unquoted attribute value",
	"an attribute value", "script or style", "a title or text area" };

/* Where we are in the file and in the HTML. */
static struct {
	const char *file;
	const char *p;
	int line;
	enum state state;
	char tag[16], attr[32];
	size_t ntag, nattr,
	    nvalue; /* nvalue: literal bytes in the value so far */
	char quote;
	enum state stack[64]; /* states at each open { in C code */
	size_t depth;
	bool begun, literal; /* literal: html_lit( is open */
	bool pre;	     /* inside <pre>: white space counts */
	bool blank;	     /* white space was written last */
} t;

static _Noreturn void __attribute__((format(printf, 1, 2)))
die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: error: ", t.file, t.line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static bool
one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcasecmp(name, *list) == 0)
			return true;
	return false;
}

static bool
is_url_attr(void)
{
	static const char *const url[] = { "href", "src", "action",
		"formaction", "poster", "cite", "data", "hx-get", "hx-post",
		"hx-put", "hx-delete", "hx-push-url", "sse-connect", NULL };

	return one_of(t.attr, url);
}

/* The state after a start tag's ">". */
static enum state
after_tag(void)
{
	static const char *const raw[] = { "script", "style", NULL };
	static const char *const rcdata[] = { "textarea", "title", NULL };

	if (strcasecmp(t.tag, "pre") == 0)
		t.pre = true;
	if (strcasecmp(t.tag, "/pre") == 0)
		t.pre = false;
	if (one_of(t.tag, raw))
		return RAW;
	return one_of(t.tag, rcdata) ? RCDATA : TEXT;
}

static void
end_literal(void)
{
	if (t.literal)
		puts("\");");
	t.literal = false;
}

static bool
collapses(char c)
{
	return (c == '\n' || c == '\t') && !t.pre && t.state != RCDATA &&
	       t.state != RAW && t.state != ATTR_VALUE;
}

static void
literal_char(char c)
{
	bool blank = collapses(c);

	if (!t.begun) {
		if (!isspace((unsigned char)c))
			die("text before {%% template name(args) %%}");
		return;
	}
	if (blank && t.blank)
		return;
	t.blank = blank;
	if (!t.literal)
		printf("\thtml_lit(h, \"");
	t.literal = true;
	switch (c) {
	case '\t': printf(blank ? "\\n" : "\\t"); break;
	case '\n': printf("\\n"); break;
	case '"': printf("\\\""); break;
	case '\\': printf("\\\\"); break;
	default: putchar(c);
	}
}

static void
add(char *name, size_t *n, size_t cap, char c)
{
	if (*n + 1 == cap)
		die("name too long: %s", name);
	name[(*n)++] = c;
	name[*n] = '\0';
}

static void
begin_attr_value(char quote)
{
	static const char *const never[] = { "style", "srcdoc", "srcset",
		"xlink:href", "http-equiv", "ping", "background", NULL };

	if (strncasecmp(t.attr, "on", 2) == 0 || one_of(t.attr, never))
		die("no %s= attribute: use a class, or a script file", t.attr);
	t.quote = quote;
	t.nvalue = 0;
	t.state = ATTR_VALUE;
}

/* One character of HTML: follow the tokenizer, at the depth we need. */
static void
html_char(char c)
{
	switch (t.state) {
	case TEXT:
		if (c == '<' && strncmp(t.p, "<!--", 4) == 0) {
			t.state = COMMENT;
		} else if (c == '<') {
			t.ntag = 0;
			t.tag[0] = '\0';
			t.state = TAG_NAME;
		}
		break;
	case COMMENT:
		if (c == '>' && strncmp(t.p - 2, "--", 2) == 0)
			t.state = TEXT;
		break;
	case RAW:
	case RCDATA:
		if (c == '<' && t.p[1] == '/' &&
		    strncasecmp(t.p + 2, t.tag, t.ntag) == 0) {
			t.ntag = 0;
			t.state = TAG_NAME;
		}
		break;
	case TAG_NAME:
		if (isalnum((unsigned char)c) || c == '/' || c == '!' ||
		    c == '-') {
			add(t.tag, &t.ntag, sizeof(t.tag), c);
			break;
		}
		t.state = TAG;
		/* FALLTHROUGH */
	case TAG:
		if (c == '>') {
			t.state = after_tag();
		} else if (!isspace((unsigned char)c) && c != '/') {
			t.nattr = 0;
			add(t.attr, &t.nattr, sizeof(t.attr), c);
			t.state = ATTR_NAME;
		}
		break;
	case ATTR_NAME:
		if (c == '=')
			t.state = ATTR_EQ;
		else if (c == '>')
			t.state = after_tag();
		else if (isspace((unsigned char)c))
			t.state = TAG;
		else
			add(t.attr, &t.nattr, sizeof(t.attr), c);
		break;
	case ATTR_EQ:
		if (c != '"' && c != '\'')
			die("quote the value of %s=", t.attr);
		begin_attr_value(c);
		break;
	case ATTR_VALUE:
		if (c == t.quote)
			t.state = TAG;
		t.nvalue++;
		break;
	}
	literal_char(c);
}

/* The text up to close, trimmed; moves past close. */
static char *
take_until(const char *close)
{
	const char *from = t.p + 2, *to = strstr(from, close);

	if (!to)
		die("no %s", close);
	for (t.p = from; t.p < to; t.p++)
		t.line += *t.p == '\n';
	t.p = to + 2;
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	return strndup(from, (size_t)(to - from));
}

static void
value(const char *expr)
{
	const char *fn = NULL;

	if (t.state == TEXT || t.state == RCDATA)
		fn = "html_text";
	else if (t.state == ATTR_VALUE && !is_url_attr())
		fn = "html_attr";
	else if (t.state == ATTR_VALUE)
		fn = t.nvalue == 0 ? "html_url" : "html_urlpart";
	else
		die("no {{ }} in %s", state_name[t.state]);
	end_literal();
	printf("#line %d \"%s\"\n\t%s(h, %s);\n", t.line, t.file, fn, expr);
	t.nvalue++;
	t.blank = false;
}

static void
code(const char *c)
{
	size_t n = strlen(c);

	if (strncmp(c, "include ", 8) == 0) {
		printf("#%s\n", c);
		return;
	}
	if (strncmp(c, "template ", 9) == 0) {
		const char *name = c + 9, *args = strchr(name, '(');

		if (t.begun || !args)
			die("want one {%% template name(args) %%}");
		printf("\nvoid\ntpl_%.*s(struct html *h%s%s\n{\n",
		    (int)(args - name), name, args[1] == ')' ? "" : ", ",
		    args + 1);
		t.begun = true;
		return;
	}
	if (t.state != TEXT && t.state != TAG)
		die("no {%% %%} in %s", state_name[t.state]);
	end_literal();
	t.blank = false;
	if (c[0] == '}' && (t.depth == 0 || t.stack[--t.depth] != t.state))
		die("this block closes in %s, but opened elsewhere",
		    state_name[t.state]);
	if (n > 0 && c[n - 1] == '{') {
		if (t.depth == sizeof(t.stack) / sizeof(t.stack[0]))
			die("blocks too deep");
		t.stack[t.depth++] = t.state;
	}
	printf("#line %d \"%s\"\n\t%s\n", t.line, t.file, c);
}

static char *
read_all(const char *file)
{
	FILE *f = fopen(file, "rb");
	size_t n = 0, cap = 1 << 20;
	char *p = calloc(1, cap);

	if (!f || !p || (n = fread(p, 1, cap - 1, f)) == cap - 1) {
		fprintf(stderr, "%s: cannot read, or over 1 MiB\n", file);
		exit(1);
	}
	fclose(f);
	return p;
}

/* The declaration of one template, from its {% template ... %} line; the view
 * structs it names are declared on the way. */
static void
declare(const char *file)
{
	char *text = read_all(file), *at = strstr(text, "{% template ");
	char *end = at ? strstr(at, "%}") : NULL, *args;

	if (!end) {
		fprintf(stderr, "%s: no {%% template name(args) %%}\n", file);
		exit(1);
	}
	at += strlen("{% template ");
	while (end > at && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	for (char *p = at; (p = strstr(p, "struct ")); p += 7)
		if (strncmp(p + 7, "str ", 4) != 0)
			printf("%.*s;\n",
			    (int)(7 +
				  strspn(p + 7,
				      "abcdefghijklmnopqrstuvwxyz_0123456789")),
			    p);
	args = strchr(at, '(');
	printf("void tpl_%.*s(struct html *h%s%s;\n", (int)(args - at), at,
	    args[1] == ')' ? "" : ", ", args + 1);
	free(text);
}

static void
compile(const char *file)
{
	t.file = file;
	t.line = 1;
	t.p = read_all(file);
	printf("/* Made by tools/tmplc.c from %s.  Do not edit. */\n", t.file);
	puts("#include \"templates.h\"");
	while (*t.p) {
		if (strncmp(t.p, "{{", 2) == 0) {
			value(take_until("}}"));
		} else if (strncmp(t.p, "{%", 2) == 0) {
			code(take_until("%}"));
		} else if (strncmp(t.p, "{#", 2) == 0) {
			(void)take_until("#}");
		} else {
			html_char(*t.p);
			t.line += *t.p++ == '\n';
		}
	}
	if (!t.begun || t.state != TEXT || t.depth != 0)
		die("the file ends in %s, %zu blocks open", state_name[t.state],
		    t.depth);
	end_literal();
	puts("}");
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fputs("usage: tmplc in.html > out.c | tmplc -h in.html ...\n",
		    stderr);
		return 2;
	}
	if (strcmp(argv[1], "-h") != 0) {
		compile(argv[1]);
		return 0;
	}
	puts("/* Made by tools/tmplc.c.  Do not edit. */\n"
	     "#ifndef TEMPLATES_H\n#define TEMPLATES_H\n"
	     "#include \"fmt/assets.h\"\n#include \"fmt/html.h\"");
	for (int i = 2; i < argc; i++)
		declare(argv[i]);
	puts("#endif");
	return 0;
}
