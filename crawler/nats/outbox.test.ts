import { describe, expect, it } from "vitest";
import { Outbox } from "./outbox.ts";

describe("an outbox", () => {
  it("sends what one turn brought together, in order, and nothing before the turn is over", async () => {
    const outbox = new Outbox();
    const sent: number[] = [];

    const first = outbox.add(() => sent.push(1));
    await Promise.resolve();
    const second = outbox.add(() => sent.push(2));

    expect(sent).toEqual([]);
    await Promise.all([first, second]);
    expect(sent).toEqual([1, 2]);
    await outbox.add(() => sent.push(3));
    expect(sent).toEqual([1, 2, 3]);
  });

  it("sends the rest when one cannot be sent, and says so", async () => {
    const outbox = new Outbox();
    const sent: number[] = [];

    const broken = outbox.add(() => {
      throw new Error("closed");
    });
    const whole = outbox.add(() => sent.push(1));

    await expect(broken).rejects.toThrow("closed");
    await expect(whole).rejects.toThrow("closed");
    expect(sent).toEqual([1]);
  });
});
