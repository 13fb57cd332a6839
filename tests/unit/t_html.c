/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_html.c - what is written into a page cannot leave its place.
 */
#include <stdlib.h>
#include <string.h>

#include "fmt/assets.h"
#include "fmt/html.h"
#include "tests/test.h"

typedef void writer(struct html *h, struct str s);

static struct str
written(struct arena *a, writer *w, struct str s)
{
	struct html h = { .out = { .arena = a } };

	w(&h, s);
	return buf_str(&h.out);
}

static bool
gives(writer *w, const char *in, const char *want)
{
	struct arena a = { 0 };
	struct str got = written(&a, w, str_from(in));
	bool same = str_eq(got, str_from(want));

	if (!same)
		printf("%s gives %.*s, not %s\n", in, (int)got.n, got.p, want);
	arena_free(&a);
	return same;
}

TEST(html_text_escapes_what_markup_is_made_of)
{
	CHECK(gives(html_text_str, "<b title=\"a\" lang='nb'>Tom & Åse</b>",
	    "&lt;b title=&quot;a&quot; lang=&#39;nb&#39;&gt;Tom &amp; Åse"
	    "&lt;/b&gt;"));
	CHECK(gives(html_text_str, "", ""));
	CHECK(gives(html_text_str, "blåbærsyltetøy", "blåbærsyltetøy"));
	CHECK(gives(html_text_str, "&amp;", "&amp;amp;"));
}

TEST(html_url_lets_only_known_schemes_through)
{
	static const char *const kept[] = { "https://example.org/a?b=c",
		"HTTP://example.org/", "mailto:post@example.org",
		"tel:+4700000000", "/sak/1", "?side=2", "#topp", "",
		"sak/kl:12", "?kl=12:30" };
	static const char *const refused[] = { "javascript:alert(1)",
		"JaVaScRiPt:alert(1)", " javascript:alert(1)",
		"java\tscript:alert(1)", "java\nscript:alert(1)",
		"\001javascript:alert(1)", "data:text/html,x", "vbscript:x",
		"file:x", "blob:x", ":" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		CHECK(gives(html_url_str, kept[i], kept[i]));
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK(gives(html_url_str, refused[i], "#"));
	CHECK(gives(html_url_str, "/?a=\"&b='", "/?a=&quot;&amp;b=&#39;"));
}

TEST(html_urlpart_cannot_add_a_part)
{
	CHECK(gives(html_urlpart_str, "a/b?c#d&e=f", "a%2Fb%3Fc%23d%26e%3Df"));
	CHECK(gives(html_urlpart_str, "Åse-_.~9", "%C3%85se-_.~9"));
	CHECK(gives(html_urlpart_str, "..%2F", "..%252F"));
}

TEST(html_lines_are_paragraphs_of_escaped_text)
{
	struct arena a = { 0 };
	struct str s = html_lines(&a, STR("Hei <du>\nder\n\nHa det")).s;

	CHECK(memmem(s.p, s.n, "<du>", 4) == NULL);
	CHECK(memmem(s.p, s.n, "Hei &lt;du&gt;<br>", 18) != NULL);
	CHECK(memmem(s.p, s.n, "Ha det", 6) != NULL);
	arena_free(&a);
}

/* Any bytes at all: nothing comes out that opens a tag or ends a value, and
 * what comes out says what went in. */
TEST(html_escaped_output_never_holds_markup)
{
	unsigned seed = 20261;

	for (int round = 0; round < 2000; round++) {
		struct arena a = { 0 };
		char in[64];
		size_t n = (size_t)round % sizeof(in), quoted = 0;
		struct str got;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245U + 12345U;
			in[i] = (seed >> 16) % 3 == 0
				    ? "<>\"'&"[(seed >> 20) % 5]
				    : (char)(seed >> 18);
			quoted += in[i] && strchr("<>\"'&", in[i]) != NULL;
		}
		got = written(&a, html_text_str, (struct str){ in, n });
		for (size_t i = 0; i < got.n; i++) {
			CHECK(!got.p[i] || !strchr("<>\"'", got.p[i]));
			quoted -= got.p[i] == '&';
		}
		CHECK(quoted == 0);
		got = written(&a, html_urlpart_str, (struct str){ in, n });
		for (size_t i = 0; i < got.n; i++)
			CHECK(got.p[i] > ' ' && got.p[i] < 0x7f &&
			      !strchr("<>\"'&/?#=+", got.p[i]));
		arena_free(&a);
	}
}

TEST(assets_are_found_by_path_alone)
{
	CHECK(assets_n > 0);
	for (size_t i = 0; i < assets_n; i++) {
		CHECK(asset_by_path(assets[i].path) == &assets[i]);
		CHECK(str_eq(asset_path(assets[i].name), assets[i].path));
		CHECK(assets[i].gz_n < assets[i].plain_n);
		CHECK(asset_by_path(assets[i].name) == NULL);
	}
	CHECK(asset_by_path(STR("/static/../etc/passwd")) == NULL);
	CHECK(asset_by_path(STR("")) == NULL);
}
