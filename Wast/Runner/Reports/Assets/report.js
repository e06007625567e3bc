'use strict';
// Search, filters, sorting, unfolding. The page can be read without any of it.
(() => {
  const $ = id => document.getElementById(id);
  const rows = [...document.querySelectorAll('.row')];
  const tiles = new Map();
  for (const tile of document.querySelectorAll('a.tile')) {
    const id = decodeURIComponent(tile.hash.slice(1));
    tiles.set(id, [...(tiles.get(id) ?? []), tile]);
  }
  rows.forEach((row, index) => {
    row.order = index;
    row.text = row.textContent.toLowerCase();
  });
  const search = $('search'), shown = $('shown'), empty = $('empty'), unfold = $('unfold'), sort = $('sort');
  const filters = [...document.querySelectorAll('[data-filter]')];
  let filter = 'all';
  document.querySelector('.toolbar').hidden = false;

  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = filter !== 'all' || words.length > 0;
    let count = 0;
    for (const row of rows) {
      const visible = (filter === 'all' || row.dataset.state === filter) && words.every(word => row.text.includes(word) || row.id.toLowerCase().includes(word));
      row.hidden = !visible;
      count += visible ? 1 : 0;
      for (const tile of tiles.get(row.id) ?? []) {
        tile.classList.toggle('dim', narrowed && !visible);
      }
    }
    for (const group of document.querySelectorAll('.group')) {
      group.hidden = !group.querySelector('.row:not([hidden])');
    }
    shown.textContent = narrowed ? `${count} of ${rows.length}` : rows.length;
    empty.hidden = count > 0;
    updateUnfold();
  }

  function choose(name) {
    filter = name;
    for (const button of filters) {
      button.setAttribute('aria-pressed', String(button.dataset.filter === name));
    }
    apply();
  }

  const foldable = () => rows.filter(row => row.tagName === 'DETAILS' && !row.hidden);

  function updateUnfold() {
    unfold.textContent = foldable().some(row => row.open) ? 'Fold all' : 'Unfold all';
  }

  function reorder() {
    const key = sort.value;
    for (const container of document.querySelectorAll('.rows')) {
      const sorted = [...container.children].sort((a, b) => (key ? b.dataset[key] - a.dataset[key] : 0) || a.order - b.order);
      container.append(...sorted);
    }
  }

  // A link from the map or from outside: show the row even if it is filtered away, and unfold it.
  function reveal() {
    const row = $(decodeURIComponent(location.hash.slice(1)));
    if (!row?.classList.contains('row')) {
      return;
    }
    if (row.hidden) {
      search.value = '';
      choose('all');
    }
    if (row.tagName === 'DETAILS') {
      row.open = true;
    }
    row.scrollIntoView({ block: 'start' });
  }

  for (const button of filters) {
    button.addEventListener('click', () => choose(button.dataset.filter));
  }
  search.addEventListener('input', apply);
  sort.addEventListener('change', reorder);
  unfold.addEventListener('click', () => {
    const open = !foldable().some(row => row.open);
    foldable().forEach(row => { row.open = open; });
    updateUnfold();
  });
  document.addEventListener('toggle', updateUnfold, true);
  addEventListener('hashchange', reveal);
  addEventListener('keydown', event => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !/INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && event.target === search) {
      search.value = '';
      apply();
    }
  });
  choose('all');
  reveal();
})();
