#!/usr/bin/env python3
"""Lint's findings in every format, to the screen and to files, as CI servers
take them. JUnit is held against tests/validators/junit.xsd if xmllint is here;
what npm's validators say of SARIF is in test_validators.py.

usage: test_lint_formats.py PROGRAM
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

from runner import TREE, run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
GOOD = """standoff: 1
title: Small
roles: { karim: { side: perpetrator, name: Karim } }
states: { first: { otherwise: { say: What? } } }
"""
BAD = GOOD + "start: fisrt\n"
NAMES = {"GITHUB_ACTIONS": "", "GITHUB_WORKSPACE": ""}


def run(*arguments, **more):
    """(exit code, standard output, standard error) of the program."""
    done = subprocess.run(
        [PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
        check=False, timeout=60, env={**os.environ, **NAMES, **more})
    return (done.returncode, done.stdout.decode(errors="surrogateescape"),
            done.stderr.decode(errors="surrogateescape"))


def prepare():
    pathlib.Path("good.yaml").write_text(GOOD)
    pathlib.Path("bad.yaml").write_text(BAD)


def read(name):
    return pathlib.Path(name).read_text(encoding="utf-8")


# --- where it goes ------------------------------------------------------------

def several_formats_are_written_in_one_run():
    code, out, err = run("lint", "-o", "sarif=a.sarif", "--output",
                         "junit=a.xml", "-o", "gcc=a.txt", "bad.yaml")
    assert code == 1 and not err and "[SO301]" in out and "1 error" in out
    assert read("a.txt").startswith("bad.yaml:5:8: error:")
    assert json.loads(read("a.sarif"))["version"] == "2.1.0"
    assert xml.etree.ElementTree.parse("a.xml").getroot().tag == "testsuites"
    assert sorted(os.listdir()) == ["a.sarif", "a.txt", "a.xml", "bad.yaml",
                                    "good.yaml"]


def the_same_files_give_the_same_bytes():
    for name in ("sarif", "junit", "json", "github", "gcc", "human"):
        first = run("lint", "-f", name, "bad.yaml", "good.yaml")
        assert first == run("lint", "-f", name, "bad.yaml", "good.yaml")
        whole = run("lint", "-f", name, "bad.yaml", "good.yaml", "-o",
                    f"{name}=file")[1]
        assert read("file") == whole


def a_file_that_cannot_be_written_is_a_fault_and_the_others_are_there():
    pathlib.Path("old.sarif").write_text("old")
    os.mkdir("folder")
    code, _, err = run("lint", "good.yaml", "-o", "sarif=nowhere/a.sarif",
                       "-o", "json=folder", "-o", "junit=/dev/full",
                       "-o", "gcc=a.txt", "-o", "sarif=old.sarif")
    assert code == 3
    assert "'nowhere/a.sarif': No such file or directory" in err, err
    assert "'folder': Is a directory" in err
    assert "'/dev/full': No space left on device" in err
    assert read("a.txt") == "" and read("old.sarif").startswith("{")


def a_device_is_written_to_and_a_link_stays_one():
    os.symlink("real.txt", "link.txt")
    pathlib.Path("real.txt").write_text("old")
    os.chmod("real.txt", 0o640)
    assert run("lint", "bad.yaml", "-o", "gcc=/dev/null", "-o",
               "gcc=link.txt")[0] == 1
    assert os.path.islink("link.txt") and "SO301" in read("real.txt")
    assert os.stat("real.txt").st_mode & 0o777 == 0o640
    assert not os.path.isfile("/dev/null")


def no_part_of_a_file_is_left_when_the_disk_is_full():
    pathlib.Path("a.json").write_text("old")
    limited = subprocess.run(
        ["sh", "-c", 'ulimit -f 0; trap "" XFSZ; exec "$0" lint bad.yaml '
         "-o json=a.json 2>err >/dev/null", PROGRAM], check=False, timeout=60)
    assert limited.returncode == 3
    assert read("a.json") == "old"
    assert not [name for name in os.listdir() if "part" in name]


def outputs_that_mean_nothing_are_refused_with_the_repair():
    for value, told in (("sarif", "as in sarif=found.sarif"),
                        ("sarif=", "as in sarif=found.sarif"),
                        ("xml=a", "format 'xml' is not known; choose auto, "
                                  "human, gcc, json, sarif, github, junit"),
                        ("\x1b[2J=a", "\\x1b[2J")):
        code, out, err = run("lint", "good.yaml", "-o", value)
        assert code == 2 and told in err and not out, (value, err)
        assert "\x1b" not in err
    code, _, err = run("lint", "good.yaml", *["-ogcc=a"] * 20)
    assert code == 2 and "more than 16 outputs" in err
    code, _, err = run("lint", "good.yaml", *["-ogcc=a"] * 70)
    assert code == 2 and "more than 64 options" in err
    assert not os.path.exists("a")


def an_unreadable_file_is_in_every_format():
    for name in ("sarif", "junit", "json", "github", "gcc"):
        code, out, _ = run("lint", "-f", name, "gone.yaml", "good.yaml")
        assert code == 2 and "SO001" in out and "gone.yaml" in out, (name, out)


# --- what is in it --------------------------------------------------------------

def actions(**more):
    return run("lint", "bad.yaml", GITHUB_ACTIONS="true", **more)


def under_github_actions_there_are_commands_too():
    code, out, _ = actions()
    assert code == 1 and "1 error" in out
    assert "\n::error file=bad.yaml,line=5,endLine=5,col=8," in out, out
    assert "::error" not in run("lint", "bad.yaml")[1]
    assert "::error" not in run("lint", "-f", "human", "bad.yaml",
                                GITHUB_ACTIONS="true")[1]


def paths_for_github_are_those_of_the_repository():
    os.makedirs("repository/deep")
    shutil.copy("bad.yaml", "repository/deep/bad.yaml")
    place = os.path.abspath("repository")
    os.chdir("repository/deep")
    assert "file=deep/bad.yaml," in actions(GITHUB_WORKSPACE=place)[1]
    assert "file=bad.yaml," in actions(GITHUB_WORKSPACE="/nowhere/at/all")[1]
    code, out, _ = run("lint", "-f", "sarif", os.path.abspath("bad.yaml"))
    result = json.loads(out)["runs"][0]["results"][0]
    assert code == 1 and result["locations"][0]["physicalLocation"][
        "artifactLocation"]["uri"] == "bad.yaml"


def unescape(text):
    """What the runner makes of a property or a text."""
    return re.sub("%(0A|0D|25|2C|3A)",
                  lambda found: chr(int(found.group(1), 16)), text)


def hostile_files(count):
    """Names and contents that try to get out of their format."""
    parts = ["]]>", "<!--", "</failure>", "&amp;", "::error::", "%0A", "##[x]",
             "\x1b[2J", "\u202e", "\ufffe", "\U0001f600", "'\"", ",:", "\\"]
    for i in range(count):
        text = "".join(parts[(i * 5 + k * 3) % len(parts)] for k in range(6))
        name = text.replace("/", "|") + ".yaml"
        quoted = json.dumps(text)
        pathlib.Path(name).write_text(
            BAD + f"{quoted}: 1\n" + f"family: {quoted}\n", encoding="utf-8")
        yield name


def hostile_names_and_texts_stay_within_their_format():
    names = list(hostile_files(14))
    code, out, _ = run("lint", "-f", "github", *names)
    assert code == 1
    for line in out.split("\n")[:-1]:
        assert re.fullmatch(r"::(error|warning|notice) file=[^:,]+,line=\d+,"
                            r"endLine=\d+,col=\d+,endColumn=\d+,title=SO\d+ "
                            r"[a-z-]+::[^\r\n]+", line), line
        file = unescape(line.split(",")[0].split("file=")[1])
        assert file.endswith(".yaml")
    for name in ("github", "junit", "gcc", "human", "json", "sarif"):
        out = run("lint", "-f", name, *names)[1]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ufffe]", out)
        if name == "junit":
            root = xml.etree.ElementTree.fromstring(out.encode())
            assert {one.tag for one in root.iter()} == {
                "testsuites", "testsuite", "testcase", "failure"}
            assert len(root) == len(names)
        if name == "sarif":
            for one in json.loads(out)["runs"][0]["results"]:
                place = one["locations"][0]["physicalLocation"]
                assert re.fullmatch("[!-~]+",
                                    place["artifactLocation"]["uri"])
    guarded = actions()[1] + run("lint", *names, GITHUB_ACTIONS="true")[1]
    for line in guarded.split("\n"):
        assert line.startswith("::") or "##[" not in line


def junit_is_as_jenkins_takes_it():
    if not shutil.which("xmllint"):
        print("skipped: junit_is_as_jenkins_takes_it: xmllint is not here")
        return
    run("lint", "bad.yaml", "good.yaml", *hostile_files(5), "-o",
        "junit=a.xml")
    done = subprocess.run(
        ["xmllint", "--noout", "--nonet", "--schema",
         str(TREE / "tests/validators/junit.xsd"), "a.xml"],
        capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    root = xml.etree.ElementTree.parse("a.xml").getroot()
    assert root.get("tests") == str(len(root.findall(".//testcase")))
    assert root.get("failures") == str(len(root.findall(".//failure")))


def a_thousand_findings_are_shown_and_the_others_counted():
    pathlib.Path("odd.yaml").write_text(
        "standoff: 1\n" + "".join(f"k{i}: x\n" for i in range(1500)))
    for name in ("gcc", "json", "sarif", "github", "junit"):
        out = run("lint", "-f", name, "odd.yaml")[1]
        assert "503 more findings are not shown" in out, name


run_tests(globals(), prepare=prepare, helpers=(
    "run", "prepare", "read", "actions", "unescape", "hostile_files",
    "run_tests"))
