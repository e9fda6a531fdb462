"""Ports on this machine: is one free, does one answer."""

import socket
import urllib.error
import urllib.request

from deploy.problems import Problem


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


def answers(url: str) -> bool:
    """Whether an HTTP address answers with success within a second."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=1) as answer:
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, OSError):
        return False
