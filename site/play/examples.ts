/** The programs of the examples menu. */
export interface Example {
  readonly title: string;
  readonly program: string;
  /** A formula to check with it. */
  readonly claim?: string;
}

export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

export const FIRST = "X: m×n\nlog(XᵀX + εI)";

export const GROUPS: readonly ExampleGroup[] = [
  {
    title: "Layers of the paper",
    examples: [{ title: "Second-order pooling", program: FIRST }],
  },
];
