"""Every method of a vote played through, who may vote, and the vote file that anybody can count again."""

import json
import re
from typing import Any

import msgspec
import pytest
from msgspec import structs

from sessions.activities.vote import Vote
from sessions.activities.vote.counting import METHODS
from sessions.activities.vote.counting.file import SHOWN, recounted
from sessions.activities.vote.moves import BY_ANSWER, Cast, DropSlip, TypeIn, TypeSlip
from sessions.activity import Item, Rejected, Turn
from sessions.blocks import Bullets, Para, Table, Term
from sessions.facts import EditSession
from sessions.people import Forgotten, GiveRole
from sessions.session_moves import Happened
from sessions.steps import EditStep, StartNow
from sessions.wire import read_move
from tests.activities.test_vote import RENDERER, drawn, id_of, poll, view
from tests.play import DESK, ITEMS, Play

FOUR = "Ett\nTvå\nTre\nFyra"
SETTINGS: dict[str, dict[str, Any]] = {
    "multiple": {"budget": 2, "winners": 2},
    "dots": {"budget": 5, "max_per_option": 3},
    "score": {"highest": 10},
}


def started(method: str, people: int = 9, **settings: Any) -> tuple[Play, str]:
    play = Play(people)
    wanted = {"options": FOUR, "method": method, **SETTINGS.get(method, {}), **settings}
    return play, play.start("vote", **wanted)


def shown(play: Play, step: str) -> Any:
    play.close(step)
    play.show(step)
    return view(play, step)["result"]


def marks(play: Play, step: str, method: str, **by_title: Any) -> dict[str, Any]:
    """A ballot with titles instead of ids, in the method's own field."""
    return {METHODS[method].field: {id_of(play, step, title): made for title, made in by_title.items()}}


def ids(play: Play, step: str, *titles: str) -> tuple[str, ...]:
    return tuple(id_of(play, step, title) for title in titles)


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


class TestWhoVotes:
    def test_members_only(self) -> None:
        play, step = started("single", 5, voters="members")
        choice = poll(play, step).ids[0]
        with pytest.raises(Rejected, match="members_only"):
            play.do(play.people[0], Cast(choice), step)
        play.do(DESK, GiveRole(play.people[0].seat, "member"))
        play.do(play.people[0], Cast(choice), step)
        assert view(play, step)["turnout"] == {"cast": 1, "of": 1, "typed": 0}
        one = play.session.steps.step(step)
        assert "not-members_only" in one.activity.marks(play.people[1], play.session.scene(one))

    def test_organisations_on_the_list_only(self) -> None:
        play, step = started("single", 6, voters="organisations")
        one, two, *_ = poll(play, step).ids
        step_of = play.session.steps.step(step)
        assert [t.code for t in step_of.activity.needs(play.session.scene(step_of))] == ["no_list"]
        play.do(DESK, EditSession(organisations="Förening 0\nFörening 1\nKyrkan"))
        for person, choice in ((0, one), (1, two), (4, two), (5, two)):
            play.do(play.people[person], Cast(choice), step)
        with pytest.raises(Rejected, match="unlisted"):
            play.do(play.people[2], Cast(one), step)
        stranger = structs.replace(play.people[3], organisation="")
        play.session.people.seats[stranger.seat] = stranger
        with pytest.raises(Rejected, match="homeless"):
            play.do(stranger, Cast(one), step)
        result = shown(play, step)
        assert result["units"] == [{"unit": "organisation", "cast": 2, "valid": 1, "abstained": 1, "of": 3}]
        assert result["verdicts"][0]["names"] == ["Två"]

    def test_a_slip_speaks_for_an_organisation(self) -> None:
        play, step = started("single", 2, voters="organisations", blank=True)
        play.do(DESK, EditSession(organisations="Förening 0\nKyrkan"))
        one = poll(play, step).ids[0]
        with pytest.raises(Rejected, match="unlisted"):
            play.do(DESK, TypeSlip(1, choice=one, organisation="Förening 1"), step)
        with pytest.raises(Rejected, match="homeless"):
            play.do(DESK, TypeSlip(1, choice=one), step)
        play.do(DESK, TypeSlip(1, choice=one, organisation="kyrkan"), step)
        assert view(play, step)["turnout"] == {"cast": 1, "of": 2, "typed": 1}
        desk = view(play, step, "desk")
        assert desk["homes"] == ["Förening 0", "Kyrkan"]
        assert desk["slips"][0]["chosen"] == ["Ett"]
        assert "Kyrkan" not in str(play.rows[-1].events)

    def test_nobody_votes_for_their_own_groups(self) -> None:
        play = Play(10)
        step = play.start("vote", ITEMS, options="", method="approval", bar_own=True)
        ours, theirs = play.people[0], play.people[9]
        assert (ours.group, theirs.group) == ("g0", "g1")
        with pytest.raises(Rejected, match="own_group"):
            play.do(ours, Cast(choices=("i1", "i2")), step)
        play.do(ours, Cast(choices=("i2",)), step)
        play.do(theirs, Cast(choices=("i1",)), step)
        one = play.session.steps.step(step)
        scene = play.session.scene(one)
        assert one.activity.group("g0", scene) == {"barred": ["i1"]}
        assert one.activity.group("", scene) == {"barred": []}
        frame = {"step": "k1", "kind": "vote", "title": "x", "state": "open", "clocks": {}}
        html = RENDERER.fragment(
            "vote/phone.html",
            "en",
            {**frame, "view": one.activity.everyone(scene), "group_view": {"barred": ["i1"]}},
        )
        assert re.search(r'id="k1-o-i1"[^>]* disabled', html)
        assert not re.search(r'id="k1-o-i2"[^>]* disabled', html)

    def test_a_sample_of_people_whose_own_is_all_there_is(self) -> None:
        play = Play(3)
        step = play.start("vote", ITEMS[:1], options="", bar_own=True)
        assert play.sample(step) == 1

    def test_an_open_vote_names_organisations_and_says_so_before(self) -> None:
        play, step = started("single", 5, per_organisation=True, open_vote=True)
        one, two, *_ = poll(play, step).ids
        assert "what your organisation voted" in drawn(play, step, "phone")
        for person, choice in zip(play.people, (one, two, two, two, two), strict=True):
            play.do(person, Cast(choice), step)
        with pytest.raises(Rejected, match="openness_fixed"):
            play.do(DESK, EditStep(step, settings={"open_vote": False}))
        play.close(step)
        assert view(play, step)["result"] is None
        result = shown(play, step)
        assert [(one["name"], one["chosen"]) for one in result["organisations"]] == [
            ("Förening 0", []),
            ("Förening 1", ["Två"]),
            ("Förening 2", ["Två"]),
            ("Förening 3", ["Två"]),
        ]
        assert view(play, step)["named_groups"][0]["names"] == ["Förening 1", "Förening 2", "Förening 3"]
        data = msgspec.json.encode(poll(play, step).record(play.session.scene(play.session.steps.step(step))))
        assert json.loads(data)["elections"][1]["ballots"][0]["organisation"].startswith("Förening")
        for person in play.people:
            play.session.happened([Happened(Forgotten(person.seat))], DESK.seat, play.at)
        gone = view(play, step)["result"]["organisations"]
        assert {one["name"] for one in gone} == {""}
        assert "An organisation that has left" in drawn(play, step, "phone")

    def test_a_secret_vote_names_nobody(self) -> None:
        play, step = started("single", 5, per_organisation=True)
        for person in play.people:
            play.do(person, Cast(poll(play, step).ids[0]), step)
        result = shown(play, step)
        assert result["organisations"] == []
        with pytest.raises(Rejected, match="openness_fixed"):
            play.do(DESK, EditStep(step, settings={"open_vote": True}))

    def test_more_organisations_than_the_wall_has_room_for(self) -> None:
        play, step = started("irv", 30, per_organisation=True, open_vote=True)
        for number, person in enumerate(play.people):
            known = structs.replace(person, organisation=f"En förening med ett långt namn, nummer {number}")
            play.session.people.seats[person.seat] = known
        play.sample(step)
        shown(play, step)
        wall = view(play, step)
        told = sum(len(group["names"]) for group in wall["named_groups"])
        assert wall["unnamed"] == len(wall["result"]["organisations"]) - told > 0


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


class TestAfterwards:
    def test_a_tie_starts_a_runoff_with_one_button(self) -> None:
        play, step = started("single", 5, bar_own=True)
        one, two, *_ = poll(play, step).ids
        for person, choice in zip(play.people, (one, two, one, two), strict=False):
            play.do(person, Cast(choice), step)
        assert shown(play, step)["verdicts"][0]["code"] == "tied"
        assert poll(play, step).outcomes() == {
            id: "tied" if id in (one, two) else "lost" for id in poll(play, step).ids
        }
        move = runoff_move(drawn_at(play, step))
        play.do(DESK, move)
        again = list(play.session.steps.steps)[-1]
        runoff = poll(play, again)
        assert runoff.ids == (one, two)
        assert runoff.settings.bar_own is True
        assert [item.outcome for item in runoff.taken] == ["tied", "tied", "lost", "lost"]
        assert "runoff" in drawn(play, again, "phone")

    def test_a_tie_for_several_last_places_is_voted_on_as_several_choices(self) -> None:
        play, step = started("multiple", 3, winners=3, budget=4)
        one, two, three, four = poll(play, step).ids
        play.do(play.people[0], Cast(choices=(one, two, three, four)), step)
        play.do(play.people[1], Cast(choices=(one,)), step)
        result = shown(play, step)
        assert (result["verdicts"][0]["code"], result["verdicts"][0]["places"]) == ("tied_line", 2)
        move = runoff_move(drawn_at(play, step))
        assert move.settings["method"] == "multiple"
        assert (move.settings["winners"], move.settings["budget"]) == ("2", "2")
        assert poll(play, step).outcomes()[one] == "won"

    def test_even_yes_and_no_are_voted_on_again_the_same_way(self) -> None:
        play, step = started("yesno", 2)
        for person, answer in zip(play.people, ("yes", "no"), strict=True):
            play.do(person, Cast(**marks(play, step, "yesno", Ett=answer, Två="yes")), step)
        shown(play, step)
        move = runoff_move(drawn_at(play, step))
        assert (move.settings["method"], move.settings["only"]) == ("yesno", [id_of(play, step, "Ett")])

    def test_without_a_tie_there_is_no_runoff(self) -> None:
        play, step = started("single", 1)
        play.do(play.people[0], Cast(poll(play, step).ids[0]), step)
        shown(play, step)
        assert "start_now" not in drawn_at(play, step)

    def test_the_same_words_in_two_votes_are_two_options(self) -> None:
        play, step = started("single", 1)
        again = play.start("vote", options=FOUR)
        assert not set(poll(play, step).ids) & set(poll(play, again).ids)

    def test_what_is_written_twice_is_one_option(self) -> None:
        play = Play(1)
        step = play.start("vote", ITEMS, options=f"{ITEMS[0].title.upper()}\nNy")
        assert [option.id for option in poll(play, step).options()[:3]] == ["i1", "i2", "i3"]
        assert len(poll(play, step).options()) == 4

    def test_items_keep_what_they_brought_along(self) -> None:
        play = Play(1)
        step = play.start("vote", ITEMS, options="Ny")
        assert poll(play, step).items()[:3] == list(ITEMS)
        assert isinstance(poll(play, step).items()[3], Item)

    def test_the_base_is_fixed_when_it_closes_and_counted_again_when_it_is_opened_again(self) -> None:
        play, step = started("single", 4)
        play.do(play.people[0], Cast(poll(play, step).ids[0]), step)
        play.join(10)
        play.close(step)
        play.join(11)
        assert view(play, step)["turnout"]["of"] == 5
        play.do(DESK, read_move(play.session, "", {"do": "open_step", "step": step}))
        assert view(play, step)["turnout"]["of"] == 6
        play.close(step)
        play.join(12)
        assert view(play, step)["turnout"]["of"] == 6
        assert view_of(play.replayed(), step)["turnout"]["of"] == 6

    def test_too_few_make_no_result(self) -> None:
        play, step = started("single", 9, quorum=50)
        play.do(play.people[0], Cast(poll(play, step).ids[0]), step)
        result = shown(play, step)
        assert (result["verdicts"][0]["code"], result["verdicts"][0]["names"]) == ("no_quorum", [])
        assert set(poll(play, step).outcomes().values()) == {"lost"}
        assert "Too few" in drawn(play, step, "wall")

    def test_round_by_round(self) -> None:
        play, step = started("irv", 9)
        one, two, three, _ = poll(play, step).ids
        for person, order in zip(
            play.people, [(one,)] * 4 + [(two, three)] * 3 + [(three, two)] * 2, strict=True
        ):
            play.do(person, Cast(ranking=order), step)
        result = shown(play, step)
        assert result["rounds"] == [[4, 3, 2, 0], [4, 3, 2, None], [4, 5, None, None]]
        figures = {
            row["title"]: (row["rank"], row["figures"][0]["votes"], row["figures"][0]["out"])
            for row in result["rows"]
        }
        assert figures == {"Två": (1, 5, 0), "Ett": (2, 4, 0), "Tre": (3, 2, 2), "Fyra": (4, 0, 1)}
        assert "out after round 2" in drawn(play, step, "wall")
        told = poll(play, step).minutes(play.session.scene(play.session.steps.step(step)))
        columns = [block for block in told if isinstance(block, Table)][1]
        assert [
            RENDERER.say(c.code, c.values, language="en", kind="vote")
            for c in columns.head
            if isinstance(c, Term)
        ] == [
            *("Option", "Round 1", "Round 2", "Round 3"),
        ]
        assert [str(getattr(cell, "text", "")) for cell in columns.rows[3]] == ["Fyra", "0", "–", "–"]

    @pytest.mark.parametrize("settings", [{"method": "dots", "budget": 0}])
    def test_settings_that_make_no_vote_are_refused(self, settings: dict[str, Any]) -> None:
        with pytest.raises(Rejected, match="no_budget"):
            Vote().settings_changed(msgspec.convert(settings, Vote.Settings))


def view_of(session: Any, step: str) -> Any:
    one = session.steps.step(step)
    return one.activity.wall(session.scene(one))


def drawn_at(play: Play, step: str) -> str:
    """The desk under the step's own id."""
    return drawn(play, step, "desk").replace('value="k1"', f'value="{step}"')


def runoff_move(html: str) -> StartNow:
    """What the runoff button sends."""
    form = re.search(r'<form data-move="start_now".*?</form>', html, re.DOTALL)
    assert form
    raw: dict[str, Any] = {"do": "start_now", "settings": {}}
    for name, value, listed in re.findall(r'name="([\w.]+)" value="([^"]*)"( data-list)?', form[0]):
        inside = raw["settings"] if name.startswith("settings.") else raw
        key = name.removeprefix("settings.")
        inside[key] = [*inside.get(key, []), value] if listed else value
    move = read_move(Play().session, "", raw)
    assert isinstance(move, StartNow)
    return move
