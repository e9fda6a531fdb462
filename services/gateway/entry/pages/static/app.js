/* Ours; ES2017, no dependency. The pages work without it; htmx swaps parts, this file does keys, drafts and pickers. */
(function () {
  'use strict';
  var d = document, root = d.documentElement;
  function $(s, r) { return (r || d).querySelector(s); }
  function $$(s, r) { return Array.prototype.slice.call((r || d).querySelectorAll(s)); }
  function store(k, v) { try { if (v === undefined) return localStorage.getItem(k); localStorage.setItem(k, v); } catch (e) { return null; } }
  function each(s, f, r) { $$(s, r).forEach(f); }

  root.classList.add('js');
  if (store('size') === 'l') root.dataset.size = 'l';

  // ── rows: J K move, X picks, Enter opens, S signs for; other keys press the button that names them
  var cur = -1;
  function rows() { return $$('[data-row]'); }
  function move(by) {
    var all = rows(); if (!all.length) return;
    if (all[cur]) all[cur].classList.remove('cur');
    cur = Math.max(0, Math.min(all.length - 1, cur + by));
    all[cur].classList.add('cur'); all[cur].scrollIntoView({ block: 'nearest' });
  }
  // After an act the next row lies under the same place; another list begins before its first row.
  function keep(verb) {
    var all = rows();
    cur = verb === 'get' ? -1 : Math.min(cur, all.length - 1);
    if (all[cur]) all[cur].classList.add('cur');
  }
  function picked() {
    var n = $$('[data-row] .cb').filter(function (c) { return c.checked; }).length, bulk = $('#bulk');
    if (!bulk) return;
    bulk.classList.toggle('show', n > 0);
    var said = $('[data-picked]', bulk); said.textContent = said.dataset.picked.replace('{count}', n);
  }
  d.addEventListener('change', function (e) { if (e.target.classList.contains('cb') && e.target.name === 'case') picked(); });
  d.addEventListener('keydown', function (e) {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && $('[data-submit]')) { e.preventDefault(); $('[data-submit]').click(); return; }
    var row = rows()[cur], k = e.key.toLowerCase(), named;
    if (e.target.type === 'radio' && (named = $('label[data-key="' + k.replace(/["\\]/g, '') + '"]'))) { e.preventDefault(); named.click(); return; }
    if (/INPUT|TEXTAREA|SELECT/.test(e.target.tagName) || e.ctrlKey || e.altKey || e.metaKey) return;
    if (k === 'j') move(1);
    else if (k === 'k') move(-1);
    else if (k === '/' && $('#q')) { e.preventDefault(); $('#q').focus(); }
    else if (k === 'x' && row && $('.cb', row)) { $('.cb', row).checked = !$('.cb', row).checked; picked(); }
    else if (k === 'enter' && row && !/^(A|BUTTON|SUMMARY)$/.test(e.target.tagName)) $('.what', row).click();
    else if (k === 's' && row && $('[data-sign]', row)) $('[data-sign]', row).click();
    else if ((named = $('[data-key="' + k.replace(/["\\]/g, '') + '"]'))) { e.preventDefault(); named.click(); }
  });

  // ── a list to choose from becomes a field to type into: characters, pinyin initials or code
  function combo(select) {
    if (select.dataset.combo) return;
    select.dataset.combo = '1';
    var box = d.createElement('span'), input = d.createElement('input'), list = d.createElement('ul'), at = -1, shown = [];
    box.className = 'combo'; list.className = 'sugg'; list.hidden = true; list.setAttribute('role', 'listbox');
    input.className = 'in'; input.type = 'text'; input.autocomplete = 'off'; input.placeholder = select.dataset.pick;
    input.setAttribute('role', 'combobox'); input.setAttribute('aria-expanded', 'false');
    list.id = 'l' + Math.random().toString(36).slice(2); input.setAttribute('aria-controls', list.id);
    if (select.closest('.err') || select.hasAttribute('aria-invalid')) input.setAttribute('aria-invalid', 'true');
    if (select.hasAttribute('aria-describedby')) input.setAttribute('aria-describedby', select.getAttribute('aria-describedby'));
    select.hidden = true; select.parentNode.insertBefore(box, select); box.appendChild(input); box.appendChild(list);
    function chosen() { var o = select.options[select.selectedIndex]; return o && o.value ? o.text : ''; }
    function close() { list.hidden = true; input.setAttribute('aria-expanded', 'false'); at = -1; }
    function take(option) { select.value = option.value; input.value = option.text; close(); select.dispatchEvent(new Event('change', { bubbles: true })); }
    function fits(o, words) { return (o.text + ' ' + (o.dataset.words || '') + ' ' + o.value).toLowerCase().indexOf(words) >= 0; }
    function show(all) {
      var words = all ? '' : input.value.trim().toLowerCase(), group = null;
      list.textContent = ''; shown = [];
      $$('option', select).forEach(function (o) {
        if (!o.value || !fits(o, words) || shown.length > 60) return;
        var label = o.parentNode.label;
        if (label && label !== group) { group = label; var h = d.createElement('li'); h.className = 'sub'; h.textContent = label; h.setAttribute('aria-hidden', 'true'); h.setAttribute('role', 'presentation'); list.appendChild(h); }
        var li = d.createElement('li'), name = d.createElement('b');
        li.setAttribute('role', 'option'); li.id = list.id + '-' + shown.length; name.textContent = o.text; li.appendChild(name);
        [['more', 'muted small'], ['count', 'tag']].forEach(function (p) {
          if (!o.dataset[p[0]]) return;
          if (p[0] === 'count') { var g = d.createElement('span'); g.className = 'grow'; li.appendChild(g); }
          var s = d.createElement('span'); s.className = p[1]; s.textContent = o.dataset[p[0]]; li.appendChild(s);
        });
        li.onmousedown = function (e) { e.preventDefault(); take(o); };
        list.appendChild(li); shown.push([li, o]);
      });
      list.hidden = !shown.length; input.setAttribute('aria-expanded', String(!list.hidden)); mark(shown.length && words ? 0 : -1);
    }
    function mark(i) {
      at = i;
      shown.forEach(function (s, n) { s[0].classList.toggle('on', n === i); s[0].setAttribute('aria-selected', String(n === i)); });
      if (shown[i]) { shown[i][0].scrollIntoView({ block: 'nearest' }); input.setAttribute('aria-activedescendant', shown[i][0].id); } else input.removeAttribute('aria-activedescendant');
    }
    input.value = chosen();
    input.addEventListener('focus', function () { input.select(); });
    input.addEventListener('click', function () { if (list.hidden) show(true); });
    input.addEventListener('input', function (e) { e.stopPropagation(); show(false); });
    input.addEventListener('change', function (e) { e.stopPropagation(); });
    input.addEventListener('blur', function () { if (!input.value.trim() && select.value) { select.value = ''; select.dispatchEvent(new Event('change', { bubbles: true })); } input.value = chosen(); close(); });
    input.addEventListener('keydown', function (e) {
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); if (list.hidden) show(true); mark(Math.max(0, Math.min(shown.length - 1, at + (e.key === 'ArrowDown' ? 1 : -1)))); }
      else if (e.key === 'Enter' && !list.hidden) { e.preventDefault(); if (shown[at]) take(shown[at][1]); }
      else if (e.key === 'Escape') { input.value = chosen(); close(); }
    });
  }

  // ── drafts: what is personal is kept on the server; words of a case here, by user, twelve hours at most
  var LIFE = 12 * 3600 * 1000;
  function draftKey(name) { return 'draft:' + (d.body.dataset.user || '') + ':' + name; }
  function wipe(everything) {
    try {
      Object.keys(localStorage).forEach(function (k) {
        if (k.indexOf('draft:') !== 0) return;
        var kept = null; try { kept = JSON.parse(store(k)); } catch (e) { kept = null; }
        if (everything || !kept || Date.now() - kept.at > LIFE) localStorage.removeItem(k);
      });
    } catch (e) { return; }
  }
  function draft(area) {
    var key = draftKey(area.dataset.draft), kept = null;
    try { kept = JSON.parse(store(key) || 'null'); } catch (e) { kept = null; }
    if (kept && !area.value) area.value = kept.text;
    area.addEventListener('input', function () { store(key, JSON.stringify({ at: Date.now(), text: area.value })); });
    if (area.form) area.form.addEventListener('submit', function () { sent = key; });
  }
  // How much may still be written, said from the last fifth on.
  function left(area) {
    var said = d.createElement('small'), most = area.maxLength;
    said.className = 'muted'; said.setAttribute('aria-live', 'polite'); area.parentNode.appendChild(said);
    function tell() { var n = most - area.value.length; said.textContent = n * 5 < most ? area.dataset.left.replace('{count}', n) : ''; }
    area.addEventListener('input', tell); tell();
  }
  var sent = null;
  wipe(false);
  d.addEventListener('submit', function (e) { if (e.target.hasAttribute('data-logout')) wipe(true); }, true);

  function autosave(form) {
    if (form.dataset.saving) return;
    form.dataset.saving = '1';
    var timer = null;
    form.addEventListener('input', function () {
      clearTimeout(timer);
      timer = setTimeout(function () { if (navigator.onLine && d.contains(form)) window.htmx.ajax('POST', form.dataset.autosave, { source: form, target: '#saved', swap: 'innerHTML' }); }, 3000);
    });
    form.addEventListener('submit', function () { clearTimeout(timer); });
  }

  // ── the line
  function online(on) {
    if ($('#offline')) $('#offline').hidden = on;
    each('[data-net]', function (n) { n.hidden = false; n.classList.toggle('off', !on); var s = $('span', n); s.textContent = on ? s.dataset.on : s.dataset.off; });
  }
  window.addEventListener('offline', function () { online(false); });
  window.addEventListener('online', function () { online(true); });
  function trouble(words) { var t = $('#trouble'); if (!t) return; var said = $('#trouble-words'); said.textContent = words || said.dataset.otherwise; t.hidden = false; }
  d.addEventListener('htmx:sendError', function () { online(false); });
  d.addEventListener('htmx:timeout', function () { trouble(); });
  d.addEventListener('htmx:beforeRequest', function () { if ($('#trouble')) $('#trouble').hidden = true; });
  d.addEventListener('htmx:beforeSwap', function (e) {
    var status = e.detail.xhr.status;
    online(true);
    if (status < 400 || status === 409 || status === 422 || status === 429) return;
    if (/\/draft$/.test(e.detail.requestConfig.path)) { e.detail.shouldSwap = false; trouble(); return; }
    if (status === 401 || e.detail.xhr.getResponseHeader('HX-Retarget')) { e.detail.shouldSwap = true; e.detail.isError = false; if (status !== 401 && $('#trouble')) $('#trouble').hidden = false; } else trouble();
  });
  d.addEventListener('htmx:afterRequest', function (e) { if (e.detail.successful && sent) { try { localStorage.removeItem(sent); } catch (x) { /* nothing kept */ } } sent = null; });
  d.addEventListener('click', function (e) {
    var b = e.target.closest ? e.target.closest('[data-retry],[data-size-toggle],[data-close],[data-say],[data-elder]') : null;
    if (!b) return;
    if (b.hasAttribute('data-retry')) location.reload();
    else if (b.hasAttribute('data-size-toggle')) { root.dataset.size = root.dataset.size === 'l' ? 'm' : 'l'; store('size', root.dataset.size); }
    else if (b.hasAttribute('data-close')) { e.preventDefault(); $('#panel').textContent = ''; $('#panel').className = ''; }
    else if (b.hasAttribute('data-say')) say(b.dataset.say);
  });

  // ── reading aloud
  function say(lang) {
    speechSynthesis.cancel();
    var u = new SpeechSynthesisUtterance($('[data-speech]').innerText); u.lang = lang; u.rate = 0.85; speechSynthesis.speak(u);
  }

  // ── what a page or a swapped part needs
  function kinds(form) {
    var kind = $('[data-kind]:checked', form), off = !kind || kind.value !== 'enterprise';
    each('.only-enterprise', function (x) { x.hidden = off; }, form);
    // Of the places those of the applicant's kind, and the one that the item goes by.
    var item = form.elements.item_code, chosen = item && item.options[item.selectedIndex], named = chosen && chosen.dataset.named;
    each('[data-place]', function (x) { x.hidden = x.dataset.of !== (off ? 'person' : 'enterprise') && x.dataset.place !== named; }, form);
  }
  function countdown(toast) {
    var s = +toast.dataset.seconds; toast.removeAttribute('data-seconds');
    setTimeout(function () { toast.remove(); }, Math.min(s, 60) * 1000);
  }
  function ready(part) {
    each('[data-nojs]', function (x) { x.hidden = true; }, part);
    each('.keys,[data-size-toggle],[data-net]', function (x) { x.hidden = false; }, part);
    if (window.speechSynthesis) each('[data-say]', function (x) { x.hidden = false; }, part);
    each('select[data-pick]', combo, part); each('textarea[data-draft]', draft, part); each('textarea[data-left]', left, part);
    each('form[data-autosave]', autosave, part); each('[data-seconds]', countdown, part);
    each('#reg', kinds, part);
    var focus = $('[data-focus]', part), panel = part !== d && $('.panel', part);
    if (focus) focus.focus(); else if (panel) panel.scrollIntoView({ block: 'nearest' });
  }
  function preview(form, changed) { window.htmx.ajax('POST', form.getAttribute('action'), { source: form, values: { 'do': 'preview', changed: changed }, target: '#outcome', swap: 'innerHTML' }); }
  d.addEventListener('change', function (e) {
    if (e.target.form && (e.target.hasAttribute('data-kind') || e.target.name === 'item_code')) kinds(e.target.form);
    if (e.target.form && (e.target.hasAttribute('data-preview') || e.target.hasAttribute('data-kind'))) preview(e.target.form, e.target.name);
  });
  d.addEventListener('htmx:afterSwap', function (e) { if (e.detail.requestConfig) keep(e.detail.requestConfig.verb); });
  d.addEventListener('htmx:afterSettle', function (e) { ready(e.detail.elt.parentNode || d); picked(); });
  if (d.readyState === 'loading') d.addEventListener('DOMContentLoaded', function () { ready(d); }); else ready(d);
  online(navigator.onLine);
})();
