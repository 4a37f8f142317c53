import { act, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

class Observer {
  static all: Observer[] = [];
  readonly observed = new Set<Element>();
  constructor(
    private readonly tell: (entries: { target: Element; isIntersecting: boolean }[]) => void,
    readonly options: { rootMargin: string },
  ) {
    Observer.all.push(this);
  }
  observe = (element: Element) => this.observed.add(element);
  unobserve = (element: Element) => this.observed.delete(element);
  see(target: Element, isIntersecting: boolean) {
    this.tell([{ target, isIntersecting }]);
  }
}

beforeEach(() => {
  vi.resetModules();
  Observer.all = [];
  vi.stubGlobal("IntersectionObserver", Observer);
});
afterEach(() => vi.unstubAllGlobals());

describe("what is in view", () => {
  it("is watched by one observer for each margin", async () => {
    const { watchView } = await import("@/ui/inView");
    const [one, other] = [document.createElement("i"), document.createElement("i")];
    const heard = vi.fn();
    const end = watchView(one, near => heard("one", near));
    watchView(other, near => heard("other", near));
    watchView(other, () => {}, 400);
    expect(Observer.all.map(each => each.options.rootMargin)).toEqual(["0px", "400px"]);
    const [near] = Observer.all;
    near?.see(one, true);
    near?.see(other, false);
    expect(heard.mock.calls).toEqual([
      ["one", true],
      ["other", false],
    ]);
    end();
    expect(near?.observed).toEqual(new Set([other]));
  });

  it("is known to the component, until it goes", async () => {
    const { useInView } = await import("@/ui/inView");
    function Thing() {
      const { ref, inView } = useInView();
      return <p ref={ref}>{inView ? "seen" : "hidden"}</p>;
    }
    const { container, unmount } = render(<Thing />);
    const thing = container.querySelector("p") as Element;
    expect(thing.textContent).toBe("hidden");
    act(() => Observer.all[0]?.see(thing, true));
    expect(thing.textContent).toBe("seen");
    unmount();
    expect(Observer.all[0]?.observed.size).toBe(0);
  });
});
