import { isSignInNeeded } from './api/client.ts';
import { FilmView } from './film/film-view.tsx';
import { ListView } from './list/list-view.tsx';
import { route } from './route.ts';
import { NewView } from './storyboard/new-view.tsx';
import { StoryboardView } from './storyboard/storyboard-view.tsx';
import { Announcements } from './ui/announce.tsx';
import { MoneyQuestion } from './ui/money-question.tsx';
import { SignIn } from './ui/sign-in.tsx';
import { TopBar } from './ui/top-bar.tsx';

export function App() {
  return (
    <>
      {isSignInNeeded.value ? <SignIn /> : <View />}
      <MoneyQuestion />
      <Announcements />
    </>
  );
}

function View() {
  const where = route.value;
  switch (where.kind) {
    case 'list':
      return <ListView />;
    case 'new':
      return <NewView />;
    case 'film':
      return <FilmView key={where.id} id={where.id} shotId={where.shot} />;
    case 'storyboard':
      return <StoryboardView key={where.id} id={where.id} />;
    case 'nowhere':
      return (
        <>
          <TopBar connection={null} />
          <main class="empty">
            <h1>Nothing is here</h1>
            <p>
              <a href="/" data-page>
                All films
              </a>
            </p>
          </main>
        </>
      );
  }
}
