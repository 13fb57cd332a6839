// SPDX-License-Identifier: EUPL-1.2
//
// t_path.mjs - the whole path of an answer, from the citizen's comment on the
// blog to the answer under it: by mouse, by the keyboard alone, and without
// JavaScript.
import {
	as, BASE, blog_shows, citizen_says, complaints, done, holds, keyboard, mouse, NUMBER,
	row_of, same, tab_to, test, until,
} from "./kit.mjs";

const publish = 'button[name=do][value=publish]';

// REQ: K4 K14.  The finding is there, with its clause, and nothing goes out.
async function is_barred(page, hand, live) {
	if (!live)
		await hand.press(page, '.composer__bar button:not([name])');
	const finding = page.locator('.finding[data-severity="block"]', { hasText: NUMBER.slice(0, 4) });
	await finding.first().waitFor();
	same(await page.locator(publish).getAttribute("aria-disabled"), "true", "publishing is barred");
	holds((await page.locator("#hvorfor").innerText()).trim().length > 10, "no reason is given");
	const typed = await page.inputValue("#tekst");
	await hand.press(page, publish);
	await page.locator('.composer .ds-alert[data-color="danger"], .ds-alert[role=alert]').first().waitFor();
	same(await page.inputValue("#tekst"), typed, "the text after the refusal");
}

async function mend(page, hand) {
	await hand.press(page, '.finding[data-severity="block"] .finding__fixes button');
	await until("the number is gone", async () => !(await page.inputValue("#tekst")).includes(NUMBER),
		() => page.waitForLoadState());
}

async function sign(page, hand) {
	await hand.press(page, 'button[name=fix][value="add:sign"]');
	await page.locator("#tekst").waitFor();
	await until("the name under the text", async () => /Kari\s*$/.test(await page.inputValue("#tekst")),
		() => page.waitForLoadState());
}

// Somebody else may say something in the same thread meanwhile: then what is
// new is shown, and the same button is pressed again.
async function goes_out(page, hand, said, words) {
	const path = new URL(page.url()).pathname.match(/^\/henvendelse\/\d+/)[0];
	await until("it can be published", () => page.locator(`${publish}:not([aria-disabled])`).count(),
		() => hand.press(page, '.composer__bar button:not([name])'));
	await until("it is published", async () => (await page.locator(publish).count()) === 0, async () => {
		await hand.press(page, publish);
		await page.waitForLoadState();
		await page.locator(".enq__history").waitFor();
	});
	const html = await blog_shows(said.url, words);
	holds(!html.includes(NUMBER), "the number is on the blog");
	holds(html.indexOf(words) > html.indexOf(said.text), "the answer stands before the comment");
	await page.goto(BASE + path);
	await until("the entry of sending", async () => (await page.locator(".timeline .ev").count()) >= 4,
		() => page.reload());
}

// REQ: K60.  Each entry of the history leads to its place in the record.
async function is_proven(page, hand) {
	const proofs = page.locator(".timeline a.proof");
	const n = await proofs.count();
	holds(n >= 3, `${n} entries have a number`);
	const last = await proofs.last().getAttribute("href");
	await hand.press(page, `.timeline a.proof[href="${last}"]`);
	await page.waitForURL(`**${last}`);
	await until("the entry is proven", () => page.locator('.state[data-color="success"]').count(),
		() => page.reload());
	same(await page.locator("#bevis").count(), 1, "the proof is shown");
}

// The inbox tells of what is new by itself, without being loaded again.
async function tells_by_itself(page) {
	await page.evaluate(() => { globalThis.same_page = true; });
	await page.locator(".live").waitFor();
	holds(await page.evaluate(() => globalThis.same_page), "the page was loaded again");
}

async function path(hand, live, options) {
	const context = await as("kari", options);
	const page = await context.newPage();
	const all = complaints(page);
	await page.goto(`${BASE}/`);
	const waiting = live ? tells_by_itself(page) : undefined;
	const said = await citizen_says(0, "Når stenger dørene på torsdager?");
	if (waiting)
		await waiting;
	const words = `Døra er åpen til kl. 19, også for ungdom ${said.mark}`;
	const row = await row_of(page, said.text);
	const href = await row.locator("a.row__link").getAttribute("href");
	await hand.press(page, `.row:has(a[href="${href}"]) button[name=id]`);
	await until("it is mine", () => page.locator(".who[data-mine]").count(), () => page.waitForLoadState());
	await page.goto(BASE + href);
	holds(await page.locator(".who[data-mine]").count(), "it is not taken");
	await hand.choose(page, 'input[name=kind][value=fact]');
	await hand.write(page, "#tekst", `${words} ${NUMBER}.`);
	await is_barred(page, hand, live);
	await mend(page, hand);
	await sign(page, hand);
	await goes_out(page, hand, said, words);
	await is_proven(page, hand);
	// A refusal is an answer with an error status, which the browser tells of.
	same(all.filter((l) => !/status of 4/.test(l)).join("\n"), "", "complaints of the browser");
	await context.close();
}

// At once, as three people at the same desk: each waits most of the time.
await Promise.all([
	test("path by mouse", () => path(mouse, true)),
	test("path by keyboard", () => path(keyboard, true)),
	test("path without JavaScript", () => path(mouse, false, { javaScriptEnabled: false })),
]);

await test("skip link", async () => {
	const context = await as("kari");
	const page = await context.newPage();
	await page.goto(`${BASE}/`);
	await page.keyboard.press("Tab");
	const first = await page.evaluate(() => document.activeElement.className);
	same(first, "ds-skip-link", "the first stop");
	await page.keyboard.press("Enter");
	await until("main has the focus", () => page.evaluate(() => document.activeElement.id === "innhold"),
		() => page.waitForLoadState());
	await page.keyboard.press("Tab");
	holds(await page.evaluate(() => document.querySelector("#innhold").contains(document.activeElement)),
		"the next stop is not within the page");
	await context.close();
});

await test("no trap for the keyboard", async () => {
	const context = await as("kari");
	const page = await context.newPage();
	for (const path of ["/", "/ny", "/godkjenning", "/sok"]) {
		await page.goto(BASE + path);
		await tab_to(page, ".langs li:last-child button");
		await page.keyboard.press("Shift+Tab");
		holds(await page.evaluate(() => !document.activeElement.matches(".langs li:last-child button")),
			`held on ${path}`);
	}
	await context.close();
});

await done();
