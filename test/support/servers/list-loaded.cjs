// Preloaded into a process (node --require): at its end it writes which files it has loaded, one a line.
const { writeFileSync } = require('node:fs');

process.on('exit', () => writeFileSync(process.env.LOADED_FILE, Object.keys(require.cache).join('\n')));
