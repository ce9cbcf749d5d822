"""Settings of the endpoint: options, environment EXTRACTOR_*, .env and extractor.toml, in that order of precedence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from extractor.errors import OperatorError
from extractor.llm.modes import StructuredMode
from extractor.llm.usage import Prices
from extractor.words import Text

OPENAI_URL = "https://api.openai.com/v1"
TOML_TABLE = "endpoint"
DEFAULT_TOML = Path("extractor.toml")
DEFAULT_ENV_FILE = Path(".env")

_Price = Field(default=None, ge=0)


class EndpointSettings(BaseSettings):
    """Which model at which address, how patiently, how fast and for how much.

    Each field can be set as EXTRACTOR_<NAME> in the environment or .env, as a key of the table [endpoint] in
    extractor.toml, or as an option.
    """

    model_config = SettingsConfigDict(
        env_prefix="EXTRACTOR_",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_parse_none_str="none",
        # Values of wrong settings may be secrets: an error names the setting, never what was in it.
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    model: str = ""
    """The model's name as the endpoint knows it; "" where none was named."""
    base_url: str | None = None
    """The address that /chat/completions is added to, usually ending in /v1; None: OpenAI's."""
    api_key: SecretStr | None = None
    """None for endpoints that ask for none."""

    temperature: float | None = Field(default=0.0, ge=0, le=2)
    """None ("none" in the environment): not sent, for reasoning models that refuse it."""
    context_tokens: int = Field(default=32_000, ge=256)
    """Tokens of question and answer together that a chain may plan with."""
    max_output_tokens: int = Field(default=8_192, ge=1)
    """Tokens of one answer; a longer one is cut by the endpoint and reported as such."""
    output_limit_name: Literal["max_tokens", "max_completion_tokens"] | None = None
    """The body's field for `max_output_tokens`; None: max_completion_tokens at OpenAI, max_tokens elsewhere."""
    structured_mode: StructuredMode | None = None
    """None: negotiated with the endpoint and remembered."""
    logprobs: bool = False
    """Ask for the log-probabilities of the tokens; left out for the rest of the run where the endpoint refuses them."""
    repeat: int = Field(default=1, ge=1, le=20)
    """How often a question for single values is asked, to see which of them stay the same; each costs what one costs. 1: once."""
    repeat_temperature: float = Field(default=0.7, gt=0, le=2)
    """Of the repetitions, which have seeds of their own; not sent where `temperature` is None."""
    extra_body: dict[str, Any] = Field(default_factory=dict)
    """More fields of the body, as JSON: {"enable_thinking": false} for Qwen, {"seed": 1} …"""

    timeout_seconds: float = Field(default=120.0, gt=0)
    """For one request from its sending to the last byte of the answer."""
    connect_timeout_seconds: float = Field(default=10.0, gt=0)
    max_attempts: int = Field(default=5, ge=1, le=20)
    """Requests sent for one question while the endpoint is busy, broken or silent."""
    first_wait_seconds: float = Field(default=1.0, ge=0)
    """Wait before the second attempt; doubled each time, with jitter."""
    max_wait_seconds: float = Field(default=60.0, ge=0)
    """The longest wait; an endpoint that asks for a longer one is reported instead."""

    concurrency: int = Field(default=8, ge=1, le=1_000)
    """Requests on their way at the same time."""
    requests_per_minute: float | None = Field(default=None, gt=0)
    """Sent evenly spaced; None: no limit."""
    max_requests: int | None = Field(default=None, ge=0)
    """Limit on the requests of a run, failed ones counted; None: no limit."""
    max_money: Decimal | None = Field(default=None, ge=0)
    """Limit on the money of a run in `currency`; needs prices. None: no limit."""

    price_input: Decimal | None = _Price
    """Money for a million input tokens; None: unknown."""
    price_cached: Decimal | None = _Price
    """Money for a million input tokens that the endpoint had cached; None: charged as `price_input`."""
    price_output: Decimal | None = _Price
    """Money for a million output tokens; None: unknown."""
    currency: str = "CNY"

    cache_replies: bool = True
    """Keep replies on disk and answer repeated questions from there."""

    @field_validator("base_url")
    @classmethod
    def _usable_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must begin with http:// or https:// and name a host")
        if parts.username or parts.password:
            raise ValueError("must hold no user name or password: put the key into EXTRACTOR_API_KEY")
        path = parts.path.rstrip("/").removesuffix("/chat/completions")
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))

    @field_validator("model")
    @classmethod
    def _trimmed(cls, value: str) -> str:
        return value.strip()

    @field_validator("api_key")
    @classmethod
    def _one_line(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not (key := value.get_secret_value().strip()):
            return None
        # A header can't carry anything else, and the client's own message would quote the key.
        if not key.isascii() or not key.isprintable() or " " in key:
            raise ValueError("must be printable ASCII without spaces")
        return SecretStr(key)

    @model_validator(mode="after")
    def _limit_has_prices(self) -> EndpointSettings:
        if self.max_money is not None and (self.price_input is None or self.price_output is None):
            raise ValueError("max_money needs price_input and price_output")
        return self

    @property
    def configured(self) -> bool:
        """Whether the user named a model, and an address or a key: without that nothing may be sent."""
        return bool(self.model) and (self.base_url is not None or self.api_key is not None)

    @property
    def url(self) -> str:
        """The address requests go to."""
        return self.base_url or OPENAI_URL

    @property
    def shown_url(self) -> str:
        """The address as messages show it: without the query, where some gateways want a key."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may show."""
        query = urlsplit(self.url).query
        key = self.api_key.get_secret_value() if self.api_key else ""
        return tuple(secret for secret in (key, query) if secret)

    @property
    def limit_name(self) -> str:
        """The body's field that limits the answer's tokens."""
        if self.output_limit_name is not None:
            return self.output_limit_name
        return "max_completion_tokens" if self.url == OPENAI_URL else "max_tokens"

    @property
    def prices(self) -> Prices:
        """What tokens cost, as far as the user said."""
        return Prices(self.price_input, self.price_cached, self.price_output, self.currency)


def load_settings(overrides: Mapping[str, object], *, toml: Path | None = None, env_file: Path | None = None) -> EndpointSettings:
    """The settings from all places; None among `overrides` means "not given".

    `toml` and `env_file` default to extractor.toml and .env in the working directory, where they exist; a file named
    here must exist. Raises OperatorError naming each setting that is wrong, and where from; never its value.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    _refuse_unknown(given, Text("选项", "options"))
    from_toml = _table(toml)
    if env_file is not None and not env_file.is_file():
        raise _no_file(env_file)

    class Loaded(EndpointSettings):
        model_config = SettingsConfigDict(env_file=env_file or DEFAULT_ENV_FILE, env_file_encoding="utf-8-sig")

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, dotenv_settings, InitSettingsSource(settings_cls, from_toml)

    try:
        loaded = Loaded(**cast(dict[str, Any], given))
        # Of the class itself, so that settings from the same places are equal.
        return EndpointSettings.model_construct(loaded.model_fields_set, **{name: getattr(loaded, name) for name in Loaded.model_fields})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or TOML_TABLE}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False, include_context=False)
        )
    except ValueError as error:
        # A setting that must be JSON and isn't (extra_body) fails before validation, with the value in the cause.
        problems = str(error)
    raise OperatorError(
        Text(f"设置有误：{problems}", f"wrong settings: {problems}"),
        Text(
            "请检查命令选项、环境变量 EXTRACTOR_*、.env 与 extractor.toml",
            "check options, environment variables EXTRACTOR_*, .env and extractor.toml",
        ),
        stage="settings",
    ) from None


def _table(toml: Path | None) -> dict[str, Any]:
    path = toml or DEFAULT_TOML
    if not path.is_file():
        if toml is not None:
            raise _no_file(toml)
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise OperatorError(
            Text(f"{path.name} 无法读取：{error}", f"{path.name} can't be read: {error}"),
            Text("请改正该 TOML 文件（UTF-8）", "correct the TOML file (UTF-8)"),
            stage="settings",
        ) from error
    misplaced = sorted(set(content) & set(EndpointSettings.model_fields))
    table: object = content.get(TOML_TABLE, {})
    if misplaced or not isinstance(table, dict):
        names = ", ".join(misplaced) or TOML_TABLE
        raise OperatorError(
            Text(f"{path.name} 中的 {names} 不在表 [{TOML_TABLE}] 里", f"{names} in {path.name} is not in the table [{TOML_TABLE}]"),
            Text(f"请在这些键之前写一行 [{TOML_TABLE}]", f"write a line [{TOML_TABLE}] before these keys"),
            stage="settings",
        )
    values = cast(dict[str, Any], table)
    _refuse_unknown(values, Text(path.name, path.name))
    return values


def _refuse_unknown(values: Mapping[str, object], where: Text) -> None:
    unknown = sorted(set(values) - set(EndpointSettings.model_fields))
    if unknown:
        names, known = ", ".join(unknown), ", ".join(EndpointSettings.model_fields)
        raise OperatorError(
            Text(f"{where.zh}中有不认识的设置：{names}", f"unknown settings in {where.en}: {names}"),
            Text(f"可用的设置：{known}", f"known settings: {known}"),
            stage="settings",
        )


def _no_file(path: Path) -> OperatorError:
    return OperatorError(
        Text(f"找不到设置文件 {path}", f"no settings file {path}"),
        Text("请检查路径", "check the path"),
        stage="settings",
    )
