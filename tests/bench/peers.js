// What test.py compares with: the same intents and lines through RiveScript,
// nlp.js and ink. usage: node peers.js NAME FOLDER BENCH.json
const { createRequire } = require("module");
const path = require("path");
const fs = require("fs");

const [name, folder, file] = process.argv.slice(2);
const load = createRequire(path.resolve(folder, "package.json"));
const { intents, lines } = JSON.parse(fs.readFileSync(file, "utf8"));

async function rivescript() {
  const RiveScript = load("rivescript");
  const bot = new RiveScript({ utf8: true });
  let text = "+ *\n- What?\n\n";
  intents.forEach((phrases, i) => {
    for (const phrase of phrases) text += `+ [*] ${phrase} [*]\n- Answer ${i}.\n\n`;
  });
  bot.stream(text);
  bot.sortReplies();
  const some = lines.slice(0, 2000);
  for (const line of some) await bot.reply("user", line);
  return some.length;
}

async function nlp() {
  const { containerBootstrap } = load("@nlpjs/core");
  const { Nlp } = load("@nlpjs/nlp");
  const { LangEn } = load("@nlpjs/lang-en-min");
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(LangEn);
  const bot = container.get("nlp");
  bot.settings.autoSave = false;
  bot.settings.log = false;
  bot.addLanguage("en");
  intents.forEach((phrases, i) => {
    for (const phrase of phrases) bot.addDocument("en", phrase, `i-${i}`);
    bot.addAnswer("en", `i-${i}`, `Answer ${i}.`);
  });
  const log = console.log;
  console.log = () => {};
  await bot.train();
  console.log = log;
  const some = lines.slice(0, 500);
  for (const line of some) await bot.process("en", line);
  return some.length;
}

async function ink() {
  const { Compiler } = load("inkjs/full");
  let text = "-> talk\n=== talk ===\n";
  intents.forEach((phrases, i) => {
    text += `+ [${i}]\n  Answer ${i}.\n  -> talk\n`;
  });
  const story = new Compiler(text).Compile();
  story.ContinueMaximally();
  for (let i = 0; i < lines.length; i++) {
    story.ChooseChoiceIndex(i % intents.length);
    story.ContinueMaximally();
  }
  return lines.length;
}

({ rivescript, nlp, ink })[name]().then((count) =>
  console.log(JSON.stringify({ lines: count })));
