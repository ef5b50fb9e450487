"use strict"; // Log-in is about to end: dialog[data-utloper="seconds left"]. Texts stand in the page.
document.querySelectorAll("dialog[data-utloper]").forEach((dialog) => {
  const skjema = dialog.querySelector("form"), ute = dialog.querySelector("[data-ute]");
  const [for_, etter] = dialog.querySelectorAll("[data-for], [data-etter]");
  let ur = [];
  const vis = (slutt) => {
    for_.hidden = slutt;
    etter.hidden = !slutt;
    skjema.hidden = slutt;
    if (!dialog.open) dialog.showModal();
  };
  const start = (sekunder) => {
    ur.forEach(clearTimeout);
    ur = [setTimeout(vis, (sekunder - 120) * 1000, false), setTimeout(vis, sekunder * 1000, true)];
  };
  skjema.addEventListener("submit", async (hendelse) => {
    hendelse.preventDefault();
    hendelse.stopPropagation();
    const svar = await fetch(skjema.action, { method: "POST", body: new FormData(skjema) }).catch(() => 0);
    if (!svar.ok || svar.redirected) return vis(true);
    dialog.close();
    start(Number(dialog.dataset.hele));
  });
  ute.addEventListener("click", () => dialog.close());
  start(Number(dialog.dataset.utloper));
});
