// A new mail appears without a reload; nothing else here needs a script.
const list = document.querySelector("nav[data-newest]");
setInterval(async () => {
  if (document.hidden || !list) return;
  const answer = await fetch(`/api/messages?after=${list.dataset.newest}${location.search.replace("?", "&")}`).catch(() => null);
  if (!answer?.ok || !(await answer.json()).messages.length) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const fresh = page.querySelector("nav[data-newest]");
  list.replaceChildren(...fresh.childNodes);
  list.dataset.newest = fresh.dataset.newest;
}, 2000);
