#!/usr/bin/env python3
"""Holds ops/systems/regulation.schema.json to the codec that reads regulations.

Both are tied to tests/data/one-of-everything.json, of which the codec's stories show that it has every member the codec
knows (it is written back without loss, and no value in it is a default). Here: the schema accepts that document and every
regulation we ship, knows no member beyond those, spells the same words, and refuses each document after any one value of
it is replaced by another type, any object of it gets a member more, or a member is taken that the codec needs
(one-of-everything.required lists those; the codec's stories read the same list). And ops/docs/regulation-format.md names
every member the schema has, and each of its examples (fenced as `json DEFINITION`) is what the schema says.
"""

import copy
import json
import pathlib
import re
import sys

from jsonschema import Draft202012Validator

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYSTEMS = ROOT / "ops/systems"
EVERYTHING = ROOT / "tests/data/one-of-everything.json"
REQUIRED = ROOT / "tests/data/one-of-everything.required"
FORMAT_PAGE = ROOT / "ops/docs/regulation-format.md"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def places(value, path=()):
    """Every value of a document with its path, the whole last."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from places(member, path + (name,))
    elif isinstance(value, list):
        for i, element in enumerate(value):
            yield from places(element, path + (i,))
    yield path, value


def changed(document, path, value):
    if not path:
        return value
    document = copy.deepcopy(document)
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


def without(document, path):
    document = copy.deepcopy(document)
    at = document
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return document


def rule_shape(document, path):
    """The shape of the rule a path leads through, as a member may mean one thing in one shape and another elsewhere."""
    at = document
    for step in path:
        at = at[step]
        if isinstance(at, dict) and "shape" in at:
            return at["shape"]
    return None


def pointer(path):
    return "".join(f"/{step}" for step in path)


def kind(path):
    """A path without its numbers: what stands at equal kinds is read alike."""
    return tuple("#" if isinstance(step, int) else step for step in path)


def wrong_values(value):
    """Values that no regulation may have in the place of this one."""
    yield None
    yield 3.7
    yield {"extra": 1}
    if not isinstance(value, str):
        yield "x"
    if not isinstance(value, bool):
        yield True
    if isinstance(value, dict):
        yield {**value, "extra": 1}
    if isinstance(value, str):
        yield "a\nb"


def complaints(validator, schema):
    for path in [EVERYTHING, *sorted(SYSTEMS.glob("*.json"))]:
        if path.name == "regulation.schema.json":
            continue
        document = read(path)
        for error in validator.iter_errors(document):
            yield f"{path.name}: {pointer(error.absolute_path)}: {error.message}"

    everything = read(EVERYTHING)
    in_document = {name for _, value in places(everything) if isinstance(value, dict) for name in value}
    in_schema = {name for path, value in places(schema) if path and path[-1] == "properties" for name in value}
    for name in sorted(in_schema - in_document):
        yield f"the schema knows a member the codec does not: {name}"

    header = (ROOT / "storage/regulation_words.hpp").read_text(encoding="utf-8")
    words_of_codec = {frozenset(re.findall(r'"(\w+)"', words)) - {"rollup"} for words in re.findall(r"words<domain::\w+>\{(.*?)\}", header, re.S)}
    words_of_schema = {frozenset(value) for path, value in places(schema) if path and path[-1] == "enum"}
    for words in words_of_codec ^ words_of_schema:
        yield f"words that only one of codec and schema spells: {', '.join(sorted(words))}"

    seen = set()
    for path, value in places(everything):
        alike = (kind(path), rule_shape(everything, path))
        if alike in seen or path == ("$schema",):
            continue
        seen.add(alike)
        for wrong in wrong_values(value):
            if validator.is_valid(changed(everything, path, wrong)):
                yield f"the schema accepts {json.dumps(wrong, ensure_ascii=False)[:60]} at {pointer(path)}"

    members = {pointer(path): path for path, _ in places(everything) if path and isinstance(path[-1], str)}
    required = {place for place, path in members.items() if not validator.is_valid(without(everything, path))}
    for place in sorted(required ^ set(REQUIRED.read_text(encoding="utf-8").split())):
        yield f"codec and schema do not agree whether this member is required: {place}"


def complaints_about_the_page(schema):
    page = FORMAT_PAGE.read_text(encoding="utf-8")
    named = {name for path, value in places(schema) if path and path[-1] == "properties" for name in value}
    for name in sorted(name for name in named if not re.search(rf'[`"]{re.escape(name)}[`":]', page)):
        yield f"the format's page does not name the member {name}"
    for definition, example in re.findall(r"^```json (\w+)\n(.*?)^```", page, re.S | re.M):
        part = schema if definition == "document" else {"$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]}
        for error in Draft202012Validator(part).iter_errors(json.loads(example)):
            yield f"the format's page, example of {definition}: {pointer(error.absolute_path)}: {error.message}"


def main():
    schema = read(SYSTEMS / "regulation.schema.json")
    Draft202012Validator.check_schema(schema)
    found = [*complaints(Draft202012Validator(schema), schema), *complaints_about_the_page(schema)]
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
