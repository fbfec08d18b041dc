/** An attribute that names several things, with spaces or commas between them. */
export const spaced = {
  fromAttribute: (text: string | null): readonly string[] | undefined =>
    text?.split(/[\s,]+/).filter(Boolean),
};
