"""REST for users: first run, signing in and out, the own account, API tokens."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from streamingpro.control.services import ServicesDep
from streamingpro.control.users.auth import SESSION_COOKIE, Viewer
from streamingpro.control.users.model import AuthToken
from streamingpro.control.users.roles import Role
from streamingpro.control.users.schemas import (
    LoginIn,
    LoginOut,
    MeOut,
    MePatch,
    SetupIn,
    SetupOut,
    TokenCreated,
    TokenIn,
    TokenOut,
)
from streamingpro.control.users.service import require_session
from streamingpro.control.users.tokens import SESSION_LIFETIME

router = APIRouter(prefix="/api", tags=["auth"])


@router.get("/setup")
async def get_setup(services: ServicesDep) -> SetupOut:
    """Whether the first administrator is still to be created."""
    return SetupOut(needed=await services.users.needs_setup())


@router.post("/setup", status_code=201)
async def post_setup(
    body: SetupIn, services: ServicesDep, request: Request, response: Response
) -> LoginOut:
    """Create the first administrator and sign in. Works only while there is no user."""
    user = await services.users.create_first_admin(body.email, body.password)
    return _signed_in(await services.tokens.create_session(user.id), request, response)


@router.post("/auth/login")
async def login(
    body: LoginIn, services: ServicesDep, request: Request, response: Response
) -> LoginOut:
    """Sign in. Sets the session cookie and returns the same token for scripts."""
    token = await services.users.sign_in(body.email, body.password, _address(request))
    return _signed_in(token, request, response)


@router.post("/auth/logout", status_code=204)
async def logout(who: Viewer, services: ServicesDep, response: Response) -> None:
    """End this session."""
    await services.tokens.end_session(who.token_id)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


@router.get("/auth/me")
async def get_me(who: Viewer, services: ServicesDep) -> MeOut:
    """Who you are."""
    user = await services.users.get(who)
    return MeOut(
        id=user.id,
        email=user.email,
        role=who.role,
        kind=who.kind,
        api_tokens=await services.tokens.count_api_tokens(who.user_id),
        created_at=user.created_at,
    )


@router.patch("/auth/me")
async def patch_me(body: MePatch, who: Viewer, services: ServicesDep, request: Request) -> MeOut:
    """Change your password. Ends your other sessions; your API tokens stay valid unless you ask for
    their end as well."""
    await services.users.change_password(
        who,
        body.current_password,
        body.new_password,
        _address(request),
        end_tokens=body.end_tokens,
    )
    return await get_me(who, services)


@router.get("/auth/tokens")
async def list_tokens(who: Viewer, services: ServicesDep) -> list[TokenOut]:
    """Your API tokens, without their text."""
    return [_shown(one) for one in await services.tokens.api_tokens(who.user_id)]


@router.post("/auth/tokens", status_code=201)
async def create_token(body: TokenIn, who: Viewer, services: ServicesDep) -> TokenCreated:
    """Make an API token for a script. Its text is shown this once."""
    require_session(who)
    lifetime = None if body.expires_in_days is None else timedelta(days=body.expires_in_days)
    stored, token = await services.tokens.create_api_token(who, body.name, body.role, lifetime)
    return TokenCreated(**_shown(stored).model_dump(), token=token)


@router.delete("/auth/tokens/{token_id}", status_code=204)
async def delete_token(token_id: str, who: Viewer, services: ServicesDep) -> None:
    """Revoke one of your API tokens. It stops working at once."""
    require_session(who)
    await services.tokens.delete_api_token(who.user_id, token_id)


def _signed_in(token: str, request: Request, response: Response) -> LoginOut:
    lifetime_s = int(SESSION_LIFETIME.total_seconds())
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=lifetime_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    response.headers["Cache-Control"] = "no-store"
    return LoginOut(access_token=token, expires_in=lifetime_s)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _shown(token: AuthToken) -> TokenOut:
    return TokenOut(
        id=token.id,
        name=token.name,
        role=Role(token.role or Role.VIEWER),
        created_at=token.created_at,
        last_used_at=token.last_used_at,
        expires_at=token.expires_at,
    )
