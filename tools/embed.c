/* SPDX-License-Identifier: EUPL-1.2
 *
 * embed.c - puts files into the binary.
 *
 *   embed sql FILE.sql ...          migrations.c: the numbered migrations
 *   embed assets NAME=FILE[+FILE] ...   assets.c: what /static/ serves, with
 *       the content's hash in the name, plain and gzipped; files joined by +
 *       are served as one
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

struct blob {
	unsigned char *p;
	size_t n;
};

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
append_file(struct blob *b, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;

	if (!f || fstat(fileno(f), &st) != 0)
		die(path);
	b->p = realloc(b->p, b->n + (size_t)st.st_size + 1);
	if (!b->p ||
	    fread(b->p + b->n, 1, (size_t)st.st_size, f) != (size_t)st.st_size)
		die(path);
	b->n += (size_t)st.st_size;
	fclose(f);
}

static struct blob
gzip(struct blob in)
{
	z_stream z = { 0 };
	struct blob out;

	if (deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		die("deflateInit2");
	out.n = deflateBound(&z, in.n);
	out.p = malloc(out.n);
	if (!out.p)
		die("gzip");
	z.next_in = in.p;
	z.avail_in = (unsigned)in.n;
	z.next_out = out.p;
	z.avail_out = (unsigned)out.n;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		die("deflate");
	out.n = z.total_out;
	deflateEnd(&z);
	return out;
}

/* FNV-1a, 64 bits: names a version, guards nothing. */
static unsigned long long
hash(struct blob b)
{
	unsigned long long h = 14695981039346656037ULL;

	for (size_t i = 0; i < b.n; i++)
		h = (h ^ b.p[i]) * 1099511628211ULL;
	return h;
}

static void
put_bytes(const char *name, int i, struct blob b)
{
	printf("static const unsigned char %s%d[] = {", name, i);
	for (size_t k = 0; k < b.n; k++)
		printf("%s%u,", k % 24 == 0 ? "\n" : "", b.p[k]);
	printf("%s};\n", b.n == 0 ? "0" : "");
}

static const char *
type_of(const char *name)
{
	static const char *const types[][2] = { { ".css",
						    "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".json", "application/json" }, { ".svg", "image/svg+xml" },
		{ ".woff2", "font/woff2" }, { ".png", "image/png" },
		{ ".ico", "image/x-icon" },
		{ ".txt", "text/plain; charset=utf-8" } };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	fprintf(stderr, "%s: no content type for that ending\n", name);
	exit(1);
}

struct asset {
	char name[256];
	unsigned long long hash;
	size_t n, gz;
};

static struct asset
one_asset(int i, char *spec)
{
	struct asset a = { 0 };
	struct blob b = { 0 }, z;
	char *eq = strchr(spec, '=');

	if (!eq) {
		fprintf(stderr, "%s: want NAME=FILE\n", spec);
		exit(2);
	}
	snprintf(a.name, sizeof(a.name), "%.*s", (int)(eq - spec), spec);
	for (char *p = strtok(eq + 1, "+"); p; p = strtok(NULL, "+"))
		append_file(&b, p);
	z = gzip(b);
	put_bytes("plain", i, b);
	put_bytes("gz", i, z);
	a.hash = hash(b);
	a.n = b.n;
	/* What gzip does not make smaller (fonts) goes out as it is. */
	a.gz = z.n + 64 < b.n ? z.n : 0;
	free(b.p);
	free(z.p);
	return a;
}

static void
assets(int n, char **spec)
{
	struct asset *v = calloc((size_t)n, sizeof(*v));

	if (!v)
		die("assets");
	puts("/* Made by tools/embed.c.  Do not edit. */\n"
	     "#include \"fmt/assets.h\"\n");
	for (int i = 0; i < n; i++)
		v[i] = one_asset(i, spec[i]);
	puts("const struct asset assets[] = {");
	for (int i = 0; i < n; i++) {
		const char *dot = strrchr(v[i].name, '.');

		printf("\t{ STR_INIT(\"%s\"), "
		       "STR_INIT(\"/static/%.*s.%012llx%s\"),"
		       " \"%s\", plain%d, %zu, gz%d, %zu },\n",
		    v[i].name, (int)(dot - v[i].name), v[i].name,
		    v[i].hash & 0xffffffffffffULL, dot, type_of(v[i].name), i,
		    v[i].n, i, v[i].gz);
	}
	printf("};\nconst size_t assets_n = %d;\n", n);
	free(v);
}

static void
migration(const char *path)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *engine = strstr(base, ".sqlite.sql") ? "\"sqlite\""
			     : strstr(base, ".pg.sql")	 ? "\"pg\""
							 : "NULL";
	struct blob b = { 0 };

	append_file(&b, path);
	printf("\t{ %ld, \"%.*s\", %s,\n", strtol(base, NULL, 10),
	    (int)strcspn(base, "."), base, engine);
	for (size_t k = 0, start = 1; k < b.n; k++) {
		if (start)
			printf("\t\t\"");
		start = b.p[k] == '\n';
		if (b.p[k] == '"' || b.p[k] == '\\')
			putchar('\\');
		if (start)
			printf("\\n\"\n");
		else
			putchar(b.p[k]);
	}
	puts("\t},");
	free(b.p);
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fputs(
		    "usage: embed sql FILE ... | embed assets NAME=FILE ...\n",
		    stderr);
		return 2;
	}
	if (strcmp(argv[1], "assets") == 0) {
		assets(argc - 2, argv + 2);
		return 0;
	}
	puts("/* Made by tools/embed.c.  Do not edit. */\n"
	     "#include \"db/migrations.h\"\n\n"
	     "const struct migration migrations[] = {");
	for (int i = 2; i < argc; i++)
		migration(argv[i]);
	printf("};\nconst size_t migrations_n = %d;\n", argc - 2);
	return 0;
}
