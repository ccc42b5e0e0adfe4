"""How the server is: alive, ready, and in figures."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sessions.journal import Journal
from sessions.lobby import Lobby


class Health:
    def __init__(self, journal: Journal, lobby: Lobby) -> None:
        self.journal = journal
        self.lobby = lobby

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", self.alive, name="healthz"),
            Route("/readyz", self.ready, name="readyz"),
            Route("/metrics", self.metrics, name="metrics"),
        ]

    async def alive(self, request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        """The journal can be written: 503 with the reason's code when it cannot."""
        trouble = await self.journal.probe()
        return PlainTextResponse(f"{trouble}\n", 503) if trouble else PlainTextResponse("ok\n")

    async def metrics(self, request: Request) -> Response:
        """Counters for Prometheus (text format 0.0.4); no session is named."""
        rooms = list(self.lobby.rooms.values())
        watching: dict[str, int] = {}
        for room in rooms:
            for surface, count in room.hub.watching().items():
                watching[surface] = watching.get(surface, 0) + count
        counters = ("frames", "bytes", "renders", "rounds", "skipped", "aborted")
        lines = [
            f"radslag_rooms {len(rooms)}",
            f"radslag_commits_total {self.journal.commits}",
            *(
                f'radslag_watchers{{surface="{surface}"}} {count}'
                for surface, count in sorted(watching.items())
            ),
            *(
                f"radslag_hub_{name}_total {sum(getattr(room.hub.counters, name) for room in rooms)}"
                for name in counters
            ),
        ]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
