"""Guessing passwords is slowed down; people who mistype are not."""

from streamingpro.control.users.limiter import MAX_KEYS, WINDOW_S, LoginLimiter

ME, HERE = "me@example.org", "192.0.2.1"


def fail(limiter: LoginLimiter, times: int, email: str = ME, address: str = HERE) -> None:
    for _ in range(times):
        limiter.failed(email, address, 0.0)


def test_four_mistakes_are_free() -> None:
    limiter = LoginLimiter()
    fail(limiter, 4)
    assert limiter.retry_after(ME, HERE, 1.0) == 0


def test_after_five_one_must_wait_until_the_window_is_over() -> None:
    limiter = LoginLimiter()
    fail(limiter, 5)
    assert limiter.retry_after(ME, HERE, 1.0) == WINDOW_S - 1
    assert limiter.retry_after(ME, HERE, WINDOW_S) == 0


def test_after_the_window_counting_begins_anew() -> None:
    limiter = LoginLimiter()
    fail(limiter, 5)
    limiter.failed(ME, HERE, WINDOW_S + 1)
    assert limiter.retry_after(ME, HERE, WINDOW_S + 1) == 0


def test_others_are_not_locked_out() -> None:
    limiter = LoginLimiter()
    fail(limiter, 5)
    assert limiter.retry_after("you@example.org", HERE, 1.0) == 0
    assert limiter.retry_after(ME, "192.0.2.2", 1.0) == 0


def test_one_address_that_tries_many_names_is_stopped() -> None:
    limiter = LoginLimiter()
    for number in range(30):
        limiter.failed(f"{number}@example.org", HERE, 0.0)
    assert limiter.retry_after("new@example.org", HERE, 1.0) > 0


def test_success_forgets_the_mistakes() -> None:
    limiter = LoginLimiter()
    fail(limiter, 5)
    limiter.succeeded(ME, HERE)
    assert limiter.retry_after(ME, HERE, 1.0) == 0


def test_memory_is_bounded() -> None:
    limiter = LoginLimiter()
    for number in range(MAX_KEYS + 10):
        limiter.failed("", f"address {number}", 0.0)
    assert len(limiter._failures) <= MAX_KEYS
