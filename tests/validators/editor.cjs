/* What yaml-language-server tells an editor of files with a JSON Schema.
 *
 * usage: node editor.cjs SERVER SCHEMA < REQUESTS
 *
 * REQUESTS is a JSON list of {text, line, character}: a file, and a place in it
 * from 0. Prints a list of {diagnostics, completions, hover}: texts and labels. */
"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { pathToFileURL } = require("node:url");

const [serverPath, schemaPath] = process.argv.slice(2);
const requests = JSON.parse(fs.readFileSync(0, "utf8"));
const server = spawn(process.execPath, [serverPath, "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
});

const answers = new Map(); // id -> what waits for it
const diagnostics = new Map(); // uri -> what waits for it
let next = 1;
let input = Buffer.alloc(0);

function send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function ask(method, params) {
    const id = next++;
    send({ id, method, params });
    return new Promise((resolve) => answers.set(id, resolve));
}

/* The settings of the editor that the server asks for. */
function settings(section) {
    const yaml = {
        validate: true, completion: true, hover: true,
        schemaStore: { enable: false },
        schemas: { [pathToFileURL(schemaPath).href]: "*.yaml" },
    };
    return section === "yaml" ? yaml : null;
}

function take(message) {
    if (message.method === "workspace/configuration") {
        const result = message.params.items.map((one) => settings(one.section));
        send({ id: message.id, result });
    } else if (message.method === "textDocument/publishDiagnostics") {
        const waiting = diagnostics.get(message.params.uri);
        if (waiting) waiting(message.params.diagnostics);
    } else if (message.method && message.id !== undefined) {
        send({ id: message.id, result: null });
    } else if (answers.has(message.id)) {
        answers.get(message.id)(message.result);
        answers.delete(message.id);
    }
}

server.stdout.on("data", (chunk) => {
    input = Buffer.concat([input, chunk]);
    for (;;) {
        const end = input.indexOf("\r\n\r\n");
        if (end < 0) return;
        const size = Number(/Content-Length: (\d+)/i.exec(input.toString(
            "latin1", 0, end))[1]);
        if (input.length < end + 4 + size) return;
        const body = input.subarray(end + 4, end + 4 + size);
        input = input.subarray(end + 4 + size);
        take(JSON.parse(body.toString("utf8")));
    }
});

function hoverText(hover) {
    const contents = hover && hover.contents;
    return contents ? contents.value || String(contents) : "";
}

async function answer(request, index) {
    const uri = `file:///files/${index}.yaml`;
    const place = {
        textDocument: { uri },
        position: { line: request.line, character: request.character },
    };
    const told = new Promise((resolve) => diagnostics.set(uri, resolve));
    send({
        method: "textDocument/didOpen",
        params: {
            textDocument: {
                uri, languageId: "yaml", version: 1, text: request.text,
            },
        },
    });
    const found = await told;
    const completion = await ask("textDocument/completion", place);
    const hover = await ask("textDocument/hover", place);
    const items = completion ? completion.items || completion : [];
    return {
        diagnostics: found.map(
            (one) => `${one.range.start.line + 1}: ${one.message}`),
        completions: items.map((one) => one.label),
        hover: hoverText(hover),
    };
}

async function main() {
    await ask("initialize", {
        processId: process.pid, rootUri: null,
        capabilities: { workspace: { configuration: true } },
    });
    send({ method: "initialized", params: {} });
    send({
        method: "workspace/didChangeConfiguration",
        params: { settings: { yaml: settings("yaml") } },
    });
    const results = [];
    for (const [index, request] of requests.entries())
        results.push(await answer(request, index));
    console.log(JSON.stringify(results));
    server.kill();
}

main();
