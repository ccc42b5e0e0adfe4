"""Settings: what is right is taken, what is wrong is said in a sentence, and nothing is guessed."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.config import BadConfig, Config, load


def test_nothing_said_gives_the_defaults() -> None:
    config = load({"HOME": "/somewhere", "PATH": "/bin"})
    assert config == Config()
    assert config.journal == Path("data/journal.db")


def test_everything_can_be_set(tmp_path: Path) -> None:
    config = load(
        {
            "RADSLAG_DATA": str(tmp_path),
            "RADSLAG_HOST": "127.0.0.1",
            "RADSLAG_PORT": " 8080 ",
            "RADSLAG_ORGANISER_KEY": "a-long-enough-key",
            "RADSLAG_NAMES": "Radslag.Example.org, *.example.net,192.0.2.7, [2001:db8::1], rådslag.example,",
            "RADSLAG_TRUST_PROXY": "127.0.0.1, 10.1.2.3/8, ::1",
        }
    )
    assert (config.data, config.host, config.port) == (tmp_path, "127.0.0.1", 8080)
    assert config.organiser_key == "a-long-enough-key"
    assert config.names == (
        "radslag.example.org",
        "*.example.net",
        "192.0.2.7",
        "2001:db8::1",
        "xn--rdslag-iua.example",
    )
    assert config.trust_proxy == ("127.0.0.1/32", "10.0.0.0/8", "::1/128")


def test_the_command_line_wins_and_none_is_not_said() -> None:
    config = load(
        {"RADSLAG_PORT": "1", "RADSLAG_HOST": "::1"}, port=2, host=None, data=Path("x"), names=["a", "b"]
    )
    assert (config.port, config.host, config.data, config.names) == (2, "::1", Path("x"), ("a", "b"))


def test_an_empty_variable_says_nothing() -> None:
    assert load({"RADSLAG_PORT": "", "RADSLAG_ORGANISER_KEY": " "}) == Config()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RADSLAG_PORT", "65536"),
        ("RADSLAG_PORT", "-1"),
        ("RADSLAG_PORT", "http"),
        ("RADSLAG_PORT", "٨٠٨٠"),
        ("RADSLAG_PORT", "80.5"),
        ("RADSLAG_HOST", "http://x"),
        ("RADSLAG_HOST", "*.example.org"),
        ("RADSLAG_HOST", "x y"),
        ("RADSLAG_NAMES", "example.org:8000"),
        ("RADSLAG_NAMES", "good.example, bad/example"),
        ("RADSLAG_NAMES", "*"),
        ("RADSLAG_NAMES", f"{'å' * 70}.example"),
        ("RADSLAG_NAMES", "a" * 254),
        ("RADSLAG_ORGANISER_KEY", "short"),
        ("RADSLAG_ORGANISER_KEY", "long enough but with blanks"),
        ("RADSLAG_ORGANISER_KEY", "nyckel-på-svenska"),
        ("RADSLAG_TRUST_PROXY", "yes"),
        ("RADSLAG_TRUST_PROXY", "10.0.0.0/99"),
        ("RADSLAG_DATA", "~nobody-has-this-name/data"),
        ("RADSLAG_DATA", "a\0b"),
        ("RADSLAG_DATA", __file__),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(name: str, value: str) -> None:
    with pytest.raises(BadConfig) as refused:
        load({name: value})
    sentence = str(refused.value)
    assert sentence.startswith(name)
    assert " cannot be used: " in sentence
    assert sentence.endswith(".")
    assert (value in sentence) == (name != "RADSLAG_ORGANISER_KEY"), "keys do not go into logs"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("RADSLAG_ORGANIZER_KEY", "Did you mean RADSLAG_ORGANISER_KEY?"),
        ("RADSLAG_port", "Did you mean RADSLAG_PORT?"),
        ("RADSLAG_X", "There are RADSLAG_DATA, RADSLAG_HOST,"),
        ("RADSLAG_", "There are RADSLAG_DATA, RADSLAG_HOST,"),
    ],
)
def test_an_unknown_setting_is_refused_with_what_was_perhaps_meant(name: str, hint: str) -> None:
    for value in ("secret-value", ""):
        with pytest.raises(BadConfig) as refused:
            load({name: value})
        assert hint in str(refused.value)
        assert "secret-value" not in str(refused.value)


def test_an_unknown_override_is_refused() -> None:
    with pytest.raises(BadConfig, match="RADSLAG_COLOUR is not a setting"):
        load({}, colour="green")


def test_the_organiser_key_is_not_shown() -> None:
    config = load({"RADSLAG_ORGANISER_KEY": "a-long-enough-key"})
    assert "a-long-enough-key" not in f"{config} {config!r}"


@given(
    st.dictionaries(
        st.sampled_from(["data", "host", "port", "organiser_key", "names", "trust_proxy"]), st.text()
    )
)
def test_no_text_makes_it_stumble(settings: dict[str, Any]) -> None:
    with contextlib.suppress(BadConfig):
        config = load({f"RADSLAG_{name.upper()}": value for name, value in settings.items()})
        assert 0 <= config.port <= 65535
