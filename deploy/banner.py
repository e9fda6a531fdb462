"""What a person sees when the platform is up: where it is, who may log in, and what is not real."""

import tomllib
from pathlib import Path

DEMO = Path(__file__).with_name("seed") / "demo.toml"


def lines(env: dict[str, str], url: str, seconds: float) -> list[str]:
    """The lines in order; the last, loud one names the stand-ins."""
    simulator = f"http://127.0.0.1:{env['BANGBAN_SIMULATOR_PORT']}"
    return [
        "",
        f"  帮办 Bangban is up after {seconds:.1f} s:  {url}",
        f"  simulated phones:  {simulator}",
        f"  data and logs:  {env['BANGBAN_HOME']}",
        *log_ins(),
        "",
        f"  !!! STAND-INS, NOT FOR REAL CASES: {', '.join(stand_ins(env))} !!!",
        "  Ctrl-C stops everything; the data stays.",
        "",
    ]


def log_ins() -> list[str]:
    """The demo log-ins, a few to a line."""
    demo = tomllib.loads(DEMO.read_text())
    names = [f"{user['login']} ({user['name']}, {'/'.join(user['roles'])})" for user in demo["user"]]
    rows = [", ".join(names[start : start + 3]) for start in range(0, len(names), 3)]
    return [f"  demo log-ins, password {demo['password']}:", *(f"    {row}" for row in rows)]


def stand_ins(env: dict[str, str]) -> list[str]:
    """Everything in this start that production would have differently."""
    found = {
        "in-memory broker": not env["BANGBAN_AMQP_URLS"],
        "SMS simulator": "BANGBAN_SMS_URL" in env and "127.0.0.1" in env["BANGBAN_SMS_URL"],
        "plain http": env.get("BANGBAN_PLAIN_HTTP") in ("1", "true", "yes"),
        "demo log-ins with a public password": env.get("BANGBAN_DEMO") in ("1", "true", "yes"),
        "keys beside the data": True,
    }
    return [name for name, present in found.items() if present]
