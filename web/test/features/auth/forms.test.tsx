import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { SetupPage } from "@/features/auth/SetupPage";
import { SignInPage } from "@/features/auth/SignInPage";
import { serve, show } from "../../render";

const NOBODY = { status: 401, body: { detail: "Please sign in." } };
const ME = { body: { id: "me", email: "av@church.example", role: "admin" } };
const email = () => screen.findByLabelText("E-mail");
const password = () => screen.findByLabelText("Password");

async function enter(address: string, secret: string) {
  const user = userEvent.setup({ delay: null });
  await user.type(await email(), address);
  await user.type(await password(), `${secret}{Enter}`);
  return user;
}

describe("the first run", () => {
  it("creates the administrator and goes on to the guided start", async () => {
    const sent = serve({
      "GET /api/setup": { body: { needed: true } },
      "POST /api/setup": { status: 201, body: {} },
      "GET /api/auth/me": ME,
    });
    const { router } = await show(<SetupPage />, { at: "/setup" });
    await enter("av@church.example", "a good long password");
    await waitFor(() => expect(router.state.location.pathname).toBe("/start"));
    expect(sent.find(one => one.call === "POST /api/setup")?.body).toEqual({
      email: "av@church.example",
      password: "a good long password",
    });
  });

  it("says what is wrong before anything is sent, and goes there", async () => {
    const sent = serve({ "GET /api/setup": { body: { needed: true } } });
    await show(<SetupPage />, { at: "/setup" });
    expect(await screen.findByText("At least 8 characters")).toBeTruthy();
    await enter("av", "short");
    expect(await screen.findByText("This is not an e-mail address.")).toBeTruthy();
    expect(screen.getByRole("alert").textContent).toBe("At least 8 characters");
    expect(document.activeElement).toBe(await email());
    expect(sent.some(one => one.call.startsWith("POST"))).toBe(false);
  });

  it("leads to signing in when it is over", async () => {
    serve({ "GET /api/setup": { body: { needed: false } } });
    const { router } = await show(<SetupPage />, { at: "/setup" });
    await waitFor(() => expect(router.state.location.pathname).toBe("/sign-in"));
  });
});

describe("signing in", () => {
  const before = { "GET /api/setup": { body: { needed: false } }, "GET /api/auth/me": NOBODY };

  it("goes on to where somebody wanted to go", async () => {
    let known = false;
    serve({
      ...before,
      "GET /api/auth/me": () => (known ? ME : NOBODY),
      "POST /api/auth/login": () => {
        known = true;
        return { body: {} };
      },
    });
    const { router } = await show(<SignInPage />, { at: "/sign-in?next=%2Finputs%2F1" });
    await enter("av@church.example", "secret");
    await waitFor(() => expect(router.state.location.pathname).toBe("/inputs/1"));
  });

  it("can be done by password managers", async () => {
    serve(before);
    await show(<SignInPage />, { at: "/sign-in" });
    expect((await email()).getAttribute("autocomplete")).toBe("username");
    expect((await password()).getAttribute("autocomplete")).toBe("current-password");
  });

  it("says when it was wrong, and waits in the password", async () => {
    serve({
      ...before,
      "POST /api/auth/login": {
        status: 401,
        body: { detail: "The e-mail address or the password is not right." },
      },
    });
    await show(<SignInPage />, { at: "/sign-in" });
    await enter("av@church.example", "wrong");
    expect((await screen.findByRole("alert")).textContent).toContain("is not right");
    expect(document.activeElement).toBe(await password());
  });

  it("counts down after too many tries, and lets another e-mail try at once", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    serve({
      ...before,
      "POST /api/auth/login": {
        status: 429,
        body: { detail: "Too many failed tries." },
        headers: { "retry-after": "120" },
      },
    });
    await show(<SignInPage />, { at: "/sign-in" });
    const user = await enter("av@church.example", "wrong");
    expect(await screen.findByText(/You can try again in (2:0|1:5)/)).toBeTruthy();
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Sign in" });
    expect(button.disabled).toBe(true);

    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(screen.getByText(/You can try again in (1:0|0:5)/)).toBeTruthy();
    await act(() => vi.advanceTimersByTimeAsync(62_000));
    expect(screen.getByText("You can try again now.")).toBeTruthy();
    expect(button.disabled).toBe(false);

    await user.type(await email(), "x");
    expect(screen.queryByRole("status")).toBeNull();
  });
});
