const { TestEnvironment } = require('jest-environment-node');

/** One failed test kills a mutant. Jest can only stop between files, so this skips what is left of the file. */
module.exports = class StopAtFirstFailure extends TestEnvironment {
  failed = false;

  async handleTestEvent(event) {
    if (event.name === 'test_done' && event.test.errors.length > 0) {
      this.failed = true;
    }
    if (event.name === 'test_start' && this.failed) {
      event.test.mode = 'skip';
    }
  }
};
