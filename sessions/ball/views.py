"""What screens and the record say of a ball: plain data. Nothing about it is hidden from anybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from sessions.activity import Ms
from sessions.ball.holding import Holding, Past
from sessions.ball.reading import Ball, is_unknown, listed


def ball_view(holding: Holding) -> dict[str, Any]:
    """Holders by part, each with whether they have said yes; what is offered; and the fields of a form."""
    ball = holding.ball
    return {
        "lead": _shown(holding, (name for name in ball.lead if not is_unknown(name))),
        "together": _shown(holding, ball.together),
        "pilot": _shown(holding, ball.pilot),
        "unknown": ball.unknown,
        "offers": [{"id": offer.id, "name": offer.name} for offer in holding.waiting()],
        "fields": {"lead": listed(ball.lead), "together": listed(ball.together), "pilot": listed(ball.pilot)},
    }


def _shown(holding: Holding, names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"name": name, "accepted": holding.accepted(name)} for name in names]


def as_data(ball: Ball) -> dict[str, Any]:
    return {**structs.asdict(ball), "unknown": ball.unknown}


def past_view(past: Iterable[Past], zone: str) -> list[dict[str, Any]]:
    """What has happened to it, with the day and time of day in `zone`."""
    return [
        {"day": day, "time": time, "how": one.how, "name": one.name, "ball": as_data(one.ball)}
        for one in past
        for day, time in [moment(one.at, zone)]
    ]


def moment(at: Ms, zone: str) -> tuple[str, str]:
    """The date as 2026-03-12 and the time as 09:20, in `zone`."""
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    return local.date().isoformat(), local.strftime("%H:%M")
