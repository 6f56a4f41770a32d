// The peer of `make bench`: playwright-core walks the pages that Vigie's runner
// walks, in a fresh context each time. It is started by the harness of the
// package probes and speaks with it by lines: "ready", "go", a result in JSON.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { chromium } = require("playwright-core");

const job = JSON.parse(process.env.VIGIE_BENCH_DRIVER);

// captured does what a capture of Playwright has: a picture of the whole page
// and the document, beside the HAR of the context.
async function captured(page, n, step) {
  if (!job.capture) return;
  const name = path.join(job.folder, `${n}-${step}`);
  fs.writeFileSync(name + ".png", await page.screenshot({ fullPage: true }));
  fs.writeFileSync(name + ".html", await page.content());
}

const journeys = {
  five: async (page, n) => {
    await page.goto(job.address + "/banc/");
    await captured(page, n, 1);
    await page.click("text=Commencer la démarche");
    await page.fill("#identifiant", "personne");
    await page.fill("#code", "0000");
    await captured(page, n, 2);
    await page.click("#entrer");
    await page.selectOption("#titre", "2");
    await page.fill("#numero", "0123456789");
    await captured(page, n, 3);
    await page.click("#suivant");
    await page.setInputFiles("#piece", job.file);
    await captured(page, n, 4);
    await page.click("#deposer");
    const text = await page.textContent("#recu");
    if (!text.includes("Pièce reçue : 20000 octets")) throw new Error("confirmation : " + text);
    await captured(page, n, 5);
  },
  door: async (page, n) => {
    await page.goto(job.address + "/rdvpref/reservation/demarche/1001/");
    await page.waitForSelector("text=Préfecture de l'Ain");
    await captured(page, n, 1);
    await page.click("text=Prendre un rendez-vous");
    await page.waitForSelector("text=code de sécurité");
    const image = await page.waitForSelector("#captchaFR_CaptchaImage");
    await image.evaluate((i) => i.complete || new Promise((done) => { i.onload = done; }));
    await captured(page, n, 2);
  },
};

async function once(browser, n) {
  const options = { viewport: { width: 1280, height: 900 }, locale: "fr-FR" };
  if (job.capture) options.recordHar = { path: path.join(job.folder, n + ".har"), content: "embed" };
  const context = await browser.newContext(options);
  await journeys[job.journey](await context.newPage(), n);
  await context.close();
}

async function main() {
  const browser = await chromium.launch({ executablePath: job.browser, args: ["--no-sandbox"] });
  await once(browser, 0);
  const lines = readline.createInterface({ input: process.stdin });
  const ended = new Promise((done) => lines.once("close", done));
  console.log("ready");
  await new Promise((done) => lines.once("line", done));
  let next = 0;
  const each = [];
  const start = performance.now();
  await Promise.all(Array.from({ length: job.concurrency }, async () => {
    while (next < job.journeys) {
      const n = ++next;
      const begun = performance.now();
      await once(browser, n);
      each.push(performance.now() - begun);
    }
  }));
  console.log(JSON.stringify({ wall: performance.now() - start, each }));
  await ended;
  await browser.close();
}

main().catch((e) => { console.error(e.stack || e); process.exit(1); });
