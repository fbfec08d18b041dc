import type { boardWords } from '../board/board.words.js';
import type { boardsWords } from '../boards/boards.words.js';
import type { choicesWords } from '../board/choices.words.js';
import type { commentsWords } from '../comments/comments.words.js';
import type { composerWords, promptWords } from '../composer/composer.words.js';
import type { editorWords } from '../editor/editor.words.js';
import type { goalWords } from '../goal/goal.words.js';
import type { ideaListWords } from '../idea-list/idea-list.words.js';
import type { ideaWords } from '../idea/idea.words.js';
import type { mergeWords } from '../idea/merge.words.js';
import type { markdownWords } from '../markdown/markdown.words.js';
import type { noticesWords } from '../notices/notices.words.js';
import type { pollWords } from '../poll/poll.words.js';
import type { questionWords } from '../question/question.words.js';
import type { roadmapWords } from '../roadmap/roadmap.words.js';
import type { searchWords } from '../search/search.words.js';
import type { updateEditorWords, updatesWords } from '../updates/updates.words.js';
import type { votersWords } from '../voters/voters.words.js';
import type { voteWords } from '../vote/vote.words.js';
import type { statusesWords } from './statuses.js';
import type { commonWords, purposeWords } from './words.js';

/** Every word that the elements say, by the part that says it. */
export interface Words {
  common: typeof commonWords;
  purpose: typeof purposeWords;
  vote: typeof voteWords;
  voters: typeof votersWords;
  goal: typeof goalWords;
  board: typeof boardWords;
  boards: typeof boardsWords;
  choices: typeof choicesWords;
  idea: typeof ideaWords;
  ideaList: typeof ideaListWords;
  merge: typeof mergeWords;
  comments: typeof commentsWords;
  editor: typeof editorWords;
  markdown: typeof markdownWords;
  composer: typeof composerWords;
  prompts: typeof promptWords;
  question: typeof questionWords;
  poll: typeof pollWords;
  notices: typeof noticesWords;
  updates: typeof updatesWords;
  updateEditor: typeof updateEditorWords;
  roadmap: typeof roadmapWords;
  search: typeof searchWords;
  statuses: typeof statusesWords;
}
