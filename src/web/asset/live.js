// Tells how a run goes on, and shows the page anew when it ended. Everything works without it.
(() => {
  const place = document.querySelector("[data-run]");
  if (!place || !window.EventSource) return;
  const stage = place.querySelector("[data-stage]");
  const events = new EventSource(`/runs/${encodeURIComponent(place.dataset.run)}/events`);
  events.addEventListener("stage", (event) => {
    stage.textContent = `· ${JSON.parse(event.data).text}`;
  });
  events.addEventListener("done", () => {
    events.close();
    location.reload();
  });
})();
