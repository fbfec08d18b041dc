import { equal, includes, ok } from '../assert.js';
import { makeAnswer, makeQuestion } from '../seed.js';
import { act, idsOf, listAll, read, refused, send } from '../stage.js';
import { test, type Group } from '../suite.js';

const seed = [
  makeQuestion('how', { author: 'ana' }),
  makeAnswer('so', 'how'),
  makeAnswer('or-so', 'how'),
  makeQuestion('why', { author: 'ben' }),
  makeAnswer('because', 'why'),
];

export const answers: Group = {
  name: 'Questions and answers',
  tests: [
    test(
      '24 a question has at most one accepted answer, the last one chosen',
      { commands: ['answer.accept'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'answer.accept', { question: 'how', answer: 'so' });
        includes(await read(ana, 'question', 'how'), { accepted: 'so', status: 'solved' }, 'the question');
        await act(ana, 'answer.accept', { question: 'how', answer: 'or-so' });
        includes(await read(ana, 'question', 'how'), { accepted: 'or-so', status: 'solved' }, 'the question');
        await act(ana, 'answer.accept', { question: 'how', answer: null });
        const open = await read(ana, 'question', 'how');
        ok(open.accepted === undefined && open.status === 'answered', 'no answer is accepted any more');
      },
    ),

    test(
      '24 of two acceptances at once, one stands',
      { commands: ['answer.accept'], seed },
      async (stage) => {
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        await Promise.all([
          send(ana, 'answer.accept', { question: 'how', answer: 'so' }),
          send(tess, 'answer.accept', { question: 'how', answer: 'or-so' }),
        ]);
        const { accepted } = await read(ana, 'question', 'how');
        ok(accepted === 'so' || accepted === 'or-so', `one of the two ought to be accepted, not ${accepted}`);
      },
    ),

    test(
      '24 an answer to another question cannot be accepted',
      { commands: ['answer.accept'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const before = await read(ana, 'question', 'how');
        await refused(ana, 'invalid', 'answer.accept', { question: 'how', answer: 'because' });
        await refused(ana, 'not-found', 'answer.accept', { question: 'how', answer: 'nowhere' });
        equal(await read(ana, 'question', 'how'), before, 'the question after the refusals');
      },
    ),

    test(
      '24 who asked or the team accepts, nobody else',
      { commands: ['answer.accept'], seed },
      async (stage) => {
        await refused(await stage.as('ben'), 'forbidden', 'answer.accept', { question: 'how', answer: 'so' });
        await act(await stage.as('tess'), 'answer.accept', { question: 'how', answer: 'so' });
      },
    ),

    test(
      '24 removing the accepted answer opens the question again',
      { commands: ['answer.accept', 'post.remove'], seed },
      async (stage) => {
        const [ana, tess] = [await stage.as('ana'), await stage.as('tess')];
        await act(ana, 'answer.accept', { question: 'how', answer: 'so' });
        await act(tess, 'post.remove', { ref: { kind: 'answer', id: 'so' } });
        const after = await read(ana, 'question', 'how');
        ok(after.accepted === undefined, 'no answer ought to be accepted');
        includes(after, { status: 'answered', answers: 1 }, 'the question');
      },
    ),

    test(
      '24 counts of answers and of questions by status follow what is there',
      {
        commands: ['answer.create', 'answer.accept', 'question.create'],
        kinds: ['answer', 'question'],
        seed,
      },
      async (stage) => {
        const ana = await stage.as('ana');
        await act(ana, 'question.create', { id: 'when', board: 'help', title: 'When?' });
        await act(ana, 'answer.create', { id: 'soon', question: 'when', body: 'Soon.' });
        await act(ana, 'answer.accept', { question: 'how', answer: 'so' });
        const questions = await listAll(ana, { kind: 'question' });
        for (const question of questions) {
          const found = await listAll(ana, {
            kind: 'answer',
            subject: { kind: 'question', id: question.id },
          });
          equal(question.answers, found.length, `answers of ${question.id}: ${idsOf(found).join()}`);
        }
        const { counts } = await read(ana, 'board', 'help');
        for (const status of ['open', 'answered', 'solved']) {
          equal(
            counts[status] ?? 0,
            questions.filter((question) => question.status === status).length,
            `${status} on the board`,
          );
        }
      },
    ),
  ],
};
