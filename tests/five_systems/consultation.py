"""The draft is out for comment (section 3, CS-23, CS-24): who was heard, who was silent, and what came too late."""

from datetime import date, timedelta

from five_systems.instants import UnsoundInputs, midnight, printed, read


def closing(document):
    """The first instant that is too late; None where nobody is asked."""
    drafting = document.get("drafting", {})
    if "comments_until" not in drafting:
        return None
    last = date.fromisoformat(drafting["comments_until"])
    return midnight(last if drafting.get("boundary", "inclusive") == "exclusive" else last + timedelta(1))


def consultation(document, comments):
    """What it came to, and the comments refused. Every agency listed is asked, assessed or not."""
    closes = closing(document)
    if closes is None:
        if comments:
            raise UnsoundInputs("nobody is asked for comments")
        return None, []
    listed = [agency["id"] for agency in document["agencies"]]
    heard, late = set(), []
    for comment in comments:
        if comment["agency"] not in listed:
            raise UnsoundInputs(f"{comment['agency']} is not listed")
        if read(comment["at"]) < closes:
            heard.add(comment["agency"])
        else:
            late.append({"agency": comment["agency"], "code": comment.get("code", ""), "act": "comment", "refused": "too_late"})
    return {"closes_at": printed(closes), "silent": [agency for agency in listed if agency not in heard],
            "silence_is_consent": document["drafting"].get("silence_is_consent", False)}, late
