// Tells how a run goes on, and shows the page anew when it ended. Everything works without it.
// What refreshes by itself says so: it keeps nobody signed in.
(() => {
  const place = document.querySelector("[data-run]");
  if (!place || !window.EventSource) return;
  const stage = place.querySelector("[data-stage]");
  const events = new EventSource(`/runs/${encodeURIComponent(place.dataset.run)}/events`);
  events.addEventListener("stage", (event) => {
    stage.textContent = `· ${JSON.parse(event.data).text}`;
  });
  events.addEventListener("done", async () => {
    events.close();
    const answer = await fetch(location.href, { headers: { "X-Refresh": "1" } });
    if (answer.redirected) return location.reload();
    const anew = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(anew.querySelector("main"));
  });
})();
