/* What ajv says of YAML files by a JSON Schema, read as YAML 1.2 by `yaml`.
 *
 * usage: node schema.cjs SCHEMA FILE...
 *
 * Prints a line of JSON for each file: {file, read, valid, errors}. A schema
 * that is none ends with a message. */
"use strict";

const fs = require("node:fs");
const Ajv = require("ajv").default;
const { parseDocument } = require("yaml");

const [schema, ...files] = process.argv.slice(2);
const ajv = new Ajv({
    strict: true, // unknown keywords, ignored parts: all are faults
    strictTypes: false,
    allowUnionTypes: true,
    allErrors: true,
});
ajv.addVocabulary(["errorMessage"]);
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema, "utf8")));

/* The value of a file; undefined when it is not YAML, or has loose ends. */
function read(file) {
    try {
        const document = parseDocument(fs.readFileSync(file, "utf8"));
        return document.errors.length ? undefined : document.toJS();
    } catch {
        return undefined;
    }
}

for (const file of files) {
    const value = read(file);
    const valid = value !== undefined && validate(value);
    const errors = (valid ? [] : validate.errors || []).slice(0, 3).map(
        (error) => `${error.instancePath}: ${error.message}`);
    console.log(JSON.stringify(
        { file, read: value !== undefined, valid, errors }));
}
