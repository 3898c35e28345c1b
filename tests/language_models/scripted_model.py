"""A language model's server on this machine that answers what a test tells it to, and takes down what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from frontdesk.model.language_model import LanguageModel

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def proposal(command: str | None = None, topic: str | None = None, **values: str) -> dict[str, Any]:
    """What a model that keeps to the schema writes."""
    return {
        "values": [{"slot": slot, "words": words} for slot, words in values.items()],
        "command": command,
        "topic": topic,
    }


def completion(content: str | None) -> Answer:
    """A model that writes this text."""

    async def answer(_: web.Request) -> web.Response:
        message = {"role": "assistant", "content": content}
        return web.json_response(
            {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}
        )

    return answer


def says(command: str | None = None, topic: str | None = None, **values: str) -> Answer:
    return completion(json.dumps(proposal(command, topic, **values)))


def status(code: int) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=code, text="no")

    return answer


def raw(body: bytes, code: int = 200) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=code, body=body, content_type="application/json")

    return answer


async def never(_: web.Request) -> web.Response:
    """A model that thinks for ever."""
    await asyncio.Event().wait()
    raise AssertionError


@dataclass
class ScriptedModel:
    """`answer` is what it does next, and goes on doing."""

    answer: Answer
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    server: TestServer | None = None
    endpoint: str = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        return await self.answer(request)

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The user messages: all that came from a caller."""
        return [json.loads(request["messages"][-1]["content"]) for request in self.requests]

    def settings(self, **more: Any) -> LanguageModel:
        return LanguageModel.model_validate({"endpoint": self.endpoint, "model": "tiny"} | more)

    async def die(self) -> None:
        """Its port is closed from now on."""
        assert self.server is not None
        await self.server.close()


@asynccontextmanager
async def scripted_model(answer: Answer | None = None) -> AsyncIterator[ScriptedModel]:
    model = ScriptedModel(answer or says())
    app = web.Application()
    app.router.add_post("/v1/chat/completions", model.take)
    model.server = TestServer(app)
    await model.server.start_server()
    model.endpoint = str(model.server.make_url("/v1"))
    try:
        yield model
    finally:
        await model.server.close()
