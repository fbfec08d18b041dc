import { expect } from '@open-wc/testing';
import { configure } from './settings.js';
import { words } from './words.js';

describe('configure({ words })', () => {
  it('sets words of a part that is loaded and of one that comes later, and leaves the others English', () => {
    const loaded = words('test-loaded', { yes: 'Yes', no: 'No' });
    const other = { 'test-loaded': { yes: 'Ja' }, 'test-later': { yes: 'Ja' } };
    configure({ words: other as object });
    configure({ words: { 'test-later': { no: 'Nein' } } as object });
    const later = words('test-later', { yes: 'Yes', no: 'No', maybe: 'Maybe' });
    expect(loaded).to.deep.equal({ yes: 'Ja', no: 'No' });
    expect(later).to.deep.equal({ yes: 'Ja', no: 'Nein', maybe: 'Maybe' });
  });
});
