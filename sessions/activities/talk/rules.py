"""A talk: who speaks, and what to read meanwhile. The plain slot, or with a clock the plain timer."""

from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from sessions.activities.talk.links import read_links, shown
from sessions.activity import Activity, Rejected, Scene, View, tidy
from sessions.blocks import Block, Facts, Link, Para, Said, Term


class Talk(Activity):
    """Nobody moves anything here: what is shown is what the organiser set up.

    Title and clock are the step's own. A talk that is the line of the programme has the speaker of that line
    and needs no set-up at all; something else in the same slot has not.
    """

    kind = "talk"
    suggested_by = ("föreläsning", "föredrag", "anförande", "talk", "lecture", "keynote", "presentation")

    class Settings(Struct, frozen=True, forbid_unknown_fields=True):
        """`notes`: what phones may read beside it. `links`: one a line, words first, then the address."""

        speaker: Annotated[str, Meta(max_length=200)] = ""
        notes: Annotated[str, Meta(max_length=4000)] = ""
        links: Annotated[str, Meta(max_length=8000)] = ""

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self.settings = cleaned(self.settings)

    def settings_changed(self, settings: Any) -> None:
        """Raises Rejected("not_a_link", line=) for the first line that holds no address of the web."""
        settings = cleaned(settings)
        _, others = read_links(settings.links)
        if others:
            raise Rejected("not_a_link", field="links", line=others[0])
        self.settings = settings

    def everyone(self, scene: Scene) -> View:
        return {**self.wall(scene), "notes": self.settings.notes}

    def wall(self, scene: Scene) -> View:
        links, _ = read_links(self.settings.links)
        return {"title": scene.title, "speaker": self._speaker(scene), "links": shown(links)}

    def desk(self, scene: Scene) -> View:
        """`unread`: lines among the links that hold no address; they are kept, and shown to nobody else."""
        _, others = read_links(self.settings.links)
        return {**self.everyone(scene), "unread": list(others)}

    def _speaker(self, scene: Scene) -> str:
        is_the_slot = scene.title == scene.slot.title
        return self.settings.speaker or (scene.slot.speaker if is_the_slot else "")

    def minutes(self, scene: Scene) -> list[Block]:
        """What the heading of the step and the line of the programme do not say already."""
        blocks: list[Block] = []
        if self.settings.speaker and self.settings.speaker != scene.slot.speaker:
            blocks.append(Facts(((Term("speaker"), Said(self.settings.speaker)),)))
        blocks.extend(Para(Said(part)) for part in self.settings.notes.split("\n") if part)
        links, _ = read_links(self.settings.links)
        return blocks + [Link(Said(link.text or link.url), link.url) for link in links]

    def record(self, scene: Scene) -> View:
        links, _ = read_links(self.settings.links)
        return {
            "speaker": self._speaker(scene),
            "notes": self.settings.notes,
            "links": [{"text": link.text, "url": link.url} for link in links],
        }


def cleaned(settings: Talk.Settings) -> Talk.Settings:
    """The same settings without signs that cannot be seen; never refuses, so that no replay breaks on it."""
    return structs.replace(
        settings,
        speaker=tidy(settings.speaker, _any(settings.speaker)),
        notes=tidy(settings.notes, _any(settings.notes), lines=True),
        links=tidy(settings.links, _any(settings.links), lines=True),
    )


def _any(text: str) -> int:
    """NFC makes at most three signs of one."""
    return 3 * len(text)
