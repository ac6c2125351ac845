#!/usr/bin/env python3
"""The JSON Schema as a document: whole, and with a sentence for each key. What
other programs make of it is in test_validators.py.

usage: test_schema.py PROGRAM
"""
import json
import pathlib
import re
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
KINDS = ("scenario", "pack", "translation", "transcript", "rubric")


def schema(*arguments):
    done = subprocess.run([PROGRAM, "schema", *arguments], capture_output=True,
                          check=True, timeout=60)
    return json.loads(done.stdout)


def parts(node):
    """Every object within, the whole first."""
    if isinstance(node, dict):
        yield node
    for value in node.values() if isinstance(node, dict) else (
            node if isinstance(node, list) else ()):
        yield from parts(value)


def every_reference_leads_to_a_definition_and_each_is_used():
    for arguments in ((), *(("--kind", kind) for kind in KINDS)):
        document = schema(*arguments)
        used = {part["$ref"] for part in parts(document) if "$ref" in part}
        there = {f"#/definitions/{name}" for name in document["definitions"]}
        assert used == there, used ^ there
        assert all(re.fullmatch("[a-z0-9-]+", name)
                   for name in document["definitions"])


def every_key_has_a_sentence():
    for part in parts(schema()):
        if part.get("additionalProperties") is not False:
            continue
        for key, about in part["properties"].items():
            assert about["description"].endswith("."), (key, about)
            assert "\n" not in about["description"]


def patterns_are_regular_expressions_and_lists_of_keys_are_sets():
    for part in parts(schema()):
        if isinstance(part.get("pattern"), str):
            re.compile(part["pattern"])
        for key in ("required", "enum", "type"):
            if isinstance(part.get(key), list):
                assert part[key] and len(part[key]) == len(set(part[key]))


def what_is_meant_where_nothing_is_said_is_told():
    document = schema()["definitions"]
    demand = document["demand"]["properties"]
    deadline = document["deadline"]["properties"]
    stance = document[demand["stance"]["$ref"].split("/")[-1]]
    announced = document[deadline["announced"]["$ref"].split("/")[-1]]
    assert stance["default"] == "negotiable" and announced["default"] is True


def states_hold_states():
    document = schema("--kind", "scenario")["definitions"]
    inner = document["state"]["properties"]["states"]["$ref"]
    entries = document[inner.split("/")[-1]]["additionalProperties"]
    assert entries == {"$ref": "#/definitions/state"}


run_tests(globals(), helpers=("schema", "parts", "run_tests"))
