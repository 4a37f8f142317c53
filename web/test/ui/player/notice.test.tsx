import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { startI18n } from "@/i18n";
import { PhaseNotice } from "@/ui/player/Notice";
import type { Phase } from "@/ui/player/playback";

const WHY =
  "There is no picture to begin with yet: no keyframe has come for some time. Set the encoder's keyframe interval to 2 seconds.";

const show = (phase: Phase, reason: string | null) =>
  render(
    <MantineProvider env="test">
      <PhaseNotice phase={phase} reason={reason} tracks={[]} onRetry={() => {}} />
    </MantineProvider>,
  );

beforeEach(() => startI18n("es"));

it("says in words that the picture is coming, to screen readers too", () => {
  show("loading", null);
  expect(screen.getByRole("status").textContent).toBe("Cargando la imagen…");
});

it("says in the user's language why there is no picture yet", () => {
  show("loading", WHY);
  expect(screen.getByRole("status").textContent).toMatch(/^Aún no hay imagen.*fotograma clave/);
});

it("leaves the picture alone while it plays, and while somebody has to press play", () => {
  show("playing", null);
  show("held", null);
  expect(screen.queryByRole("status")).toBeNull();
});
