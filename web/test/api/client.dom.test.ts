import { describe, expect, it, vi } from "vitest";
import { api, body, whenSignedOut } from "@/api/client";
import { ApiError } from "@/api/problem";

function answer(status: number, problem: object | null, headers: Record<string, string> = {}) {
  const text = problem === null ? "<html>" : JSON.stringify(problem);
  vi.spyOn(globalThis, "fetch").mockResolvedValue(
    new Response(text, {
      status,
      headers: { "content-type": "application/problem+json", ...headers },
    }),
  );
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable("it did not fail"),
    (error: ApiError) => error,
  );

describe("the client of the API", () => {
  it("gives the server's sentence, and which field it is about", async () => {
    answer(422, {
      detail: "The stream key is missing.",
      errors: [{ field: "stream_key", message: "The stream key is missing." }],
    });
    const error = await failure(body(api.GET("/api/inputs")));
    expect(error).toBeInstanceOf(ApiError);
    expect(error.message).toBe("The stream key is missing.");
    expect(error.fields).toEqual({ stream_key: "The stream key is missing." });
  });

  it("says how long to wait", async () => {
    answer(429, { detail: "Too many tries." }, { "retry-after": "300" });
    const error = await failure(
      api.POST("/api/auth/login", { body: { email: "a", password: "b" } }),
    );
    expect(error.retryAfter).toBe(300);
  });

  it("survives an answer that is no problem document", async () => {
    answer(502, null);
    expect((await failure(api.GET("/api/inputs"))).status).toBe(502);
  });

  it("tells a server that does not answer", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
    expect((await failure(api.GET("/api/inputs"))).offline).toBe(true);
  });

  it("notices that the session is over, but not when somebody signs in wrongly", async () => {
    const signedOut = vi.fn();
    whenSignedOut(signedOut);
    answer(401, { detail: "Please sign in." });
    await failure(api.POST("/api/auth/login", { body: { email: "a", password: "b" } }));
    expect(signedOut).not.toHaveBeenCalled();
    await failure(api.GET("/api/inputs"));
    expect(signedOut).toHaveBeenCalledOnce();
  });
});
