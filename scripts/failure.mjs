/**
 * A failure that the person at the keyboard can do something about. Its message is the whole explanation, so it
 * is printed without a stack trace; everything else that is thrown is a defect of ours and is printed with one.
 */
export class LaunchFailure extends Error {
  /**
   * @param {string} message what went wrong and what to do about it
   * @param {number} [exitCode] exit code of the command, 1 unless a child's own code is passed on
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'LaunchFailure';
    this.exitCode = exitCode;
  }
}

/**
 * Turns an error of the file system into an explanation, and leaves any other error as it is.
 * @param {unknown} error
 * @param {string} where the file or directory that was being written
 * @returns {unknown} what to throw
 */
export function explainFileError(error, where) {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LaunchFailure(`The disk that holds ${where} is full. Free some space and try again.`);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new LaunchFailure(
      `Cannot write ${where} (${code}). It probably belongs to another user: change its owner, or remove it.`,
    );
  }
  return error;
}

/**
 * The code of a system error, e.g. ENOSPC. Asks for the property, not for the class: under Jest, Node's errors are of
 * another realm's Error.
 * @param {unknown} error
 * @returns {unknown}
 */
export function errorCode(error) {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
