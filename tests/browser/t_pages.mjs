// SPDX-License-Identifier: EUPL-1.2
//
// t_pages.mjs - every page of routes.def that a person can open, as a person
// of the right role: axe without findings in both schemes and widths, nothing
// wider than 320, nothing the policy stops, and every language.
import { readFileSync } from "node:fs";
import { as, axe, BASE, complaints, done, holds, same, test } from "./kit.mjs";

// Whom each set of roles of web/access.h lets in, and what is no page.
const who = {
	ANYONE: null, PERSON: "kari", DESK: "silje", WORK: "silje", HOUSE: "silje",
	FORUM: "silje", TEAM: "helge", CONNECT: "silje", LEADERS: "helge", ADMIN: "ada",
};
const no_pages = /^\/(api|static|healthz|readyz|metrics|strom|nye|vedlegg|bevis\/\{id\}\/)/;

const routes = [...readFileSync("src/web/routes.def", "utf8")
	.matchAll(/^ROUTE\(GET,\s+"([^"]+)",\s+(\w+),/gm)]
	.map(([, path, access]) => ({ path, access }))
	.filter((r) => !no_pages.test(r.path));

// Pages that are in several states.
const more = [
	{ path: "/?vis=alle", access: "DESK" }, { path: "/?tekst=finnesikke", access: "DESK" },
	{ path: "/sok?q=skole", access: "DESK" }, { path: "/sok?q=finnesikke", access: "DESK" },
	{ path: "/henvendelse/1", access: "DESK" }, { path: "/henvendelse/11", access: "DESK" },
	{ path: "/henvendelse/13", access: "DESK" }, { path: "/henvendelse/99999", access: "DESK" },
	{ path: "/godkjenning", access: "LEADERS" }, { path: "/folk", access: "DESK" },
];

const known = new Set(Object.keys(who));
const pages = [...routes, ...more].map((r) => ({ ...r, path: r.path.replaceAll("{id}", "1") }));

async function visit(context, path, look) {
	const page = await context.newPage();
	const all = complaints(page);
	const found = [];
	const answer = await page.goto(BASE + path, { waitUntil: "load" });
	if (answer.status() >= 500)
		found.push(`status ${answer.status()}`);
	found.push(...await look(page));
	// A page that tells of an error has its status.
	found.push(...all.filter((l) => !/status of 40[34]/.test(l)));
	await page.close();
	return found.map((f) => `${path}: ${f}`);
}

// Every page, each as who may see it, in contexts of these options.
async function walk(options, look) {
	const found = [];
	for (const person of new Set(pages.map((p) => who[p.access]))) {
		const context = await as(person, options);
		for (const p of pages)
			if (who[p.access] === person)
				found.push(...await visit(context, p.path, look));
		await context.close();
	}
	same(found.join("\n"), "", "findings");
}

await test("every set of roles has a person", async () => {
	for (const r of routes)
		holds(known.has(r.access), `nobody for ${r.access}`);
	holds(routes.length > 20, "routes.def was not read");
});

// axe is put in by the test itself, past the pages' policy.  One loading of
// the page for all four: colours follow the scheme, the layout the width.
await test("axe, both schemes, 1280 and 390", () =>
	walk({ bypassCSP: true }, async (page) => {
		const found = [];
		// Colours would fade from one scheme to the other while axe looks.
		await page.addStyleTag({ content: "* { transition: none !important; animation: none !important }" });
		for (const colorScheme of ["light", "dark"])
			for (const width of [1280, 390]) {
				await page.emulateMedia({ colorScheme });
				await page.setViewportSize({ width, height: 900 });
				found.push(...(await axe(page)).map((f) => `${width} ${colorScheme}: ${f}`));
			}
		return found;
	}));

await test("nothing stopped by the policy, nothing wider than 320", () =>
	walk({ viewport: { width: 320, height: 700 } }, async (page) => {
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		return wide > 0 ? [`${wide} px too wide at 320`] : [];
	}));

// Words that only the other language has, and ids that have no text.
async function language_of(page, code) {
	const found = [];
	const lang = await page.getAttribute("html", "lang");
	const text = await page.locator("body").innerText();
	const ids = text.match(/\bMSG_\w+|\{[a-z_]+\}/g);
	if (lang !== code)
		found.push(`lang is ${lang}, not ${code}`);
	if (ids)
		found.push(`not translated: ${ids.slice(0, 3)}`);
	return found;
}

for (const [code, name] of [["nn", "Nynorsk"], ["en", "English"], ["nb", "Bokmål"]])
	await test(`language ${code}`, async () => {
		const found = [];
		for (const person of ["silje", "ada", null]) {
			const context = await as(person);
			const page = await context.newPage();
			const mine = pages.filter((p) => who[p.access] === person);
			await page.goto(BASE + mine[0].path);
			await page.locator(".langs__link", { hasText: name }).click();
			await page.waitForLoadState();
			for (const p of mine) {
				await page.goto(BASE + p.path);
				found.push(...(await language_of(page, code)).map((f) => `${p.path}: ${f}`));
			}
			await context.close();
		}
		same(found.join("\n"), "", "findings");
	});

await test("look: automatic, light, dark", async () => {
	const context = await as("silje");
	const page = await context.newPage();
	await page.goto(`${BASE}/`);
	for (const look of ["dark", "light", "auto"]) {
		await page.click(".usermenu summary");
		await page.click(`button[name=tema][value=${look}]`);
		await page.waitForLoadState();
		same(await page.getAttribute("html", "data-color-scheme"), look, "the page's scheme");
		same(new URL(page.url()).pathname, "/", "the page it comes back to");
	}
	await context.close();
});

// What only stands there in a crisis: the banner, the queue, the report.
await test("a crisis: banner, queue, report", async () => {
	const context = await as("helge", { bypassCSP: true });
	const page = await context.newPage();
	const found = [];
	await page.goto(`${BASE}/krise`);
	await page.fill("#grunn", "Flom i Gausa");
	await page.fill("#sikker", "KRISE");
	await page.click("form[action='/krise/sett'] button");
	await page.locator("#slutt-grunn").waitFor();
	for (const path of ["/krise", "/", "/utboks", "/krise/1"]) {
		await page.goto(BASE + path);
		await page.addStyleTag({ content: "* { transition: none !important; animation: none !important }" });
		holds(await page.getByText("Flom i Gausa").count(), `no banner on ${path}`);
		for (const [width, colorScheme] of [[1280, "light"], [390, "dark"], [320, "light"]]) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 900 });
			found.push(...(await axe(page)).map((f) => `${path} ${width} ${colorScheme}: ${f}`));
			if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
				found.push(`${path}: too wide at ${width}`);
		}
	}
	await page.goto(`${BASE}/krise`);
	await page.fill("#slutt-grunn", "Vatnet går tilbake");
	await page.click("form[action='/krise/slutt'] button");
	await page.locator("#sikker").waitFor();
	await context.close();
	same(found.join("\n"), "", "findings");
});

await done();
