// SPDX-License-Identifier: EUPL-1.2
//
// look.mjs - takes pictures of pages in both widths and schemes, and runs
// axe-core on each.  For eyes, and for the browser tests to build on.
//
//   node tests/browser/look.mjs --base http://127.0.0.1:18400 --cookie VALUE \
//        --out DIR [--name ordstyrer] [--no-js] NAME=PATH ...
//
// Exit status 1 where axe finds anything.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const require = createRequire(join(process.cwd(), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const { values: o, positionals: pages } = parseArgs({
	allowPositionals: true,
	options: {
		base: { type: "string" },
		cookie: { type: "string", default: "" },
		name: { type: "string", default: "ordstyrer" },
		out: { type: "string", default: "." },
		chromium: { type: "string", default: "/usr/bin/chromium" },
		"no-js": { type: "boolean", default: false },
	},
});
mkdirSync(o.out, { recursive: true });

const browser = await chromium.launch({ executablePath: o.chromium, args: ["--no-sandbox"] });
let found = 0;
for (const width of [1280, 390])
	for (const scheme of ["light", "dark"]) {
		// axe is put in by the test itself, past the pages' own policy.
		const context = await browser.newContext({
			viewport: { width, height: width === 390 ? 844 : 900 },
			colorScheme: scheme,
			javaScriptEnabled: !o["no-js"],
			bypassCSP: true,
		});
		if (o.cookie)
			await context.addCookies([{ name: o.name, value: o.cookie, url: o.base }]);
		for (const arg of pages) {
			const [name, path] = arg.split(/=(.*)/s);
			const page = await context.newPage();
			page.on("console", (m) => {
				if (m.type() === "error")
					console.log(`${name} ${width} ${scheme}: ${m.text()}`);
			});
			await page.goto(o.base + path, { waitUntil: "load" });
			await page.screenshot({ path: join(o.out, `${name}-${width}-${scheme}.png`), fullPage: true });
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			if (wide > 0) {
				console.log(`${name} ${width} ${scheme}: ${wide} px too wide`);
				found++;
			}
			if (!o["no-js"]) {
				await page.evaluate(axe);
				const result = await page.evaluate(() => globalThis.axe.run(document, {
					runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
				}));
				for (const v of result.violations) {
					console.log(`${name} ${width} ${scheme}: ${v.id}: ${v.help}`);
					for (const n of v.nodes.slice(0, 3))
						console.log(`    ${n.target.join(" ")}  ${n.html.slice(0, 120)}`);
					found++;
				}
			}
			await page.close();
		}
		await context.close();
	}
await browser.close();
process.exit(found ? 1 : 0);
