/** Gives each class the tag that its `*.define.ts` names: `define('rally-vote', RallyVote)`. */
function tagNames() {
  const tags = new Map();
  return {
    name: 'tag-names',
    collectPhase({ ts, node }) {
      if (!ts.isCallExpression(node) || node.expression.getText() !== 'define') return;
      const [tag, name] = node.arguments;
      tags.set(name.getText(), tag.text);
    },
    packageLinkPhase({ customElementsManifest }) {
      for (const module of customElementsManifest.modules) {
        for (const declaration of module.declarations) {
          // The analyzer takes the first argument of an event's class for the event's name, whatever it is.
          declaration.events = declaration.events?.filter(({ name }) => name?.startsWith('rally-'));
          const tagName = tags.get(declaration.name);
          if (tagName) Object.assign(declaration, { tagName, customElement: true });
        }
      }
    },
  };
}

/** Run in packages/elements: writes what the elements offer, for editors, Storybook and the check of their docs. */
export default {
  litelement: true,
  globs: ['src/**/*.ts'],
  exclude: ['src/**/*.test.ts'],
  outdir: 'dist',
  plugins: [tagNames()],
};
