import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { startI18n } from "@/i18n";
import { LiveEdge } from "@/ui/player/LiveEdge";

beforeEach(async () => {
  await startI18n("en");
  vi.useFakeTimers();
});

const edge = (behind: () => number | null) => (
  <MantineProvider env="test">
    <LiveEdge behind={behind} paused={false} onJump={() => {}} />
  </MantineProvider>
);

it("says how far behind live it is, and nothing more from the moment that is not known", () => {
  const { rerender } = render(edge(() => 1.84));
  act(() => void vi.advanceTimersByTime(1_000));
  expect(screen.getByRole("button").textContent).toBe("1.8 s behind live");
  rerender(edge(() => null));
  expect(screen.queryByRole("button")).toBeNull();
});
