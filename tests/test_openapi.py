"""The API's description names every route under /api and what it asks for."""

from pathlib import Path

from starlette.routing import Route

from tests.server import RunningHouse


def test_every_route_of_the_api_is_described_and_nothing_else(tmp_path: Path) -> None:
    with RunningHouse(tmp_path) as house, house.client() as client:
        described = client.get("/api/openapi.json").json()["paths"]
        routed = {route.path for route in house.house.app.routes if isinstance(route, Route)}
    assert set(described) == {path for path in routed if path.startswith("/api/")} - {"/api/openapi.json"}


def test_a_download_says_what_it_needs_and_what_it_is(tmp_path: Path) -> None:
    with RunningHouse(tmp_path) as house, house.client() as client:
        paths = client.get("/api/openapi.json").json()["paths"]
    table = paths["/api/sessions/{code}/export/csv/{step}"]["get"]
    assert [one["name"] for one in table["parameters"]] == ["code", "step"]
    assert table["security"] == [{"key": []}]
    assert list(table["responses"]["200"]["content"]) == ["text/csv"]
