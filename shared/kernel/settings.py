"""Settings: one frozen value read from the environment, all problems at once, passed down and never imported."""

import base64
from collections.abc import Mapping
from pathlib import Path

import msgspec

from shared.kernel import failpoints


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a process needs to know of its surroundings.

    The three database URLs are the same database under three roles: `owner` migrates and seeds, `app` serves gateway,
    dispatch and notify under row-level security, `queue` serves relay and tick on their own tables only. No AMQP URL
    means the in-memory broker. Only `trusted_proxies` are believed when they say whom they forward for. Keys are 32
    bytes each; data keys are numbered, the highest number encrypts. `suppliers` holds the addresses and keys of SMS and
    voice suppliers, under the names their data give. `hold_refused` is how many seconds an answer 429 is held back: who
    does not wait is made to. `failpoint` is for fault tests only.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = 8600
    public_url: str = ""
    database_owner: str = ""
    database_app: str = ""
    database_queue: str = ""
    amqp_urls: tuple[str, ...] = ()
    data_keys: dict[int, bytes] = {}
    data_keys_file: Path | None = None
    token_key: bytes = b""
    chain_key: bytes = b""
    heads_key: bytes = b""
    heads_folder: str = ""
    cipher: str = "AES-256-GCM"
    plain_http: bool = False
    demo: bool = False
    hook_secret: str = ""
    metrics_token: str = ""
    sms_url: str = ""
    sms_secret: str = ""
    exchange_url: str = ""
    exchange_secret: str = ""
    suppliers: dict[str, str] = {}
    simulator_port: int = 0
    trusted_proxies: tuple[str, ...] = ()
    locale: str = "zh-CN"
    hold_refused: float = 1.0
    failpoint: str = ""

    @property
    def base_url(self) -> str:
        """Where people reach the public face, without a trailing slash."""
        return self.public_url or f"http://{self.host}:{self.port}"


class BadSettings(ValueError):
    """Every problem found in the environment, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read(env: Mapping[str, str], need: tuple[str, ...] = ()) -> Settings:
    """Settings from the environment; `need` names fields this process cannot do without. Raises BadSettings."""
    problems: list[str] = []
    values: dict[str, object] = {"home": Path(env.get("BANGBAN_HOME", "var")).resolve()}
    for field, name in _TEXTS.items():
        if name in env:
            values[field] = env[name]
    for field, name in _NUMBERS.items():
        if name in env:
            values[field] = _number(name, env[name], problems)
    for field, name in _FLAGS.items():
        values[field] = env.get(name, "") in ("1", "true", "yes")
    for field, name in _KEYS.items():
        if name in env:
            values[field] = _key(name, env[name], problems)
    values["suppliers"] = {name: text for name, text in env.items() if text and name.startswith(_OF_SUPPLIERS)}
    values["amqp_urls"] = tuple(u for u in env.get("BANGBAN_AMQP_URLS", "").split(",") if u)
    values["trusted_proxies"] = tuple(p for p in env.get("BANGBAN_TRUSTED_PROXIES", "").split(",") if p)
    values |= _key_source(env, problems)
    problems += _failpoint(values)
    problems += [f"{_NAMES[f]} is missing" for f in need if not values.get(f)]
    if problems:
        raise BadSettings(problems)
    return Settings(**values)  # type: ignore[arg-type]


_TEXTS = {
    "host": "BANGBAN_HOST",
    "public_url": "BANGBAN_PUBLIC_URL",
    "database_owner": "BANGBAN_DATABASE_OWNER_URL",
    "database_app": "BANGBAN_DATABASE_URL",
    "database_queue": "BANGBAN_DATABASE_QUEUE_URL",
    "heads_folder": "BANGBAN_HEADS",
    "cipher": "BANGBAN_CIPHER",
    "hook_secret": "BANGBAN_HOOK_SECRET",
    "metrics_token": "BANGBAN_METRICS_TOKEN",
    "sms_url": "BANGBAN_SMS_URL",
    "sms_secret": "BANGBAN_SMS_SECRET",
    "exchange_url": "BANGBAN_EXCHANGE_URL",
    "exchange_secret": "BANGBAN_EXCHANGE_SECRET",
    "locale": "BANGBAN_LOCALE",
    "failpoint": "BANGBAN_FAILPOINT",
}
_OF_SUPPLIERS = ("BANGBAN_SMS_", "BANGBAN_VOICE_")
_NUMBERS = {"port": "BANGBAN_PORT", "simulator_port": "BANGBAN_SIMULATOR_PORT"}
_FLAGS = {"plain_http": "BANGBAN_PLAIN_HTTP", "demo": "BANGBAN_DEMO"}
_KEYS = {"token_key": "BANGBAN_TOKEN_KEY", "chain_key": "BANGBAN_CHAIN_KEY", "heads_key": "BANGBAN_HEADS_KEY"}
_NAMES = {
    **_TEXTS,
    **_NUMBERS,
    **_FLAGS,
    **_KEYS,
    "amqp_urls": "BANGBAN_AMQP_URLS",
    "trusted_proxies": "BANGBAN_TRUSTED_PROXIES",
    "data_keys": "BANGBAN_DATA_KEYS",
}


def _failpoint(values: Mapping[str, object]) -> list[str]:
    text = str(values.get("failpoint", ""))
    if not text:
        return []
    fault = failpoints.wrong_with(text) if values["demo"] else "lets processes die, which only a demonstration may"
    return [f"BANGBAN_FAILPOINT {fault}"] if fault else []


def _number(name: str, text: str, problems: list[str]) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    problems.append(f"{name} is {text!r}, it should be a port number from 1 to 65535")
    return 0


def _key(name: str, text: str, problems: list[str]) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        problems.append(f"{name} should be 32 bytes in base64")
    return key


def _key_source(env: Mapping[str, str], problems: list[str]) -> dict[str, object]:
    """The data keys, from the file where one is named: it may change while processes run."""
    if name := env.get("BANGBAN_DATA_KEYS_FILE"):
        try:
            text = Path(name).read_text()
        except OSError as error:
            problems.append(f"BANGBAN_DATA_KEYS_FILE names {name}, which cannot be read ({error.strerror})")
            return {"data_keys": {0: b""}}
        return {"data_keys": _data_keys(text.strip(), problems), "data_keys_file": Path(name)}
    return {"data_keys": _data_keys(env.get("BANGBAN_DATA_KEYS", ""), problems)}


def parse_data_keys(text: str) -> dict[int, bytes]:
    """Numbered keys as a file or a setting has them: `1:BASE64,2:BASE64`. Raises ValueError."""
    problems: list[str] = []
    keys = _data_keys(text.strip(), problems)
    if problems or not keys:
        raise ValueError("; ".join(problems) or "there is no key")
    return keys


def _data_keys(text: str, problems: list[str]) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for part in filter(None, text.split(",")):
        number, _, body = part.partition(":")
        if not (number.isascii() and number.isdigit()):
            problems.append("BANGBAN_DATA_KEYS should read like 1:BASE64,2:BASE64")
            continue
        keys[int(number)] = _key("BANGBAN_DATA_KEYS", body, problems)
    return keys
