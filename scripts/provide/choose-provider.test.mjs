import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseProvider } from './choose-provider.mjs';

/** @param {Partial<import('./choose-provider.mjs').Probes>} answers */
function machine(answers) {
  /** @type {string[]} */
  const asked = [];
  const probe = (/** @type {'isInstalled' | 'composeAnswers' | 'mayUseApt'} */ name) => () => {
    asked.push(name);
    return answers[name]?.() ?? false;
  };
  const provider = chooseProvider({
    url: answers.url,
    isInstalled: probe('isInstalled'),
    composeAnswers: probe('composeAnswers'),
    mayUseApt: probe('mayUseApt'),
  });
  return { provider, asked };
}
const yes = () => true;

test('a given URL wins, and nothing else is looked at', () => {
  const given = machine({ url: 'mysql://u@h/d', isInstalled: yes, composeAnswers: yes, mayUseApt: yes });
  assert.deepEqual(given, { provider: 'url', asked: [] });
});

test('an empty variable is no URL', () => {
  assert.equal(machine({ url: '', isInstalled: yes }).provider, 'private');
});

test('installed programs come before Docker, which is not even asked', () => {
  const installed = machine({ isInstalled: yes, composeAnswers: yes, mayUseApt: yes });
  assert.deepEqual(installed, { provider: 'private', asked: ['isInstalled'] });
});

test('Docker comes before installing anything', () => {
  assert.equal(machine({ composeAnswers: yes, mayUseApt: yes }).provider, 'compose');
});

test('apt is used only when nothing else serves', () => {
  assert.equal(machine({ mayUseApt: yes }).provider, 'apt');
});

test('a machine with nothing gets a message', () => {
  assert.equal(machine({}).provider, 'none');
});
