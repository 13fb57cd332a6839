/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/htmltext.h"

#include <libxml/HTMLparser.h>

#include "base/buf.h"
#include "fmt/utf8.h"

enum { DEPTH_MAX = 200, INPUT_MAX = 1 << 20 };

static bool
named(const xmlNode *n, const char *const *names)
{
	for (; *names; names++)
		if (xmlStrEqual(n->name, (const xmlChar *)*names))
			return true;
	return false;
}

static void
line_feed(struct buf *b)
{
	if (b->n > 0 && b->p[b->n - 1] != '\n')
		buf_char(b, '\n');
}

static void
walk(const xmlNode *n, struct buf *b, int depth)
{
	static const char *const hidden[] = { "script", "style", "head",
		"template", NULL };
	static const char *const blocks[] = { "p", "div", "li", "blockquote",
		"h1", "h2", "h3", "h4", "h5", "h6", "tr", "pre", NULL };

	for (; n && depth < DEPTH_MAX; n = n->next) {
		if (n->type == XML_TEXT_NODE && n->content)
			buf_put(b, str_from((const char *)n->content));
		if (n->type != XML_ELEMENT_NODE || named(n, hidden))
			continue;
		if (xmlStrEqual(n->name, (const xmlChar *)"br"))
			buf_char(b, '\n');
		if (named(n, blocks))
			line_feed(b);
		walk(n->children, b, depth + 1);
		if (named(n, blocks))
			line_feed(b);
	}
}

struct str
html_to_text(struct arena *a, struct str html)
{
	struct buf b = { .arena = a };
	htmlDocPtr doc;

	html = utf8_repair(a, str_cut(html, 0, INPUT_MAX));
	if (html.n == 0)
		return STR_NONE;
	doc = htmlReadMemory(html.p, (int)html.n, NULL, "UTF-8",
	    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
		HTML_PARSE_RECOVER);
	if (!doc)
		return STR_NONE;
	walk(xmlDocGetRootElement(doc), &b, 0);
	xmlFreeDoc(doc);
	return utf8_repair(a, str_trim(buf_str(&b)));
}
