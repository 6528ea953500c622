// Loads only what this page uses. The script tag carries the address of each module, so that
// their names may hold a version. Every page works without any of this.
const me = document.querySelector("script[data-once]");
const uses = {
  rows: "form[data-rows]",
  once: "form[method=post]",
  find: "[data-find-at]",
  scan: "[data-scan-into]",
  nik: "form[data-nik-check]",
  place: "input[data-places]",
  refresh: "[data-refresh-until]",
  printing: "[data-print]",
  copying: "[data-copy]",
  pad: "div[data-pad]",
  claim: "[data-claim-keys]",
  waiting: "a[data-waiting]",
  drafts: "[data-draft]",
  photo: "form[data-photo]",
  keeping: "form[data-keep]",
  luring: "main[data-luring]",
};
for (const [name, selector] of Object.entries(uses)) {
  if (document.querySelector(selector)) import(me.dataset[name]);
}
