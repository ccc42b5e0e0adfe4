"""Every method of a vote played through: ballots on phones, hands and slips typed in."""

import json
from typing import Any

import msgspec
import pytest

from sessions.activities.vote.counting import METHODS
from sessions.activities.vote.counting.file import SHOWN, recounted
from sessions.activities.vote.moves import BY_ANSWER, Cast, DropSlip, TypeIn, TypeSlip
from sessions.activity import Rejected, Turn
from sessions.blocks import Bullets, Para, Table, Term
from sessions.people import Forgotten
from sessions.session_moves import Happened
from sessions.wire import read_move
from tests.activities.vote_play import RENDERER, drawn, id_of, marks, poll, shown, started, view
from tests.play import DESK, Play


class TestEveryMethod:
    @pytest.mark.parametrize("voters", ["everybody", "organisations"])
    @pytest.mark.parametrize("method", METHODS)
    def test_the_exported_vote_counts_to_what_was_shown(self, method: str, voters: str) -> None:
        play, step = started(method, 30, voters=voters, per_organisation=True, blank=True)
        assert play.sample(step) > 20
        result = shown(play, step)
        one = play.session.steps.step(step)
        data = msgspec.json.decode(msgspec.json.encode(one.activity.record(play.session.scene(one))))
        assert len(data["elections"]) == (1 if voters == "organisations" else 2)
        for election, live, said in zip(data["elections"], data["results"], result["verdicts"], strict=True):
            found, words = recounted(json.dumps(election).encode())
            assert json.loads(msgspec.json.encode(found)) == {name: live[name] for name in SHOWN}
            assert {**words.values, "unit": 0} == {
                **{k: v for k, v in said.items() if k != "code"},
                "unit": 0,
            }
            assert words.code == said["code"]
        assert "rening" not in json.dumps(data)

    @pytest.mark.parametrize("blank", [True, False])
    @pytest.mark.parametrize("method", METHODS)
    def test_it_is_hidden_while_open_and_drawn_in_every_state(self, method: str, blank: bool) -> None:
        play, step = started(method, 12, blank=blank, per_organisation=True, open_vote=True)
        play.sample(step)
        for change in (lambda _: None, play.close, play.show):
            change(step)
            for surface in ("phone", "wall", "desk"):
                assert "None" not in drawn(play, step, surface)
        assert play.replayed().steps.step(step).state == "shown"

    @pytest.mark.parametrize("method", METHODS)
    def test_nobody_votes_and_nothing_breaks(self, method: str) -> None:
        play, step = started(method, 0, per_organisation=True)
        assert shown(play, step)["verdicts"][0]["code"] == "no_votes"
        assert "None" not in drawn(play, step, "wall")

    @pytest.mark.parametrize("method", METHODS)
    def test_the_phone_sees_again_what_it_marked(self, method: str) -> None:
        play, step = started(method, 1)
        play.sample(step)
        who = play.people[0]
        one = play.session.steps.step(step)
        scene = play.session.scene(one)
        page = drawn(play, step, "phone")
        marked = one.activity.marks(who, scene)
        assert marked
        for local in marked:
            assert f'id="k1-{local}"' in page
        own = one.activity.seat(who, scene)
        frame = {"step": "k1", "state": "open", "view": own}
        assert "None" not in RENDERER.fragment("vote/mine.html", "en", frame)

    @pytest.mark.parametrize("method", METHODS)
    def test_a_desk_types_in_paper(self, method: str) -> None:
        play, step = started(method, 0)
        one, two, *_ = poll(play, step).ids
        if poll(play, step).takes_figures:
            answer = BY_ANSWER.get(method, ("",))[0]
            play.do(DESK, TypeIn(one, 3, "paper", answer), step)
            with pytest.raises(Rejected, match="no_such_option"):
                play.do(DESK, TypeIn(one, 3, "paper", "perhaps"), step)
        else:
            field = METHODS[method].field
            made: Any = {one: 2} if field in ("dots", "scores") else (one,)
            play.do(DESK, TypeSlip(3, **{field: made}), step)
            with pytest.raises(Rejected, match="not_now"):
                play.do(DESK, TypeIn(one, 3), step)
        assert view(play, step, "desk")["turnout"]["typed"] == 3
        result = shown(play, step)
        assert result["paper"] == 3
        assert result["verdicts"][0]["names"] == ["Ett"]
        assert result["rows"][-1]["id"] != one
        assert two

    @pytest.mark.parametrize("method", METHODS)
    def test_all_words_of_the_minutes_are_there(self, method: str) -> None:
        play, step = started(method, 24, per_organisation=True, open_vote=True)
        play.sample(step)
        shown(play, step)
        one = play.session.steps.step(step)
        blocks = one.activity.minutes(play.session.scene(one))
        texts = [b.text for b in blocks if isinstance(b, Para)]
        texts += [cell for b in blocks if isinstance(b, Table) for cell in b.head]
        texts += [item for b in blocks if isinstance(b, Bullets) for item in b.items]
        for term in (text for text in texts if isinstance(text, Term)):
            assert RENDERER.say(term.code, term.values, language="en", kind="vote") != term.code
        widths = {len(row) for b in blocks if isinstance(b, Table) for row in (b.head, *b.rows)}
        assert len([b for b in blocks if isinstance(b, Table)]) == len(widths) or len(widths) == 1


class TestMarkingBallots:
    def refused(self, play: Play, step: str, code: str, **given: Any) -> dict[str, Any]:
        with pytest.raises(Rejected, match=code) as refusal:
            play.do(play.people[0], Cast(**given), step)
        return refusal.value.values

    def test_no_more_options_than_were_offered(self) -> None:
        play, step = started("multiple")
        assert self.refused(play, step, "too_many_chosen", choices=poll(play, step).ids[:3]) == {"most": 2}
        assert self.refused(play, step, "spoilt", choices=poll(play, step).ids[:1] * 2) == {}
        self.refused(play, step, "no_such_option", choices=("o9",))

    def test_no_more_dots_than_there_are(self) -> None:
        play, step = started("dots")
        self.refused(play, step, "over_budget", **marks(play, step, "dots", Ett=3, Två=3))
        self.refused(play, step, "over_most", **marks(play, step, "dots", Ett=4))
        self.refused(play, step, "spoilt", **marks(play, step, "dots", Ett=-1))
        self.refused(play, step, "nothing_cast", **marks(play, step, "dots", Ett=0, Två=None))
        raw = {"do": "cast", "dots": {id_of(play, step, "Ett"): "2", id_of(play, step, "Två"): None}}
        play.do(play.people[0], read_move(play.session, step, raw), step)
        assert poll(play, step).given[play.people[0].seat].ballot.dots == {id_of(play, step, "Ett"): 2}

    def test_points_and_answers_are_those_that_there_are(self) -> None:
        play, step = started("score")
        self.refused(play, step, "over_most", **marks(play, step, "score", Ett=11))
        play, step = started("yesno")
        self.refused(play, step, "spoilt", **marks(play, step, "yesno", Ett="perhaps"))

    def test_the_order_of_ticks_says_nothing_and_the_order_of_a_ranking_everything(self) -> None:
        play, step = started("approval")
        one, two, *_ = poll(play, step).ids
        play.do(play.people[0], Cast(choices=(two, one)), step)
        assert poll(play, step).given[play.people[0].seat].ballot.choices == (one, two)
        play, step = started("irv")
        one, two, *_ = poll(play, step).ids
        play.do(play.people[0], Cast(ranking=(two, one)), step)
        one_step = play.session.steps.step(step)
        scene = play.session.scene(one_step)
        assert one_step.activity.marks(play.people[0], scene) == {"rank": {"data-order": f"{two} {one}"}}
        assert one_step.activity.seat(play.people[0], scene)["chosen"] == ["Två", "Ett"]

    def test_whoever_objects_says_why_and_the_words_are_nobodys(self) -> None:
        play, step = started("consent")
        one, two, *_ = poll(play, step).ids
        objecting = {one: "object", two: "support"}
        assert self.refused(play, step, "reason_needed", answers=objecting) == {"field": "reasons"}
        self.refused(play, step, "reason_needed", answers=objecting, reasons={one: "  "})
        self.refused(play, step, "too_long", answers=objecting, reasons={one: "x" * 401})
        reasons = {one: "  För   dyrt ", two: "sägs inte"}
        play.do(play.people[0], Cast(answers=objecting, reasons=reasons), step)
        assert poll(play, step).reasons == {play.people[0].seat: {one: "För dyrt"}}
        assert "dyrt" not in drawn(play, step, "desk")
        result = shown(play, step)
        assert result["reasons"] == [{"id": one, "title": "Ett", "reasons": ["För dyrt"]}]
        play.session.happened([Happened(Forgotten(play.people[0].seat))], DESK.seat, play.at)
        assert view(play, step)["result"]["reasons"] == []
        assert view(play, step)["result"]["rows"][-1]["figures"][0]["parts"]["object"] == 1

    def test_a_blank_vote_is_a_vote(self) -> None:
        play, step = started("irv", blank=True)
        play.do(play.people[0], Cast(blank=True, ranking=("o9",)), step)
        one = play.session.steps.step(step)
        scene = play.session.scene(one)
        assert one.activity.seat(play.people[0], scene)["blank"] is True
        assert one.activity.marks(play.people[0], scene) == {"o-blank": {"checked": True}}
        assert shown(play, step)["units"][0]["abstained"] == 1


class TestTyping:
    def test_slips_can_be_taken_away_and_put_back(self) -> None:
        play, step = started("irv", 0, blank=True)
        one, two, *_ = poll(play, step).ids
        with pytest.raises(Rejected, match="nothing_marked"):
            play.do(DESK, TypeSlip(2), step)
        play.do(DESK, TypeSlip(2, "hands", ranking=(one, two), slip="mine"), step)
        play.do(DESK, TypeSlip(1, blank=True), step)
        slip, blank = view(play, step, "desk")["slips"]
        assert slip["id"] != "mine"
        assert (slip["people"], slip["how"], slip["chosen"], blank["chosen"]) == (
            2,
            "hands",
            ["Ett", "Två"],
            [],
        )
        play.do(DESK, DropSlip(slip["id"]), step)
        with pytest.raises(Rejected, match="changed_since"):
            play.do(DESK, DropSlip(slip["id"]), step)
        play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)
        assert view(play, step, "desk")["turnout"]["typed"] == 0
        assert shown(play, step)["paper"] == 0

    def test_hands_for_each_answer_come_from_the_same_people(self) -> None:
        play, step = started("yesno", 0)
        for title, answer, people in (
            ("Ett", "yes", 12),
            ("Ett", "no", 5),
            ("Två", "yes", 10),
            ("Två", "abstain", 4),
            ("Tre", "no", 0),
        ):
            play.do(DESK, TypeIn(id_of(play, step, title), people, "hands", answer), step)
        assert view(play, step, "desk")["turnout"]["cast"] == 17
        result = shown(play, step)
        parts = {row["title"]: row["figures"][0]["parts"] for row in result["rows"]}
        assert parts["Ett"] == {"yes": 12, "no": 5, "abstain": 0}
        assert parts["Två"] == {"yes": 10, "no": 0, "abstain": 4}

    def test_there_is_an_end_to_slips(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sessions.activities.vote.judging.MOST_SLIPS", 1)
        play, step = started("approval", 0)
        one = poll(play, step).ids[0]
        play.do(DESK, TypeSlip(2, choices=(one,)), step)
        with pytest.raises(Rejected, match="too_many"):
            play.do(DESK, TypeSlip(2, choices=(one,)), step)
