"""server/api/asyncapi.yaml as a measure: which documented message a frame is, and which were never seen."""
import os

import jsonschema
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def document(name):
    return yaml.safe_load(open(os.path.join(ROOT, "server/api", name), encoding="utf-8"))


class Frames:
    def __init__(self):
        self.live, http = document("asyncapi.yaml"), document("openapi.yaml")
        self.resolver = jsonschema.RefResolver("asyncapi.yaml", self.live,
                                               store={"asyncapi.yaml": self.live, "openapi.yaml": http})
        self.messages, self.seen, self.words = {"hear": {}, "tell": {}}, set(), set()
        for way, operation in self.live["operations"].items():
            for each in operation["messages"]:
                message = self.resolve(self.resolve(each))
                name = each["$ref"].rsplit("/", 1)[1]
                schema = message["payload"]
                self.messages[way][name] = jsonschema.Draft202012Validator(schema, resolver=self.resolver)

    def resolve(self, reference):
        return self.resolver.resolve(reference["$ref"])[1]

    def fault(self, way, frame):
        """What is wrong with the frame; None when it is one of the documented messages."""
        kind, topic, nearest = frame.get("t"), frame.get("topic", ""), None
        for name, validator in self.messages[way].items():
            properties = validator.schema["properties"]
            if properties["t"]["const"] != kind:
                continue
            if "pattern" in properties.get("topic", {}) and not topic.startswith(properties["topic"]["pattern"][1:]):
                continue
            errors = [*validator.iter_errors(frame)]
            if not errors:
                self.seen.add((way, name))
                self.words.add((name, frame.get("reason")))
                return None
            nearest = f"{name}: {errors[0].json_path} {errors[0].message[:300]}"
        return nearest or f"no documented message of kind {kind!r} and topic {topic!r}"

    def never_seen(self):
        """Documented messages, and reasons given in them, that no frame has shown."""
        for way, messages in self.messages.items():
            for name, validator in messages.items():
                if (way, name) not in self.seen:
                    yield name
                for reason in validator.schema["properties"].get("reason", {}).get("enum", []):
                    if (name, reason) not in self.words:
                        yield f"{name} because of {reason}"
