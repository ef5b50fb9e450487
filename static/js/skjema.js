"use strict"; // Every task works without this file; texts come from data-*.
const alle = (velger) => document.querySelectorAll(velger);
// Characters left in a text area, when few are: [data-teller="id"].
alle("[data-teller]").forEach((teller) => {
  const felt = document.getElementById(teller.dataset.teller);
  const vis = () => {
    const { grense, igjen, over } = teller.dataset, rest = grense - felt.value.length;
    const tekst = (rest < 0 ? over : igjen).replace("%d", Math.abs(rest));
    teller.textContent = rest > Math.min(200, grense / 4) ? "" : tekst;
    teller.classList.toggle("over", rest < 0);
  };
  felt.addEventListener("input", vis);
  vis();
});
// Warn of a likely national identity number while typing. The server decides.
const erNummer = (s) => {
  const dag = Number(s.slice(0, 2)) % 40, mnd = Number(s.slice(2, 4));
  const dato = dag >= 1 && dag <= 31 && [0, 40, 65, 80].some((p) => mnd > p && mnd <= p + 12);
  const rest = (vekter) => [...vekter].reduce((sum, v, i) => sum + v * s[i], 0) % 11;
  return rest("54327654321") === 0 && rest("3761894521") <= (dato ? 3 : s[0] >= "8" ? 0 : -1);
};
const harNummer = (tekst) =>
  (tekst.normalize("NFKC").match(/\d(?:[^\p{L}\d]{0,5}\d){10,}/gu) || []).some((rekke) => {
    const sifre = rekke.replace(/\D/g, "");
    // With a four-digit year, 17.05.1995, the century is left out.
    const uten = (s) => /^\d{4}(19|20)/.test(s) ? s.slice(0, 4) + s.slice(6) : "";
    return [...sifre].some((_, i) => [sifre.slice(i, i + 11), uten(sifre.slice(i, i + 13))]
      .some((n) => n.length === 11 && erNummer(n)));
  });
alle("[data-idvarsel]").forEach((varsel) => {
  const felt = document.getElementById(varsel.dataset.idvarsel);
  felt.addEventListener("input", () => { varsel.hidden = !harNummer(felt.value); });
});
// Guard against double clicks but in form[data-gjenta]; open again after ten seconds or on «back».
const las = (skjema, ja) => {
  skjema.toggleAttribute("data-sendt", ja);
  skjema.querySelectorAll("button").forEach((k) => k.setAttribute("aria-disabled", ja));
};
document.addEventListener("submit", (hendelse) => {
  const skjema = hendelse.target;
  if (skjema.hasAttribute("data-gjenta")) return;
  if (skjema.hasAttribute("data-sendt")) return hendelse.preventDefault();
  las(skjema, true);
  setTimeout(las, 10000, skjema, false);
});
window.addEventListener("pageshow", () => alle("form[data-sendt]").forEach((s) => las(s, false)));
// The answer is JSON, if anything; a redirect means that nothing was saved.
const send = (url, skjema) =>
  fetch(url, { method: "POST", body: new FormData(skjema), keepalive: true }).then(
    async (r) => ({ ok: r.ok && !r.redirected, ...await r.json().catch(() => 0) }), () => ({}));

// Autosave: form[data-autolagre="url"], text in [data-lagrestatus].
alle("form[data-autolagre]").forEach((skjema) => {
  const status = document.querySelector("[data-lagrestatus]"), felt = skjema.elements;
  let endret = false, sist, ur;
  // From the first save «Back» and reload lead to the draft, not to an empty form.
  const husk = () => felt.steg && history.replaceState(null, "", skjema.dataset.autolagre.replace("lagre", felt.steg.value));
  const lagre = async () => {
    if (!endret || skjema.hasAttribute("data-sendt")) return;
    endret = false;
    const { ok, versjon, melding } = await send(skjema.dataset.autolagre, skjema);
    if (versjon) { felt.versjon.value = versjon; husk(); }
    const kl = new Date().toTimeString().slice(0, 5).replace(":", ".");
    endret ||= !ok;
    status.textContent = melding || status.dataset[ok ? "lagret" : "feilet"].replace("%s", kl);
  };
  // Five seconds after the last key, and once a minute while somebody writes on.
  const senere = () => {
    if (!endret) sist = Date.now();
    endret = true;
    clearTimeout(ur);
    ur = setTimeout(lagre, Math.max(0, Math.min(5000, sist + 60000 - Date.now())));
  };
  skjema.addEventListener("input", senere);
  window.addEventListener("pagehide", lagre);
  window.addEventListener("pageshow", (h) => h.persisted && felt.versjon?.value && location.reload());
  skjema.addEventListener("submit", () => endret && husk());
  document.addEventListener("visibilitychange", () => document.hidden && lagre());
});
alle("[data-skriv-ut]").forEach((k) => { k.hidden = false; k.onclick = () => print(); });
