"""What every page shares: the renderer, and the address phones can reach."""

import socket
from pathlib import Path
from typing import Any

from msgspec import Struct
from starlette.applications import Starlette

import participant
from facilitator.access import Access
from facilitator.assets import Assets
from sessions.config import Config
from sessions.journal import Journal
from sessions.lobby import Lobby
from sessions.render import Renderer
from sessions.screens import Audience, Join

HERE = Path(__file__).parent


def dressed(assets: Assets) -> Renderer:
    """The renderer of all pages and fragments."""
    return Renderer(
        [HERE / "templates", Path(participant.__file__).parent / "templates"], assets.address, assets.scripts
    )


class House(Struct):
    """Everything that runs, for the command line and for tests."""

    config: Config
    address: "Address"
    journal: Journal
    lobby: Lobby
    access: Access
    app: Starlette


class Fragments:
    """What the hub needs: (template, data, audience) -> HTML."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer

    def __call__(self, template: str, data: Any, audience: Audience) -> str:
        return self.renderer.fragment(template, audience.language, data)


class Address:
    """How phones reach this server: `scheme://host[:port]`."""

    def __init__(self, scheme: str, host: str, port: int) -> None:
        default = {"http": 80, "https": 443}[scheme]
        shown = f"[{host}]" if ":" in host else host
        self.host = shown if port == default else f"{shown}:{port}"
        self.url = f"{scheme}://{self.host}"

    def way_in(self, code: str) -> Join:
        """The QR code is in upper case throughout: that needs fewer modules (alphanumeric mode)."""
        return Join(f"{self.url}/J/{code}".upper(), self.host, code)


def own_address() -> str:
    """The address of this computer on the network that phones share with it; loopback when there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: connecting sends nothing
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
