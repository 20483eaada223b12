"""OpenTelemetry is off unless it is asked for, costs no import then, and is missed without a fall."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


def run(code: str, environment: dict[str, str]) -> str:
    """What a process of its own prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    return done.stdout.decode()


def test_without_an_endpoint_nothing_of_it_is_imported_and_a_span_leaves_no_trace() -> None:
    code = (
        "import sys, services.comments.app, services.notify.app, services.images.app\n"
        "from shared import spans, trace\n"
        "stop = spans.start('comments')\n"
        "with trace.following('id', '00-' + 32 * 'a' + '-' + 16 * 'b' + '-01'), spans.span('anything') as span:\n"
        "    print(trace.traceparent()[3:5], repr(span.traceparent))\n"
        "stop()\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])\n"
    )
    assert run(code, {}) == "aa ''\n[]\n"
    assert run(code, {**ENDPOINT, "OTEL_SDK_DISABLED": "true"}) == "aa ''\n[]\n"


def test_where_it_is_asked_for_but_not_installed_the_service_says_so_and_goes_on() -> None:
    code = (
        "import sys\nsys.modules['opentelemetry'] = None\n"
        "from shared import logs, spans\nlogs.configure('comments')\n"
        "stop = spans.start('comments')\n"
        "with spans.span('anything'):\n    print('goes on')\n"
        "stop()\n"
    )
    said = run(code, ENDPOINT)
    assert '"event": "tracing_not_installed"' in said
    assert said.endswith("goes on\n")
