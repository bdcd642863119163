"""`starmark init`: make an instance with new keys and found its register."""

from __future__ import annotations

from pathlib import Path

from certs import limits
from certs.errors import Refused, Words
from certs.instance import web_access, whole_files
from certs.instance.settings import parse_settings
from certs.instance.settings_text import with_url
from scripts.desk import new_instance, profile_template
from scripts.desk.act_options import FILE, FOLDER, json_option
from scripts.desk.new_instance import NewInstance
from scripts.terminal import clock, colours, input_file, speech, verb_frame
from scripts.terminal.passphrase import passphrase
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, require, verb


@verb(
    "init",
    Words(
        "建立登记实例：生成六把密钥，写入日志的头几条，不覆盖任何已有内容。",
        "Make an instance: six new keys and the first entries of the log. Nothing is ever overwritten.",
    ),
)
@option(
    "--profile",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "机构设置（TOML）：名称、批准号、编号前缀、网址。",
        "Settings of the body (TOML): names, approval number, prefix, base URL.",
    ),
)
@option(
    "--template",
    is_flag=False,
    flag_value=profile_template.NAME,
    default=None,
    type=FILE,
    metavar="[FILE]",
    words=Words(
        f"写出空白的机构设置（默认 {profile_template.NAME}），每一项都有说明，不建立实例。",
        f"Write empty settings ({profile_template.NAME} by default), each explained, and make no instance.",
    ),
)
@option(
    "--passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "从文件读新口令；不写则在终端询问两次。",
        "Read the new passphrase from a file; asked for twice on a terminal if left out.",
    ),
)
@option(
    "--register",
    "register_url",
    default="",
    metavar="URL",
    words=Words(
        "登记簿放到这个空的 PostgreSQL 数据库（postgresql://用户@主机/库名，不带密码），代替设置里的地址。",
        "Put the register into this empty PostgreSQL database (postgresql://user@host/name, without a password), in "
        "place of the address in the settings.",
    ),
)
@option(
    "--root-to",
    type=FOLDER,
    default=None,
    metavar="DIR",
    words=Words(
        "根密钥写到这个新目录（如移动介质）；默认放在实例里，必须移走。",
        "Write the root key to this new folder (removable media); by default it lies in the instance and must be moved "
        "off.",
    ),
)
@json_option
def command(
    profile: Path | None,
    template: Path | None,
    passphrase_file: Path | None,
    register_url: str,
    root_to: Path | None,
    as_json: bool,
) -> int:
    """Make the instance and say what comes next."""
    if template is not None:
        return _write_template(template)
    require("--profile", profile)
    assert profile is not None
    data = _read(profile)
    parse_settings(data, new=True)
    if register_url:
        data = with_url(data, "register", register_url)
    settings = parse_settings(data, new=True)
    founding = new_instance.make(
        verb_frame.home(), data, settings, passphrase(passphrase_file, new=True), clock.now(), root_to
    )
    if as_json:
        speech.print_json(
            {
                "home": str(founding.instance.home),
                "root": founding.root_public,
                "root_folder": str(founding.root_folder),
                "published": founding.unpublished is None,
            }
        )
    else:
        _tell(founding)
    return 0 if founding.unpublished is None else 2


def _write_template(file: Path) -> int:
    whole_files.write_new(file, profile_template.profile_template().encode())
    speech.show(
        both(
            f"已写出空白的机构设置：{file}。填好后运行：starmark init --profile {file}",
            f"Empty settings are in {file}. When they are filled in, run: starmark init --profile {file}",
        )
    )
    return 0


def _read(profile: Path) -> bytes:
    try:
        return input_file.read(profile, limits.SETTINGS_FILE)
    except OSError as error:
        raise Refused(
            "profile",
            f"读不了 {profile}（{error.strerror}）。什么也没有建立；请检查文件名和权限。",
            f"{profile} cannot be read ({error.strerror}). Nothing was made; check its name and rights.",
        ) from error


def _tell(founding: NewInstance) -> None:
    body = founding.instance.settings.body
    speech.show(
        both(
            f"已为“{body.name}”建立实例：{founding.instance.home}",
            f"Made the instance of {body.name_en}: {founding.instance.home}",
        )
    )
    if body.is_sample:
        speech.show(
            both(
                "批准号属于 2099 年，没有机构持有：每一页都会注明“样例”。",
                "The approval number is of the year 2099 and nobody's: every page will say that it is a sample.",
            )
        )
    speech.show("")
    speech.show(both("根公钥（请印在公开处，核验者以它为准）：", "Root public key (publish it; verifiers pin it):"))
    speech.show(f"  {founding.root_public}")
    if founding.unpublished:
        speech.tell(speech.say(founding.unpublished.words), colours.BAD)
        speech.tell(
            both(
                "实例和密钥都已建立，只是还没有公布任何内容。请解决以上问题，再运行 starmark publish。",
                "Instance and keys are made; only nothing was published yet. Mend that, then run starmark publish.",
            ),
            colours.BAD,
        )
    closed = web_access.closed_to_the_web(founding.instance)
    if closed:
        speech.tell(speech.say(web_access.words_of(closed)), colours.NOTE)
    speech.show("")
    speech.show(both("接下来：", "Next:"))
    for place, step in enumerate(_steps(founding), start=1):
        speech.show(f"{place}. {step}")


def _steps(founding: NewInstance) -> tuple[str, ...]:
    home = founding.instance.home
    return (
        both(
            f"把 {founding.root_folder} 整个移到离线介质并删除本机的副本：有了它就能冒充本机构。",
            f"Move {founding.root_folder} to offline media and delete it here: whoever has it can pose as the body.",
        ),
        both("备份 keys/ 和口令，分开保管。", "Back up keys/ and the passphrase, each in its own place."),
        both(
            f"网站用另一个账户运行，对 {home} 只读，读不到 keys/ 和 casework.db。",
            f"Run the web as another user who may read {home}, but not keys/ and casework.db.",
        ),
        both("写出空白表格：starmark issue --template", "Write an empty sheet: starmark issue --template"),
        both("签发：starmark issue 文件 --passphrase-file 文件", "Issue: starmark issue FILE --passphrase-file FILE"),
    )
