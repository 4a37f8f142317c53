import { act, render } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { NearContext, Nearness, useNear } from "@/features/overview/nearness";
import { bitrateOf, useInputField } from "@/features/overview/useInputField";
import { live } from "@/live/store";
import { inputPicture, picture } from "../../live/fixtures";

const tell = (bps: number) =>
  act(() => {
    const input = inputPicture("a", { state: "live", bitrate_bps: bps });
    live.receive({ type: "snapshot", seq: 1, data: picture([input]) }, Date.now());
  });

beforeEach(() => live.signedOut());

describe("a card out of view", () => {
  it("follows nothing, and hears once that it is back", () => {
    const nearness = new Nearness();
    const heard = vi.fn();
    const end = nearness.follow(heard);
    nearness.put(false);
    tell(1);
    expect(heard).not.toHaveBeenCalled();
    nearness.put(true);
    expect(heard).toHaveBeenCalledTimes(1);
    tell(2);
    expect(heard).toHaveBeenCalledTimes(2);
    end();
    tell(3);
    nearness.put(false);
    nearness.put(true);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("is drawn again only for what has changed meanwhile", () => {
    const nearness = new Nearness();
    const drawn = vi.fn();
    function Rate() {
      const bps = useInputField("a", bitrateOf);
      drawn(bps);
      return null;
    }
    tell(1);
    render(
      <NearContext value={nearness}>
        <Rate />
      </NearContext>,
    );
    act(() => nearness.put(false));
    act(() => nearness.put(true));
    expect(drawn.mock.calls).toEqual([[1]]);
    act(() => nearness.put(false));
    tell(2);
    tell(3);
    expect(drawn.mock.calls).toEqual([[1]]);
    act(() => nearness.put(true));
    expect(drawn.mock.calls).toEqual([[1], [3]]);
  });

  it("shows no time that goes on", () => {
    const nearness = new Nearness();
    const Time = () => (useNear() ? <time /> : null);
    const { container } = render(
      <NearContext value={nearness}>
        <Time />
      </NearContext>,
    );
    expect(container.querySelector("time")).not.toBeNull();
    act(() => nearness.put(false));
    expect(container.querySelector("time")).toBeNull();
  });
});
