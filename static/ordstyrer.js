// SPDX-License-Identifier: EUPL-1.2
// What makes the pages livelier: every page works without it.
"use strict";

(function () {
	const token = document.querySelector('meta[name="csrf"]');

	// Every request of htmx carries the token of the session.
	document.addEventListener("htmx:configRequest", function (e) {
		if (token)
			e.detail.headers["X-CSRF-Token"] = token.content;
	});

	// What is typed is kept on the server every few seconds.
	const form = document.querySelector("form[data-draft]");
	if (!form || !token)
		return;
	const text = form.elements.namedItem("tekst");
	const told = document.getElementById("lagret");
	let kept = text.value, timer = 0, sending = false;

	async function keep() {
		timer = 0;
		if (sending || text.value === kept)
			return;
		const value = text.value;
		sending = true;
		try {
			const answer = await fetch(form.dataset.draft, {
				method: "POST",
				headers: { "X-CSRF-Token": token.content, "HX-Request": "true" },
				body: new URLSearchParams(new FormData(form)),
			});
			if (answer.ok) {
				kept = value;
				told.textContent = await answer.text();
			}
		} catch {
			// No contact: tried again at the next key or after a while.
		}
		sending = false;
		if (text.value !== kept)
			timer = window.setTimeout(keep, 5000);
	}

	text.addEventListener("input", function () {
		if (!timer)
			timer = window.setTimeout(keep, 3000);
	});
	// Leaving the page with words not kept asks first.
	window.addEventListener("beforeunload", function (e) {
		if (text.value !== kept && !form.dataset.sent)
			e.preventDefault();
	});
	form.addEventListener("submit", function () {
		form.dataset.sent = "1";
	});
})();
