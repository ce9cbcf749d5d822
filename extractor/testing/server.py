"""The HTTP side of the stand-in: threads, headers, streams and broken connections."""

from __future__ import annotations

import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

from extractor.errors import OperatorError
from extractor.testing import protocol
from extractor.testing.faults import Fault, FaultKind

if TYPE_CHECKING:
    from extractor.testing.standin import Outcome, StandIn

_LARGEST_BODY = 64 * 1024 * 1024
# How long closing may take at most; tests open and close hundreds.
_POLL_SECONDS = 0.004
_PAGE = b"<!doctype html><title>Sign in</title><p>Please sign in."


class Server(ThreadingHTTPServer):
    """Listens from its creation on, answers from `start` on."""

    # A load test connects faster than threads start.
    request_queue_size = 512
    daemon_threads = True

    def __init__(self, address: tuple[str, int], stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.stopping = threading.Event()
        self._thread: threading.Thread | None = None
        super().__init__(address, _Handler)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, the one chosen by the system where 0 was asked for."""
        host, port = cast(tuple[str, int], self.server_address[:2])
        return host, port

    def start(self) -> None:
        """Answer in a thread of its own."""
        self._thread = threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), name="stand-in", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and let go of requests that hang."""
        self.stopping.set()
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what it is here to try; anything else is a bug and told."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are sent apart: without this each answer waits for the client's acknowledgement.
    disable_nagle_algorithm = True
    # An idle connection's thread ends some time after the test that opened it.
    timeout = 60
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: headers may have a key, and tests read their own output."""

    def do_GET(self) -> None:
        """The list of models."""
        if not self._may_pass():
            return
        if self.path.split("?")[0].rstrip("/") == "/v1/models":
            self._send(200, protocol.model_list(self.server.stand_in.models))
        else:
            self._send(404, protocol.error(f"Unknown address {self.path}", "invalid_request_error"))

    def do_POST(self) -> None:
        """A question."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST_BODY:
            self.close_connection = True
            self._send(413, protocol.error("Content-Length is missing or too large", "invalid_request_error"))
            return
        raw = self.rfile.read(int(length))
        if not self._may_pass():
            return
        if self.path.split("?")[0].rstrip("/") != "/v1/chat/completions":
            self._send(404, protocol.error(f"Unknown address {self.path}", "invalid_request_error"))
            return
        body = _body(raw)
        if body is None:
            self._send(400, protocol.error("The body must be JSON with model and messages", "invalid_request_error"))
            return
        self.server.stand_in.begin(body)
        try:
            self._answer(body)
        finally:
            self.server.stand_in.end()

    def _may_pass(self) -> bool:
        if self.server.stopping.is_set():
            # A connection kept alive outlives the listening socket.
            self.close_connection = True
            return False
        said = self.headers.get("Authorization", "")
        if self.server.stand_in.allows(said):
            return True
        # Quoted, as some endpoints do it: what a client makes of this message must not show the key.
        message = f"Incorrect API key provided: {said.removeprefix('Bearer ')}"
        self._send(401, protocol.error(message, "invalid_request_error", "invalid_api_key"))
        return False

    def _answer(self, body: dict[str, Any]) -> None:
        try:
            outcome = self.server.stand_in.outcome(body, self.headers.get("X-Stand-In-Fault"))
        except OperatorError as error:
            self._send(400, protocol.error(str(error), "invalid_request_error"))
            return
        self.server.stopping.wait(outcome.latency)
        fault = outcome.fault
        if fault.kind is FaultKind.HANG:
            self.server.stopping.wait(fault.seconds)
            self._hang_up()
        elif fault.kind is FaultKind.HTML:
            self._send_bytes(200, _PAGE, "text/html")
        elif outcome.answer is None:
            self._send(outcome.status, outcome.body, fault)
        elif body.get("stream"):
            self._stream(outcome, with_usage=_wants_usage(body))
        elif fault.kind is FaultKind.DROP:
            self._half(json.dumps(protocol.completion(outcome.answer), ensure_ascii=False).encode())
        else:
            self._send(200, protocol.completion(outcome.answer))

    def _stream(self, outcome: Outcome, *, with_usage: bool) -> None:
        assert outcome.answer is not None
        events = [protocol.event(chunk) for chunk in protocol.chunks(outcome.answer, with_usage=with_usage)]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        dropped = outcome.fault.kind is FaultKind.DROP
        for data in events[: len(events) // 2] if dropped else [*events, protocol.event(None)]:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        if dropped:
            self._hang_up()
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _half(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status: int, body: dict[str, Any], fault: Fault | None = None) -> None:
        pause = fault.seconds if fault is not None and fault.kind is FaultKind.RATE_LIMIT else None
        self._send_bytes(status, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), "application/json", pause)

    def _send_bytes(self, status: int, data: bytes, kind: str, pause: float | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if pause is not None:
            self.send_header("Retry-After", f"{pause:g}")
        self.end_headers()
        self.wfile.write(data)


def _wants_usage(body: dict[str, Any]) -> bool:
    options: object = body.get("stream_options")
    return isinstance(options, dict) and bool(cast(dict[str, object], options).get("include_usage"))


def _body(raw: bytes) -> dict[str, Any] | None:
    try:
        value: object = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    body = cast(dict[str, Any], value)
    messages: object = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in cast(list[object], messages)):
        return None
    return body if isinstance(body.get("model"), str) else None
