import { useEffect } from 'preact/hooks';
import { TopBar } from '../ui/top-bar.tsx';

/** An address of a film that this server does not know. */
export function NoSuchFilm() {
  useEffect(() => {
    document.title = 'No such film · longtake';
  }, []);
  return (
    <>
      <TopBar connection={null}>
        <a href="/" data-page>
          Films
        </a>
      </TopBar>
      <main class="empty">
        <h1>There is no such film</h1>
        <p class="soft">
          It may be another server's, or one of a file that <code>longtake serve</code> was not given this time. Nothing
          that was made is lost by that.
        </p>
        <p>
          <a class="button primary" href="/" data-page>
            All films
          </a>
        </p>
      </main>
    </>
  );
}
