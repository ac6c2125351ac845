/* Opens pages that standoff wrote in a browser, and says what is wrong with
 * them: accessibility (axe), validity (html-validate), requests, width on a
 * telephone, print on A4, elements that came out of foreign text.
 *
 * usage: node pages.cjs CHROMIUM [--shots FOLDER] PAGE...
 *
 * The first page is looked at in the dark, too. Prints a line for each fault
 * and at the end `N passed, M failed`; with --shots, pictures of all. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { HtmlValidate } = require("html-validate");
const puppeteer = require("puppeteer-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const TELEPHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

const validator = new HtmlValidate({
    extends: ["html-validate:recommended"],
    rules: { "long-title": "off" }, // a title is as long as its scenario says
});

async function valid(file) {
    const report = await validator.validateFile(file);
    return report.results.flatMap((result) => result.messages.map(
        (m) => `html-validate: ${m.line}:${m.column} ${m.message} (${m.ruleId})`));
}

// Runs axe in the page; the page's own policy does not let it in, the
// debugger does.
async function accessible(page, what) {
    await page.evaluate(axe);
    const violations = await page.evaluate(async () =>
        (await window.axe.run(document, { resultTypes: ["violations"] }))
            .violations.map((v) =>
            `${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html).join(" ")}`));
    return violations.map((v) => `axe (${what}): ${v.slice(0, 400)}`);
}

async function narrow(page) {
    return page.evaluate((width) => {
        const wide = document.scrollingElement.scrollWidth;
        if (wide <= width)
            return [];
        const guilty = [...document.querySelectorAll("main *")].filter((e) =>
            !e.closest(".scroll") && e.getBoundingClientRect().right > width);
        return [`${wide} px wide on a telephone of ${width}: ` +
            guilty.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" ")];
    }, TELEPHONE.width);
}

async function harmless(page) {
    return page.evaluate(() => {
        const foreign = document.querySelectorAll(
            "script, img, iframe, object, embed, form, a, link, video, audio, input");
        const handlers = [...document.querySelectorAll("*")].filter((e) =>
            [...e.attributes].some((a) => a.name.startsWith("on") ||
                a.name === "style"));
        return [...foreign, ...handlers].map(
            (e) => `an element that runs or loads: ${e.outerHTML.slice(0, 120)}`);
    });
}

async function printed(page, file, shots) {
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const size = /\/MediaBox ?\[ ?0 0 (\d+)[.\d]* (\d+)/.exec(
        Buffer.from(pdf).toString("latin1"));
    if (shots)
        fs.writeFileSync(path.join(shots, path.basename(file) + ".pdf"), pdf);
    if (!size || Math.abs(size[1] - 595) > 1 || Math.abs(size[2] - 842) > 1)
        return [`is not printed on A4: ${size && size[0]}`];
    return [];
}

async function shoot(page, file, shots, name) {
    if (shots)
        await page.screenshot({
            path: path.join(shots, `${path.basename(file)}.${name}.png`),
            fullPage: true,
        });
}

async function inTheDark(page, file, shots) {
    await page.emulateMediaFeatures(
        [{ name: "prefers-color-scheme", value: "dark" }]);
    await shoot(page, file, shots, "dark");
    return accessible(page, "dark");
}

async function check(browser, file, shots, dark) {
    const faults = await valid(file);
    const page = await browser.newPage();
    const requests = [], said = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("dialog", (dialog) => { said.push(dialog.message()); dialog.dismiss(); });
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.setViewport(TELEPHONE);
    await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
    faults.push(...await narrow(page), ...await harmless(page));
    await shoot(page, file, shots, "telephone");
    faults.push(...await accessible(page, "telephone"));
    await page.setViewport(DESK);
    await shoot(page, file, shots, "desk");
    if (dark)
        faults.push(...await inTheDark(page, file, shots));
    faults.push(...await printed(page, file, shots));
    if (requests.length !== 1)
        faults.push(`${requests.length} requests: ${requests.slice(0, 3)}`);
    faults.push(...said.map((text) => `the browser says: ${text}`));
    await page.close();
    return faults;
}

async function main([chromium, ...rest]) {
    const shots = rest[0] === "--shots" ? rest.splice(0, 2)[1] : null;
    const browser = await puppeteer.launch({
        executablePath: chromium,
        args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
    let failed = 0;
    for (const file of rest) {
        const faults = await check(browser, file, shots, file === rest[0]);
        failed += faults.length > 0;
        for (const fault of faults)
            console.log(`${path.basename(file)}: ${fault}`);
    }
    await browser.close();
    console.log(`${rest.length - failed} passed, ${failed} failed`);
    process.exit(failed || !rest.length ? 1 : 0);
}

main(process.argv.slice(2));
