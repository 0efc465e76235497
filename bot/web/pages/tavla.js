// The wallboard: lets somebody in by the link's key, and shows what the stream says, or that it says nothing.
"use strict";
(() => {
  const form = document.getElementById("byt");
  const enter = () => {
    // What stands after # is never sent with an address: not to a proxy's log, nor to a page that is linked to.
    const key = location.hash.slice(1);
    if (!key || !form) return;
    history.replaceState(null, "", location.pathname);
    form.elements.nyckel.value = key;
    form.submit();
  };
  window.addEventListener("hashchange", enter);
  enter();

  const { stream, silence, old, lostWords, oldWords, version } = document.body.dataset;
  if (!stream) return;
  const [board, alarm, news, seen] = ["tavla", "larm", "nytt", "sedd"].map((id) => document.getElementById(id));
  let heard = performance.now();
  let age = 0;
  let source = null;
  let over = "";

  const loud = (words) => {
    // Written only when it changes, so that it is read aloud once.
    if (alarm.textContent !== words) alarm.textContent = words;
    document.body.classList.toggle("osaker", words !== "");
  };
  const look = () => {
    const quiet = (performance.now() - heard) / 1000;
    if (over) loud(over);
    else if (quiet > Number(silence)) loud(`${lostWords} ${seen.textContent}.`);
    else if (age + quiet > Number(old)) loud(`${oldWords} ${seen.textContent}.`);
    else loud("");
  };
  const alive = (said) => {
    // The bot was renewed: so is the page, which may stand open for months.
    if (said.version !== version) return location.reload();
    heard = performance.now();
    age = said.age;
    seen.textContent = said.seen;
    look();
  };
  const end = (words) => {
    over = words;
    source.close();
    look();
  };
  const again = async () => {
    // A browser gives up a stream that was refused; whether the link is over or the bot is away, the page knows.
    try {
      const answer = await fetch("/tavla", { cache: "no-store", credentials: "same-origin" });
      if (answer.status === 403 || answer.status === 410) return location.reload();
    } catch { /* no contact: tried again below */ }
    if (!over) setTimeout(connect, 5000);
  };
  const connect = () => {
    source = new EventSource(stream);
    source.addEventListener("tavla", (event) => {
      const said = JSON.parse(event.data);
      board.innerHTML = said.html;
      if (said.tell) news.textContent = said.tell;
      alive(said);
    });
    source.addEventListener("puls", (event) => alive(JSON.parse(event.data)));
    source.addEventListener("slut", (event) => end(JSON.parse(event.data).words));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED && !over) again();
    });
  };
  connect();
  setInterval(look, 1000);
})();
