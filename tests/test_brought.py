"""What was taken home is brought in again: the plan, and the pictures that it shows."""

import asyncio
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL.PngImagePlugin import PngInfo

from facilitator.cli import cli
from facilitator.export.brought import brought
from facilitator.outline import outline_of, pictures_in
from facilitator.planning import rehearse
from facilitator.redraw import redrawn
from sessions.activity import Rejected
from sessions.group_moves import PutArea
from sessions.journal import Blob, Journal
from sessions.steps import AddStep
from tests.play import DESK
from tests.server import RunningHouse
from tests.test_pictures import noise, png

AREA, SLIDE = (redrawn(png(noise(side))) for side in (20, 30))


@pytest.fixture(scope="module")
def taken_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """The ZIP of a day that was planned with pictures and never began, and the same as files."""
    data = tmp_path_factory.mktemp("taken")
    with RunningHouse(data) as house:
        slides = {"s1": {"title": "Båten", "picture": SLIDE.id, "alt": "En båt"}}
        code = house.plan(
            "Juni",
            PutArea("Skola", picture=AREA.id, alt="En skola"),
            AddStep("slide", settings={"slides": slides}),
        )
        room = house.room(code)
        for picture in (AREA, SLIDE):
            blob = Blob(picture.media, picture.bytes)
            house.run(room.journal.save_blob(room.session.id, picture.id, blob))
        with house.client(house.desk_cookie(code, "organiser")) as client:
            packed = client.get(f"/api/sessions/{code}/export/zip").content
    folder = data / "files"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    return packed, folder / f"radslag-{code}"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


async def kept(data: Path, code: str) -> dict[str, Blob | None]:
    journal = await Journal.open(data / "journal.db")
    try:
        facts = await journal.facts(code)
        assert facts is not None
        return {id: await journal.blob(facts.id, id) for id in await journal.blob_ids(facts.id)}
    finally:
        await journal.close()


@pytest.mark.parametrize("as_zip", [True, False])
def test_a_day_comes_back_with_the_pictures_it_shows(
    taken_home: tuple[bytes, Path], tmp_path: Path, as_zip: bool
) -> None:
    packed, folder = taken_home
    file = folder / "record.json"
    if as_zip:
        file = tmp_path / "day.zip"
        file.write_bytes(packed)
    done = run("import", str(file), "--data", str(tmp_path / "new"))
    assert done.exit_code == 0, done.output
    blobs = asyncio.run(kept(tmp_path / "new", done.output.strip()))
    assert blobs.keys() == {AREA.id, SLIDE.id}
    twin = rehearse(brought(file).plan, DESK)
    assert pictures_in(outline_of(twin)) == {AREA.id, SLIDE.id}


def test_a_record_alone_is_planned_without_its_pictures(
    taken_home: tuple[bytes, Path], tmp_path: Path
) -> None:
    alone = tmp_path / "record.json"
    alone.write_bytes((taken_home[1] / "record.json").read_bytes())
    assert brought(alone).pictures == ()


def test_what_is_drawn_anew_is_called_anew_in_the_plan(
    taken_home: tuple[bytes, Path], tmp_path: Path
) -> None:
    """Somebody has put another picture under the old name: nothing of the file itself is kept."""
    notes = PngInfo()
    notes.add_text("Comment", "Kamera")
    other = png(noise(11), pnginfo=notes)
    assert b"Kamera" in other
    packed = repacked(taken_home[0], f"{SLIDE.id}.png", other)
    (tmp_path / "day.zip").write_bytes(packed)
    found = brought(tmp_path / "day.zip")
    assert {one.id for one in found.pictures} == {AREA.id, redrawn(other).id}
    assert b"Kamera" not in b"".join(one.bytes for one in found.pictures)
    assert pictures_in(outline_of(rehearse(found.plan, DESK))) == {AREA.id, redrawn(other).id}


def test_what_is_no_picture_or_is_asked_for_by_nobody_is_left_out(
    taken_home: tuple[bytes, Path], tmp_path: Path
) -> None:
    packed = repacked(taken_home[0], f"{SLIDE.id}.png", b"<svg onload=alert(1)>")
    packed = repacked(packed, "0123456789abcdef0123-20x20.png", AREA.bytes)
    (tmp_path / "day.zip").write_bytes(packed)
    assert [one.id for one in brought(tmp_path / "day.zip").pictures] == [AREA.id]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04damaged", b"no zip at all"])
def test_a_zip_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "day.zip").write_bytes(content)
    with pytest.raises(Rejected, match="malformed"):
        brought(tmp_path / "day.zip")
    assert run("import", str(tmp_path / "day.zip"), "--data", str(tmp_path)).exit_code == 1


def test_a_zip_whose_packed_bytes_are_broken_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("record.json", b"{}" * 500)
    content = bytearray(packed.getvalue())
    begin = 30 + len("record.json")
    content[begin : begin + 4] = b"\xff" * 4
    (tmp_path / "day.zip").write_bytes(content)
    with pytest.raises(Rejected, match="malformed"):
        brought(tmp_path / "day.zip")


@pytest.mark.parametrize("names", [(), ("record.json", "other/record.json")])
def test_a_zip_with_no_record_or_with_several_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    with zipfile.ZipFile(tmp_path / "day.zip", "w") as archive:
        archive.writestr("readme.txt", "")
        for name in names:
            archive.writestr(name, "{}")
    with pytest.raises(Rejected, match="malformed"):
        brought(tmp_path / "day.zip")


def test_a_record_too_large_to_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_home: tuple[bytes, Path]
) -> None:
    (tmp_path / "day.zip").write_bytes(taken_home[0])
    monkeypatch.setattr("facilitator.export.brought.LARGEST_RECORD", 10)
    with pytest.raises(Rejected, match="too_large"):
        brought(tmp_path / "day.zip")


def repacked(packed: bytes, name: str, content: bytes) -> bytes:
    """The same ZIP with another picture under this name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if not entry.filename.endswith(f"/{name}"):
                new.writestr(entry.filename, old.read(entry))
        folder = old.namelist()[0].split("/")[0]
        new.writestr(f"{folder}/pictures/{name}", content)
    return out.getvalue()
