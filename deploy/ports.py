"""Ports on this machine: is one free, does one answer."""

import secrets
import socket
import urllib.error
import urllib.request

from deploy.problems import Problem

LOWEST, HIGHEST = 15000, 32000  # Linux lends 32768 and up


def demand_free(host: str, port: int, setting: str) -> None:
    """Raise Problem in words where we could not listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            mend = f"stop what uses it, or choose another with {setting}={port + 1}"
            raise Problem(f"port {port} on {host} cannot be used ({error.strerror})", mend) from None


def free(count: int) -> list[int]:
    """Different ports of 127.0.0.1 that are free, below those the kernel lends to outgoing connections.

    A port the kernel chose could be lent again before we listen on it; one from here only another of us can take.
    """
    found: list[int] = []
    while len(found) < count:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if port not in found and _is_free(port):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(url: str) -> bool:
    """Whether an HTTP address answers with success within a second."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=1) as answer:
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, OSError):
        return False
