// SPDX-License-Identifier: EUPL-1.2
//
// kit.mjs - what the browser tests share: the browser, counting, logging in,
// and the two hands that do things on a page (by mouse, by keyboard).
//
// ORDSTYRER_BASE and ORDSTYRER_BLOGS (addresses, space between) come from
// run.sh.  Everything waits on conditions, with one bound for all of them.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const BASE = process.env.ORDSTYRER_BASE;
export const BLOGS = (process.env.ORDSTYRER_BLOGS ?? "").split(" ").filter(Boolean);
export const NUMBER = "10829132090"; // synthetic: month + 80
const PASSWORD = "ordstyrer-demo";
const BOUND = 30000;
const LONG = 90000; // what the program does once a minute

export const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox"],
});

// Counting ----------------------------------------------------------------

let passed = 0, failed = 0;
const only = process.env.ONLY;
const shots = process.env.SHOTS;

export async function test(name, fn) {
	if (only && !name.includes(only))
		return;
	try {
		await fn();
		passed++;
		console.log(`ok   ${name}`);
	} catch (e) {
		failed++;
		console.log(`FAIL ${name}: ${String(e.message ?? e).slice(0, 1500)}`);
		const where = String(e.stack ?? "").split("\n").find((l) => /tests\/browser\/(?!kit)/.test(l));
		if (where)
			console.log(`     ${where.trim()}`);
		if (shots)
			await pictures(name);
	}
}

async function pictures(name) {
	mkdirSync(shots, { recursive: true });
	let n = 0;
	for (const c of browser.contexts())
		for (const p of c.pages())
			await p.screenshot({ path: join(shots, `${name.replace(/\W+/g, "-")}-${n++}.png`), fullPage: true })
				.catch(() => undefined);
}

export async function done() {
	await browser.close();
	console.log(`${passed} passed, ${failed} failed`);
	process.exit(failed ? 1 : 0);
}

export function holds(condition, text) {
	if (!condition)
		throw new Error(text);
}

export function same(got, want, text) {
	if (got !== want)
		throw new Error(`${text}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

// Asks until fn answers something true.
export async function until(text, fn, step, bound = LONG) {
	const end = Date.now() + bound;
	for (;;) {
		const got = await fn();
		if (got)
			return got;
		if (Date.now() > end)
			throw new Error(`waited too long: ${text}`);
		await new Promise((go) => setTimeout(go, 300)); // between two looks
		await step();
	}
}

// People ------------------------------------------------------------------

const states = new Map();

// A context of one person's; logs in by the form once and keeps the cookie.
export async function as(who, options = {}) {
	if (who && !states.has(who)) {
		const c = await browser.newContext();
		const p = await c.newPage();
		await p.goto(`${BASE}/inn`);
		await enter(p, who);
		states.set(who, await c.storageState());
		await c.close();
	}
	const context = await browser.newContext({
		viewport: { width: 1280, height: 900 },
		colorScheme: "light",
		...options,
		storageState: who ? states.get(who) : undefined,
	});
	context.setDefaultTimeout(BOUND);
	return context;
}

export async function enter(page, who, password = PASSWORD) {
	await page.fill("#bruker", who);
	await page.fill("#passord", password);
	await page.press("#passord", "Enter");
	await page.waitForURL((u) => !u.pathname.startsWith("/inn"));
}

// What the browser complains of: policy, scripts, things not found.
export function complaints(page) {
	const all = [];
	page.on("console", (m) => {
		if (m.type() === "error" || m.type() === "warning")
			all.push(`${page.url()}: ${m.text()}`);
	});
	page.on("pageerror", (e) => all.push(`${page.url()}: ${e.message}`));
	page.on("requestfailed", (r) => {
		// The stream is cut when its page is left.
		if (!r.url().endsWith("/strom") && r.failure()?.errorText !== "net::ERR_ABORTED")
			all.push(`${r.url()}: ${r.failure()?.errorText}`);
	});
	return all;
}

export async function axe(page) {
	if (!await page.evaluate(() => "axe" in globalThis))
		await page.evaluate(axeSource);
	const result = await page.evaluate(() => globalThis.axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	}));
	return result.violations.map((v) => `${v.id}: ${v.help}: ` +
		v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.html.slice(0, 110)}`).join(" | "));
}

// Hands -------------------------------------------------------------------

export const mouse = {
	// By force: what is barred (aria-disabled) can be pressed, and tells why.
	press: (page, what) => page.locator(what).first().click({ force: true }),
	write: async (page, what, text) => {
		await page.locator(what).first().click();
		await page.keyboard.press("Control+A");
		await page.keyboard.press("Delete");
		await page.keyboard.type(text);
	},
	choose: (page, what) => page.locator(what).first().check({ force: true }),
};

// Tabs to what is wanted, as somebody without a mouse does.  Every stop on
// the way must show that it has the focus and must not hold it.
export async function tab_to(page, what) {
	const target = page.locator(what).first();
	await target.waitFor({ state: "attached" });
	for (let i = 0; i < 250; i++) {
		if (await target.evaluate((e) => e === document.activeElement))
			return;
		await page.keyboard.press("Tab");
		const stop = await focus_of(page);
		if (!stop.seen)
			throw new Error(`the focus cannot be seen on ${stop.html}`);
	}
	throw new Error(`cannot tab to ${what}`);
}

async function focus_of(page) {
	return page.evaluate(() => {
		const e = document.activeElement;
		if (!e || e === document.body || e === document.documentElement)
			return { seen: true, html: "" };
		const marked = (x) => {
			if (!x)
				return false;
			return [null, "::before", "::after"].some((part) => {
				const s = getComputedStyle(x, part);
				return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
			});
		};
		const label = e.closest("label");
		return {
			seen: marked(e) || marked(label) || marked(e.parentElement),
			html: e.outerHTML.slice(0, 160),
		};
	});
}

export const keyboard = {
	press: async (page, what) => {
		await tab_to(page, what);
		await page.keyboard.press("Enter");
	},
	write: async (page, what, text) => {
		await tab_to(page, what);
		await page.keyboard.press("Control+A");
		await page.keyboard.press("Delete");
		await page.keyboard.type(text);
	},
	// One of a group of radio buttons: Tab to the group, arrows within it.
	choose: async (page, what) => {
		const target = page.locator(what).first();
		const name = await target.getAttribute("name");
		await tab_to(page, `input[name="${name}"]:checked`);
		for (let i = 0; i < 10 && !(await target.isChecked()); i++)
			await page.keyboard.press("ArrowRight");
		holds(await target.isChecked(), `the arrows do not reach ${what}`);
	},
};

// The citizen -------------------------------------------------------------

let said = 0;

// Writes on the blog's own page; answers with the words and the post's page.
export async function citizen_says(blog, words, post = 0) {
	const context = await browser.newContext();
	const page = await context.newPage();
	const mark = `${process.pid}.${++said}.`;
	const text = `${words} ${mark}`;
	// Somebody new each time: what one person adds is the same enquiry.
	await page.goto(BLOGS[blog]);
	await page.locator("h2 a").nth(post).click();
	const url = page.url();
	await page.fill("#author", `Bjørg Ås ${mark}`);
	await page.fill("#comment", text);
	await page.click("button[type=submit]");
	await page.getByText(text).waitFor();
	await context.close();
	return { text, url, mark };
}

// Sees the answer under the comment, as whoever reads the blog does.
export async function blog_shows(url, words) {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(url);
	await until(`${words} on ${url}`, () => page.getByText(words).count(), () => page.reload());
	const html = await page.content();
	await context.close();
	return html;
}

// The row of the inbox that has these words: waited for by reloading.
export async function row_of(page, words, path = "/") {
	await page.goto(BASE + path);
	const row = page.locator(".row", { hasText: words });
	await until(`${words} in the inbox`, () => row.count(), () => page.reload());
	return row.first();
}
