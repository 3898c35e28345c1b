"""How we prove to meetergo who we are: the kind of the token decides (contract, "Base URL and auth")."""

from frontdesk.booking_systems.meetergo.settings import MeetergoSettings
from frontdesk.booking_systems.remote.connection import Authorize, Headers
from frontdesk.booking_systems.remote.ports import Misconfigured

USER_HEADER = "x-meetergo-api-user-id"
PERSONAL, PLATFORM = "rgo-", "ak_live:"


def authorization(section: MeetergoSettings, token: str) -> Authorize:
    """Neither kind can be renewed by us. Raises `ValueError` with what to do."""
    headers = {"Authorization": f"Bearer {token}"}
    if token.startswith(PLATFORM):
        if section.user_id is None:
            raise ValueError("booking_system.user_id is missing: a platform key acts for a user of meetergo; name them")
        headers[USER_HEADER] = section.user_id
    elif not token.startswith(PERSONAL):
        raise ValueError(f'{section.token_env} holds no key of meetergo, which begins with "rgo-" or "ak_live:"')
    elif section.user_id is not None:
        raise ValueError("booking_system.user_id: a personal access token acts for its owner only; leave it out")

    async def authorize(refused: bool) -> Headers:
        if refused:
            raise Misconfigured(f"meetergo does not accept the key, or it has expired; renew {section.token_env}.")
        return headers

    return authorize
