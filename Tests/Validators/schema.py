"""Checks YAML files against JSON Schemas with validators that are not ours.

Reads from standard input
  {"schemas": {"club": "<JSON text>"}, "files": [{"name", "schema", "text"}]}
and writes for each file, in order, null where it is valid, or what is wrong with it; `no YAML: …`
where this reader of YAML cannot read it. Patterns are read by a regular expression engine of ECMA
262, as in editors.
"""

import json
import re
import sys

import jsonschema
import regress
import yaml


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core schema: `no` is text, `1e3` a number, a date is text."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        # JSON has no other keys than text: `2024: …` is the key "2024".
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                    key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


def resolver(tag, pattern, first):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), first)


resolver("null", "~|null|Null|NULL|", ["~", "n", "N", ""])
resolver("bool", "true|True|TRUE|false|False|FALSE", list("tTfF"))
resolver("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789"))
resolver(
    "float",
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    list("-+0123456789."),
)
resolver("merge", "<<", ["<"])


def whole_number(loader, node):
    text = loader.construct_scalar(node)
    if text[:2] in ("0o", "0x"):
        return int(text, 0)
    return int(text)


CoreLoader.add_constructor("tag:yaml.org,2002:int", whole_number)
# Where it is no key it is text.
CoreLoader.add_constructor("tag:yaml.org,2002:merge", CoreLoader.construct_yaml_str)


def pattern(validator, expression, instance, schema):
    if isinstance(instance, str) and not regress.Regex(expression, "u").find(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {expression!r}")


Validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": pattern})


def complaint(validator, text):
    try:
        value = yaml.load(text, CoreLoader)
    except (yaml.YAMLError, ValueError) as error:
        return f"no YAML: {error}"
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    return error and f"{error.json_path}: {error.message[:500]}"


def main():
    asked = json.load(sys.stdin)
    validators = {}
    for name, text in asked["schemas"].items():
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
    json.dump([complaint(validators[file["schema"]], file["text"]) for file in asked["files"]], sys.stdout)


main()
