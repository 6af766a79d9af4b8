'use strict';

// Without this script each picture is a link to the large one. With it, that one opens in the page.
const links = Array.from(document.querySelectorAll('li a'));
const dialog = document.querySelector('dialog');
const picture = dialog.querySelector('img');
const name = dialog.querySelector('.name');
const place = dialog.querySelector('.place');
let shown = 0;

function show(index) {
  if (index < 0 || index >= links.length) {
    return;
  }
  shown = index;
  const link = links[index];
  picture.src = link.href;
  picture.alt = link.title;
  name.textContent = link.title;
  place.textContent = (index + 1) + ' / ' + links.length;
  if (!dialog.open) {
    dialog.showModal();
  }
  for (const near of [index + 1, index - 1]) { // so that the next step is at once
    if (links[near]) {
      new Image().src = links[near].href;
    }
  }
}

function close() {
  dialog.close();
}

function columns() {
  const top = links[0].offsetParent === null ? 0 : links[0].getBoundingClientRect().top;
  let count = 0;
  while (count < links.length && links[count].getBoundingClientRect().top === top) {
    count++;
  }
  return Math.max(1, count);
}

function step(key) {
  switch (key) {
    case 'ArrowLeft': return -1;
    case 'ArrowRight': return 1;
    case 'Home': return -Infinity;
    case 'End': return Infinity;
    default: return 0;
  }
}

function inRange(index) {
  return Math.min(links.length - 1, Math.max(0, index));
}

document.querySelector('main').addEventListener('click', event => {
  const link = event.target.closest('li a');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(links.indexOf(link));
  }
});

document.addEventListener('keydown', event => {
  if (event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  if (dialog.open) {
    const by = event.key === ' ' ? 1 : step(event.key);
    if (by !== 0 && !event.target.closest('button')) {
      event.preventDefault();
      show(inRange(shown + by));
    } else if (step(event.key) !== 0) {
      show(inRange(shown + step(event.key)));
    }
    return;
  }
  const at = links.indexOf(document.activeElement);
  const rows = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
  const by = step(event.key) || rows * columns();
  if (at >= 0 && by !== 0) {
    event.preventDefault();
    links[inRange(at + by)].focus();
  }
});

dialog.querySelector('.close').addEventListener('click', close);
dialog.querySelector('.back').addEventListener('click', () => show(inRange(shown - 1)));
dialog.querySelector('.next').addEventListener('click', () => show(inRange(shown + 1)));
dialog.addEventListener('close', () => {
  picture.removeAttribute('src');
  links[shown].focus();
});

let touch = null;
dialog.addEventListener('touchstart', event => {
  touch = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
}, { passive: true });
dialog.addEventListener('touchend', event => {
  if (touch === null || event.changedTouches.length !== 1) {
    return;
  }
  const x = event.changedTouches[0].clientX - touch.x;
  const y = event.changedTouches[0].clientY - touch.y;
  touch = null;
  if (Math.abs(x) > 40 && Math.abs(x) > 2 * Math.abs(y)) {
    show(inRange(shown + (x < 0 ? 1 : -1)));
  } else if (y > 80 && y > 2 * Math.abs(x)) {
    close();
  }
}, { passive: true });
