#!/usr/bin/env python3
"""Installs into an empty folder and builds the example that embeds the
library with what pkg-config says, as somebody else's project would.

usage: test_install.py PROGRAM     (in a build folder)
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
TREE = pathlib.Path(__file__).resolve().parents[2]
SCENARIO = TREE / "scenarios/workshop-barricade/scenario.yaml"
SKIPPED = 77  # what meson takes for "skipped"


def output_of(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          **more).stdout


def is_sanitized():
    options = json.loads(output_of("meson", "introspect", "--buildoptions",
                                   str(PROGRAM.parent)))
    return any(o["name"] == "b_sanitize" and o["value"] != "none"
               for o in options)


def main():
    if is_sanitized() or not shutil.which("pkg-config"):
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        output_of("meson", "install", "-C", str(PROGRAM.parent),
                  "--no-rebuild", "--destdir", folder)
        pc = next(pathlib.Path(folder).rglob("standoff.pc"))
        environment = {**os.environ, "PKG_CONFIG_PATH": str(pc.parent),
                       "PKG_CONFIG_SYSROOT_DIR": folder,
                       "LD_LIBRARY_PATH": str(pc.parent.parent)}
        flags = output_of("pkg-config", "--cflags", "--libs", "standoff",
                          env=environment).split()
        example = str(TREE / "docs/example/embed.c")
        program = folder + "/embed"
        output_of("cc", "-Wall", "-Wextra", "-Werror", example, *flags, "-o",
                  program)
        said = output_of(program, str(SCENARIO), "My name is Anna.",
                         env=environment)
        assert "Stay back" in said and "> My name is Anna." in said, said
        installed = next(pathlib.Path(folder).rglob("bin/standoff"))
        assert "standoff" in output_of(str(installed), "--version")
    print("1 passed, 0 failed")


main()
