"""Pictures: drawn anew without what else their files hold, kept with their session, shown to nobody else."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from facilitator import pictures
from facilitator.pictures import LARGEST_PICTURE
from facilitator.redraw import HEAVY, LONGEST_SIDE, Redrawn, redrawn
from sessions.activity import Rejected
from sessions.group_moves import PutArea
from sessions.journal import Journal, backup_of
from sessions.tickets import EVERYWHERE
from tests.server import RunningHouse

SECRET = b"zq-who-took-it-zq"


def png(image: Image.Image, **options: Any) -> bytes:
    return encoded(image, "PNG", **options)


def jpeg(image: Image.Image, **options: Any) -> bytes:
    return encoded(image, "JPEG", **options)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    drawn = io.BytesIO()
    image.save(drawn, kind, **options)
    return drawn.getvalue()


def opened(drawn: Redrawn) -> Image.Image:
    return Image.open(io.BytesIO(drawn.bytes))


def plain(width: int = 40, height: int = 30, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), (200, 40, 40) if mode == "RGB" else None)


def noise(side: int, mode: str = "RGB") -> Image.Image:
    return Image.merge(mode, [Image.effect_noise((side, side), 90 + band) for band in range(len(mode))])


class TestDrawingAnew:
    def test_a_png_stays_a_png_and_a_jpeg_a_jpeg(self) -> None:
        for made, media in ((png(plain()), "image/png"), (jpeg(plain()), "image/jpeg")):
            drawn = redrawn(made)
            assert (drawn.media, drawn.width, drawn.height) == (media, 40, 30)
            assert opened(drawn).get_format_mimetype() == media  # type: ignore[attr-defined]
            red, green, _blue = opened(drawn).convert("RGB").getpixel((20, 15))  # type: ignore[misc]
            assert red > 180 > 90 > green

    def test_the_id_holds_the_size_and_is_the_same_for_the_same_picture(self) -> None:
        first, again, other = redrawn(png(plain())), redrawn(png(plain())), redrawn(png(plain(41)))
        assert first.id == again.id != other.id
        assert first.id.endswith("-40x30")
        assert pictures.ID.fullmatch(first.id)

    def test_nothing_but_the_pixels_is_kept(self) -> None:
        exif = Image.Exif()
        exif[0x010F] = SECRET.decode()
        exif.get_ifd(0x8825)[1] = "N"
        notes = PngInfo()
        notes.add_text("Author", SECRET.decode())
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        options: dict[str, Any] = {"exif": exif, "icc_profile": profile, "dpi": (300, 300)}
        for made in (
            jpeg(plain(), comment=SECRET, **options),
            png(plain(), pnginfo=notes, **options),
            png(plain()) + SECRET,
            jpeg(plain()) + b"<script>" + SECRET,
        ):
            assert SECRET in made
            drawn = redrawn(made)
            assert SECRET not in drawn.bytes
            left = opened(drawn)
            assert not left.getexif()
            assert set(left.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }

    def test_it_is_upright(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        drawn = redrawn(jpeg(plain(60, 20), exif=exif))
        assert (drawn.width, drawn.height) == (20, 60)

    def test_it_is_no_larger_than_a_wall(self) -> None:
        drawn = redrawn(jpeg(plain(5000, 1000)))
        assert (drawn.width, drawn.height) == (LONGEST_SIDE, 512)
        assert redrawn(png(plain(4000, 4000))).width == LONGEST_SIDE

    def test_another_colour_space_becomes_the_one_that_screens_have(self) -> None:
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        assert opened(redrawn(jpeg(plain(), icc_profile=lab))).mode == "RGB"
        assert opened(redrawn(jpeg(plain(), icc_profile=b"no profile at all"))).mode == "RGB"
        assert opened(redrawn(jpeg(plain(mode="CMYK")))).mode == "RGB"

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "I;16"])
    def test_every_kind_of_png(self, mode: str) -> None:
        picture = Image.new(mode, (8, 8))
        drawn = redrawn(encoded(picture.convert("P") if mode == "PA" else picture, "PNG"))
        assert opened(drawn).mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB")

    def test_sixteen_bits_become_eight(self) -> None:
        grey = opened(redrawn(encoded(Image.new("I;16", (4, 4), 0x8000), "PNG"))).getpixel((0, 0))
        assert grey == (128, 128, 128)

    def test_what_is_clear_stays_clear(self) -> None:
        clear = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
        assert opened(redrawn(png(clear))).getpixel((5, 5)) == (0, 0, 0, 0)
        coloured = Image.new("P", (10, 10), 0)
        assert opened(redrawn(png(coloured, transparency=0))).mode == "RGBA"

    def test_a_photograph_that_came_as_png_is_made_light(self) -> None:
        photo = redrawn(png(noise(1200)))
        assert (photo.media, photo.width) == ("image/jpeg", 1200)
        cut_out = redrawn(png(noise(1200, "RGBA")))
        assert cut_out.media == "image/png"
        assert len(cut_out.bytes) <= HEAVY
        assert cut_out.width < 1200


class TestRefusing:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\x89PNG",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<?xml version='1.0'?><svg/>",
            b"GIF89a" + bytes(40),
            b"RIFF\x00\x00\x00\x00WEBPVP8 ",
            b"%PDF-1.7",
            b"<html>\x89PNG\r\n\x1a\n",
        ],
    )
    def test_what_is_no_png_and_no_jpeg(self, content: bytes) -> None:
        with pytest.raises(Rejected, match="not_a_picture"):
            redrawn(content)

    def test_a_bomb_is_not_decoded(self) -> None:
        """A few hundred bytes that say they are 100 000 x 100 000 pixels."""
        header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))
        with pytest.raises(Rejected, match="picture_pixels") as refused:
            redrawn(bomb)
        assert refused.value.values == {"most": 40}

    def test_half_a_picture(self) -> None:
        for made in (png(noise(60)), jpeg(noise(60))):
            with pytest.raises(Rejected, match="picture_broken"):
                redrawn(made[: len(made) // 2])

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from([png(noise(12)), jpeg(noise(12))]), st.data())
    def test_damage_is_refused_or_harmless(self, made: bytes, data: st.DataObject) -> None:
        broken = bytearray(made)
        for _ in range(data.draw(st.integers(1, 5))):
            broken[data.draw(st.integers(8, len(made) - 1))] = data.draw(st.integers(0, 255))
        try:
            drawn = redrawn(bytes(broken))
        except Rejected as refused:
            assert refused.code in ("picture_broken", "not_a_picture", "picture_pixels")
        else:
            assert max(drawn.width, drawn.height) <= LONGEST_SIDE


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with RunningHouse(tmp_path_factory.mktemp("pictures")) as house:
        yield house


def upload(house: RunningHouse, code: str, content: bytes, name: str = "bild.png", **headers: str) -> Any:
    with house.client(house.desk_cookie(code, "facilitator")) as client:
        return client.post(
            f"/desk/{code}/pictures", files={"picture": (name, content, "image/png")}, headers=headers
        )


class TestUploading:
    def test_it_can_be_looked_at_by_everybody_in_the_session_and_nobody_else(
        self, house: RunningHouse
    ) -> None:
        code, other = house.plan("Mötet"), house.plan("Ett annat")
        answer = upload(house, code, png(plain()), "..\\..\\x.svg")
        assert answer.status_code == 200
        found = answer.json()
        assert (found["width"], found["height"]) == (40, 30)
        with house.client() as anybody:
            seen = anybody.get(f"/p/{code}/{found['picture']}")
            assert (seen.status_code, seen.headers["content-type"]) == (200, "image/png")
            assert seen.headers["x-content-type-options"] == "nosniff"
            assert "immutable" in seen.headers["cache-control"]
            assert "default-src 'none'" in seen.headers["content-security-policy"]
            assert Image.open(io.BytesIO(seen.content)).size == (40, 30)
            assert anybody.get(f"/p/{other}/{found['picture']}").status_code == 404
            assert anybody.get(f"/p/ZZZZZZ/{found['picture']}").status_code == 404
            for wrong in ("x", "..", found["picture"] + "0", "%2e%2e%2fmoves"):
                assert anybody.get(f"/p/{code}/{wrong}").status_code == 404

    def test_only_those_who_lead_upload(self, house: RunningHouse) -> None:
        code, other = house.plan("Mötet"), house.plan("Ett annat")
        seat = house.join(code)
        for cookies in (
            {},
            house.seat_cookie(code, seat.seat),
            house.desk_cookie(code, "scribe"),
            house.desk_cookie(other, "facilitator"),
        ):
            with house.client(cookies) as client:
                answer = client.post(f"/desk/{code}/pictures", files={"picture": ("a.png", png(plain()))})
            assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
        assert house.run(house.house.journal.blob_ids(house.room(code).session.id)) == frozenset()

    def test_why_it_was_refused_is_said_in_the_language_asked_for(self, house: RunningHouse) -> None:
        code = house.plan("Mötet")
        assert upload(house, code, b"GIF89a", **{"accept-language": "en"}).json() == {
            "code": "not_a_picture",
            "say": "That is not a PNG or JPEG picture.",
            "field": "picture",
        }
        for content, reason in ((b"", "no_file"), (b"\x89PNG\r\n\x1a\n", "picture_broken")):
            answer = upload(house, code, content, "a.png" if content else "")
            assert (answer.status_code, answer.json()["code"]) == (422, reason)
        large = upload(house, code, b"\xff\xd8\xff" + bytes(LARGEST_PICTURE + 500_000))
        assert (large.status_code, large.json()["code"]) == (413, "picture_too_large")
        assert "8 MB" in large.json()["say"]
        foreign = upload(house, code, png(plain()), origin="http://evil.test")
        assert foreign.status_code == 403

    def test_a_form_that_is_none(self, house: RunningHouse) -> None:
        code = house.plan("Mötet")
        with house.client(house.desk_cookie(EVERYWHERE, "organiser")) as client:
            answer = client.post(
                f"/desk/{code}/pictures", content=png(plain()), headers={"content-type": "image/png"}
            )
            assert (answer.status_code, answer.json()["code"]) == (415, "not_a_form")
            gone = client.post("/desk/ZZZZZZ/pictures", files={"picture": ("a.png", png(plain()))})
            assert (gone.status_code, gone.json()["code"]) == (404, "no_session")

    def test_a_session_holds_so_many_and_the_same_one_counts_once(
        self, house: RunningHouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pictures, "MOST_PICTURES", 2)
        code = house.plan("Mötet")
        answers = [upload(house, code, png(plain(side, side))) for side in (5, 6, 7, 6)]
        assert [answer.status_code for answer in answers] == [200, 200, 422, 200]
        assert answers[2].json()["code"] == "too_many"

    def test_they_go_with_the_session_are_copied_with_it_and_stand_in_a_backup(
        self, house: RunningHouse, tmp_path: Any
    ) -> None:
        code = house.plan("Mötet")
        picture = upload(house, code, jpeg(noise(40))).json()["picture"]
        house.act(code, PutArea("Skolan", picture=picture))
        answer = upload(house, code, jpeg(noise(30))).json()["picture"]
        with house.client(house.desk_cookie(EVERYWHERE, "organiser")) as client:
            copied = client.post(f"/desk/{code}/copy", data={"a": "b"}, follow_redirects=False)
            twin = copied.headers["location"].split("/")[2]
            assert client.get(f"/p/{twin}/{picture}").status_code == 200
            assert client.get(f"/p/{twin}/{answer}").status_code == 404, "only what the plan shows"
        copy = tmp_path / "copy.db"
        backup_of(house.config.journal, copy)
        session = house.room(code).session.id
        assert house.run(held(copy, session)) == {picture, answer}
        house.run(house.house.lobby.delete(code))
        assert house.run(house.house.journal.blob_ids(session)) == frozenset()
        with house.client() as anybody:
            assert anybody.get(f"/p/{code}/{picture}").status_code == 404
            assert anybody.get(f"/p/{twin}/{picture}").status_code == 200


async def held(path: Any, session: str) -> frozenset[str]:
    journal = await Journal.open(path)
    try:
        return await journal.blob_ids(session)
    finally:
        await journal.close()
