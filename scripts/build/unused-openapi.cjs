const ts = require('typescript');

const NAME = 'openapi';

/**
 * A plugin of the Nest CLI, after that of @nestjs/swagger, which imports its package into every DTO file, whether or not it then
 * uses it there. Where it doesn't, the import goes again: commands check their options by DTOs, and would wait for the package.
 *
 * @returns {import('typescript').TransformerFactory<import('typescript').SourceFile>}
 */
exports.before = () => (context) => (file) => {
  const added = file.statements.find(
    (statement) => ts.isImportEqualsDeclaration(statement) && statement.name.text === NAME,
  );
  if (!added) return file;
  const others = file.statements.filter((statement) => statement !== added);
  return others.some(names) ? file : context.factory.updateSourceFile(file, others);
};

/**
 * The plugin writes `openapi.ApiOperation` as one identifier.
 *
 * @param {import('typescript').Node} node
 * @returns {boolean}
 */
function names(node) {
  if (ts.isIdentifier(node) && (node.text === NAME || node.text.startsWith(`${NAME}.`))) return true;
  return ts.forEachChild(node, names) ?? false;
}
