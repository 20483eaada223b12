"""What an OpenTelemetry collector gets, read with OpenTelemetry's own protocol definitions."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.support.stack import port


@dataclass(frozen=True, slots=True)
class Seen:
    """One span."""

    service: str
    name: str
    trace: str
    id: str
    parent: str


@dataclass(slots=True)
class Collector:
    """All spans that came in."""

    url: str
    spans: list[Seen] = field(default_factory=list)

    def of(self, trace: str) -> list[Seen]:
        """The spans of one trace, in the order in which they ended."""
        return [span for span in self.spans if span.trace == trace]

    async def take(self, request: web.Request) -> web.Response:
        """POST /v1/traces."""
        raw = await request.read()
        told = ExportTraceServiceRequest.FromString(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        for group in told.resource_spans:
            names = {one.key: one.value.string_value for one in group.resource.attributes}
            for scope in group.scope_spans:
                self.spans += [
                    Seen(
                        names["service.name"],
                        span.name,
                        span.trace_id.hex(),
                        span.span_id.hex(),
                        span.parent_span_id.hex(),
                    )
                    for span in scope.spans
                ]
        return web.Response(content_type="application/x-protobuf")


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """A collector on a free port."""
    listen = port()
    collector = Collector(f"http://127.0.0.1:{listen}")
    app = web.Application(client_max_size=1 << 26)
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", listen).start()
    yield collector
    await runner.cleanup()
