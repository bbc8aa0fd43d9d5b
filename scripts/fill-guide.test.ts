import { expect, test } from "vitest";
import { fillGuide } from "./fill-guide.js";

test("a part stands where the guide asks for it, in place of what stood there", () => {
  expect(fillGuide("A\n<!-- made: plums -->\nold\n<!-- end -->\nB", { plums: "new\n" })).toBe(
    "A\n<!-- made: plums -->\n\nnew\n\n<!-- end -->\nB",
  );
});

test("a part that is not made, and one without a place, are errors", () => {
  expect(() => fillGuide("<!-- made: pears -->\n<!-- end -->", { plums: "" })).toThrow('asks for "pears"');
  expect(() => fillGuide("", { plums: "" })).toThrow("no place for plums");
});
