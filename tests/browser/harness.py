"""A small server that speaks docs/protocol.md, so that the browser side can be tried on its own.

It serves one page and one socket and does what a test tells it: push regions, mark, refuse, stay silent,
drop every line. It keeps what a journal would keep: the first effect of each move id.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

Frame = dict[str, Any]
Answer = Callable[[Frame], Frame | None]

STATIC = Path(__file__).parents[2] / "static"
HOST = "mote.test"
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


def now() -> int:
    return time.time_ns() // 1_000_000


def saved(frame: Frame) -> Frame:
    return {"t": "ok", "id": frame["id"], "at": now()}


def refused(code: str, say: str, **more: str) -> Answer:
    return lambda frame: {"t": "no", "id": frame["id"], "code": code, "say": say, **more}


def silent(frame: Frame) -> None:
    """The move is taken, and no answer comes."""


@dataclass
class Stage:
    """What the page shows and what the socket does; tests change it, the server reads it."""

    body: str = ""
    attributes: str = ""
    surface: str = "phone"
    spread: int = 0
    regions: dict[str, Frame] = field(default_factory=dict)
    answer: Answer = saved
    refuse: bool = False
    close_with: int | None = None
    effects: dict[str, Frame] = field(default_factory=dict)
    received: list[Frame] = field(default_factory=list)
    greetings: list[Frame] = field(default_factory=list)
    lines: list[WebSocket] = field(default_factory=list)
    attempts: int = 0
    port: int = 0
    loop: asyncio.AbstractEventLoop | None = None

    @property
    def moves(self) -> list[Frame]:
        """The effects in the order they were first taken."""
        return [effect["move"] for effect in self.effects.values()]

    @property
    def asked(self) -> list[Frame]:
        """Every move that came, also the ones that came again."""
        return [frame for frame in self.received if frame["t"] == "do"]

    def url(self, surface: str = "phone") -> str:
        return f"http://{HOST}:{self.port}/{surface}"

    def show(self, name: str, html: str, version: str = "") -> None:
        self.regions[name] = {"v": version or f"v{len(html)}-{abs(hash(html))}", "html": html}
        self.push({"t": "show", "regions": {name: self.regions[name]}})

    def you(self, marks: Frame, html: str | None = None) -> None:
        self.push({"t": "you", "marks": marks} | ({} if html is None else {"html": html}))

    def push(self, frame: Frame) -> None:
        self.run(self._push(frame))

    def drop(self, code: int = 1012) -> None:
        self.run(self._drop(code))

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        assert self.loop is not None
        asyncio.run_coroutine_threadsafe(work, self.loop).result(5)

    async def _push(self, frame: Frame) -> None:
        for line in list(self.lines):
            with suppress(RuntimeError, WebSocketDisconnect):
                await line.send_text(json.dumps(frame))

    async def _drop(self, code: int) -> None:
        for line in list(self.lines):
            with suppress(RuntimeError, WebSocketDisconnect):
                await line.close(code)


PAGE = """<!doctype html>
<html lang="en" data-live="/live/K7M4PX?surface={surface}&amp;lang=en"
 data-zone="Europe/Stockholm" {attributes}>
<head><meta charset="utf-8"><title>Stage</title>
<script type="module" src="/static/js/live.js"></script></head>
<body>
<p role="status" data-status hidden data-saved="Saved {{time}}" data-sending="Sending"
 data-lost="No connection" data-offline="No connection, will be sent" data-trouble="Trying again"
 data-stopped="Over">
<svg width="1" height="1"></svg><span data-status-text></span></p>
<p data-say aria-live="polite"></p>
<button type="button" data-next-ready hidden>Next is ready</button>
<section data-refused data-unsent="You had not sent this" hidden></section>
<template data-refused-item><article><p data-refused-say></p><textarea readonly data-refused-text></textarea>
<button type="button" data-refused-close>Close</button></article></template>
<div data-stopped-notice hidden><p data-stopped-say></p><button type="button" data-again>Again</button></div>
<dialog data-confirm-dialog><form method="dialog"><p data-confirm-text></p><button value="yes">Yes</button>
<button value="no">No</button></form></dialog>
{body}
</body></html>"""


def build_app(stage: Stage) -> Starlette:
    async def page(request: Request) -> Response:
        surface = request.path_params["surface"]
        html = PAGE.format(surface=surface, attributes=stage.attributes, body=with_regions(stage))
        return HTMLResponse(html, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})

    async def static(request: Request) -> Response:
        path = STATIC / request.path_params["path"]
        kept = {"Cache-Control": "max-age=600"}
        return Response(path.read_bytes(), media_type="text/javascript", headers=kept)

    async def preview(request: Request) -> Response:
        form = await request.form()
        lines = str(form["text"]).splitlines()
        return HTMLResponse(f"<p id='count'>{len(lines)} rows</p><script>document.title = 'ran'</script>")

    async def enter(request: Request) -> Response:
        form = await request.form()
        return HTMLResponse(f"<p id='entered'>{form['key']}</p>")

    async def live(line: WebSocket) -> None:
        await talk(stage, line)

    return Starlette(
        routes=[
            Route("/static/{path:path}", static),
            Route("/preview", preview, methods=["POST"]),
            Route("/enter", enter, methods=["POST"]),
            Route("/{surface}", page),
            WebSocketRoute("/live/K7M4PX", live),
        ]
    )


def with_regions(stage: Stage) -> str:
    """The first paint: `[name]` in the body is where a region's content stands."""
    body = stage.body
    for name, region in stage.regions.items():
        shown = f'<div data-region="{name}" data-v="{region["v"]}">{region["html"]}</div>'
        body = body.replace(f"[{name}]", shown)
    return body


async def talk(stage: Stage, line: WebSocket) -> None:
    stage.attempts += 1
    if stage.refuse:
        return await line.close()
    await line.accept(subprotocol="radslag.v1")
    stage.lines.append(line)
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await hear(stage, line, json.loads(await line.receive_text()))
    stage.lines.remove(line)


async def hear(stage: Stage, line: WebSocket, frame: Frame) -> None:
    stage.received.append(frame)
    replies = {"hi": greet, "time": tell_time, "do": act}[frame["t"]](stage, frame)
    for reply in replies:
        await line.send_text(json.dumps(reply))
    if frame["t"] == "do" and stage.close_with:
        await line.close(stage.close_with)


def greet(stage: Stage, frame: Frame) -> list[Frame]:
    stage.greetings.append(frame)
    differing = {n: r for n, r in stage.regions.items() if frame["have"].get(n) != r["v"]}
    hello = {"t": "hello", "now": now(), "spread": stage.spread}
    return [hello, {"t": "show", "regions": differing}] if differing else [hello]


def tell_time(stage: Stage, frame: Frame) -> list[Frame]:
    return [{"t": "time", "c": frame["c"], "s": time.time_ns() / 1_000_000}]


def act(stage: Stage, frame: Frame) -> list[Frame]:
    answer = stage.answer(frame)
    if answer is None or answer["t"] == "ok":
        stage.effects.setdefault(frame["id"], frame)
    return [answer] if answer else []


class Server:
    """uvicorn in a thread of its own, on a port of its own."""

    def __init__(self) -> None:
        self.stage = Stage()
        self._built = build_app(self.stage)
        config = uvicorn.Config(
            self._app,
            host="127.0.0.1",
            port=0,
            ws="websockets-sansio",
            log_level="error",
            lifespan="off",
            interface="asgi3",
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, daemon=True)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        self.stage.loop = asyncio.get_running_loop()
        await self._built(scope, receive, send)

    def start(self) -> None:
        self._thread.start()
        while not self._uvicorn.started:
            time.sleep(0.01)

    def new_stage(self, **settings: Any) -> Stage:
        port = self._uvicorn.servers[0].sockets[0].getsockname()[1]
        self.stage = Stage(port=port, **settings)
        self._built = build_app(self.stage)
        return self.stage

    def stop(self) -> None:
        self._uvicorn.should_exit = True
        self._uvicorn.force_exit = True
        self._thread.join(5)
