// Loaded before a process (`node --require`): tells it to stop in the midst of loading itself.
const Module = require('node:module');

const load = Module._load;
Module._load = function (request, ...rest) {
  if (request === './app.module') process.kill(process.pid, 'SIGTERM');
  return load.call(this, request, ...rest);
};
